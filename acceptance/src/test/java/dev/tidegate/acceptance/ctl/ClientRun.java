package dev.tidegate.acceptance.ctl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tidegate.tools.ctl.dropin.MdMxCtrl;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How a run of md-mx-ctrl ended, and all that it wrote, a char a byte.
 *
 * @param status the exit status
 */
record ClientRun(int status, String out, String err) {
  static final String DEBIANS = "/usr/bin/md-mx-ctrl";
  private static final long PATIENCE_SECONDS = 120;

  /** Runs Debian's. */
  static ClientRun debians(List<String> words, String input) {
    return of(DEBIANS, words, input);
  }

  /** Runs a program. */
  static ClientRun of(String program, List<String> words, String input) {
    List<String> command = new ArrayList<>(List.of(program));
    command.addAll(words);
    return of(command, input);
  }

  /** Runs a program with words of its own. */
  static ClientRun of(List<String> command, String input) {
    try {
      Path folder = Files.createTempDirectory("tidegate-ctl");
      Path in = Files.write(folder.resolve("in"), input.getBytes(ISO_8859_1));
      Path out = folder.resolve("out");
      Path err = folder.resolve("err");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly().waitFor();
          throw new AssertionError("does not end: " + command);
        }
        return new ClientRun(
            process.exitValue(),
            Files.readString(out, ISO_8859_1),
            Files.readString(err, ISO_8859_1));
      } finally {
        for (Path file : List.of(in, out, err, folder)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while running " + command, e);
    }
  }

  /** Runs ours, in this process: starting a JVM for each of hundreds would take minutes. */
  static ClientRun ours(List<String> words, String input) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    var in = new ByteArrayInputStream(input.getBytes(ISO_8859_1));
    int status = MdMxCtrl.run(DEBIANS, words, true, in, out, err);
    return new ClientRun(status, out.toString(ISO_8859_1), err.toString(ISO_8859_1));
  }
}
