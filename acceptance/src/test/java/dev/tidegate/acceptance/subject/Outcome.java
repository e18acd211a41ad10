package dev.tidegate.acceptance.subject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How a command ended, and what it printed, errors included.
 *
 * @param status the exit status
 */
public record Outcome(int status, String output) {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Runs a command; fails if it does not end within two minutes. */
  public static Outcome of(List<String> words) {
    return of(words, "", PATIENCE);
  }

  /** Runs a command; fails if it takes longer than that. */
  public static Outcome of(List<String> words, Duration patience) {
    return of(words, "", patience);
  }

  /** Runs a command with that standard input; fails if it does not end within two minutes. */
  public static Outcome of(List<String> words, String input) {
    return of(words, input, PATIENCE);
  }

  private static Outcome of(List<String> words, String input, Duration patience) {
    try {
      // A file, not a pipe: a daemon that the command leaves behind may keep it open.
      Path output = Files.createTempFile("tidegate-output", ".txt");
      Path stdin = Files.writeString(Files.createTempFile("tidegate-input", ".txt"), input);
      try {
        Process process =
            new ProcessBuilder(words)
                .redirectInput(stdin.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
          process.destroyForcibly();
          throw new AssertionError("did not end: " + words + "\n" + text(output));
        }
        return new Outcome(process.exitValue(), text(output));
      } finally {
        Files.delete(output);
        Files.delete(stdin);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while running " + words, e);
    }
  }

  /** Fails unless the command ended with status 0. */
  public Outcome succeeded() {
    if (status != 0) {
      throw new AssertionError("status " + status + ":\n" + output);
    }
    return this;
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.ISO_8859_1);
  }
}
