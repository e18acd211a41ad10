package dev.tidegate.tools.ctl.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tidegate.tools.ctl.command.Printable;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One run of another program, without a shell.
 *
 * @param passed whether it ended by itself, with status 0
 * @param output the first part of what it printed
 * @param ending how it ended, in words
 */
record ProgramResult(boolean passed, String output, String ending) {
  private static final int MOST_BYTES = 8_192;
  private static final Duration LAST_WORDS = Duration.ofMillis(500);

  /** Runs it for as long as it may take; what hangs is killed with all its children. */
  static ProgramResult of(List<String> command, Optional<Path> folder, Duration limit)
      throws InterruptedException {
    Process process;
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectInput(new File("/dev/null"));
      builder.environment().put("LC_ALL", "C");
      folder.filter(Files::isDirectory).ifPresent(path -> builder.directory(path.toFile()));
      process = builder.start();
    } catch (IOException failure) {
      return new ProgramResult(false, "", String.valueOf(failure.getMessage()));
    }
    Kept output = new Kept();
    Thread reader = Thread.ofVirtual().start(() -> read(process.getInputStream(), output));
    boolean ended = false;
    try {
      ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
    reader.join(LAST_WORDS);
    String ending =
        ended
            ? "status " + process.exitValue()
            : "not ended within " + limit.toSeconds() + " s, so it was killed";
    return new ProgramResult(ended && process.exitValue() == 0, output.toString(), ending);
  }

  private static void read(InputStream stream, Kept output) {
    byte[] buffer = new byte[MOST_BYTES];
    try {
      for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
        output.keep(buffer, count);
      }
    } catch (IOException killed) {
      // Its output ends there.
    }
  }

  /** Returns how it ended and the beginning of what it said, in one line. */
  String complaint() {
    String said = Printable.lines(output).strip().replaceAll("\\s+", " ");
    String text = said.substring(0, Math.min(300, said.length()));
    return text.isEmpty() ? ending : ending + ": " + text;
  }

  /** The first part of what was printed. */
  private static final class Kept {
    private final StringBuilder text = new StringBuilder();

    synchronized void keep(byte[] bytes, int count) {
      int room = Math.min(count, MOST_BYTES - text.length());
      text.append(new String(bytes, 0, room, ISO_8859_1));
    }

    @Override
    public synchronized String toString() {
      return text.toString();
    }
  }
}
