package dev.tidegate.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Until;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** TERM at some moment of the start, from the first word of the launcher to the first client. */
final class EarlyTermIT {
  private static final long STEP_MILLIS = 40;
  private static final int STEPS = 12;
  private static final int OF_THE_SIGNAL = 128 + 15;

  @Test
  void leavesNoFileBehind() throws Exception {
    Program.OURS.require();
    Path spool = Files.createTempDirectory(Path.of("/tmp"), "tideterm");
    try {
      Outcome.of(List.of("chmod", "777", spool.toString())).succeeded();
      for (int step = 0; step < STEPS; step++) {
        int status = startAndEndAfter(step * STEP_MILLIS, spool);
        assertThat(status).as("after %d ms", step * STEP_MILLIS).isIn(0, OF_THE_SIGNAL);
        try (Stream<Path> left = Files.list(spool)) {
          assertThat(left).as("after %d ms", step * STEP_MILLIS).isEmpty();
        }
      }
    } finally {
      Outcome.of(List.of("rm", "-rf", spool.toString())).succeeded();
    }
  }

  private static int startAndEndAfter(long millis, Path spool) throws Exception {
    List<String> words = new ArrayList<>(Program.OURS.command());
    words.addAll(List.of("-D", "-z", spool.toString(), "-f", "/bin/cat", "-p", spool + "/pid"));
    words.addAll(List.of("-s", "mx.sock", "-a", "any.sock", "-N", "map.sock", "-O", "notify.sock"));
    if (Requirements.isRoot()) {
      words.addAll(List.of("-U", "defang"));
    }
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    long endNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    Until.holds(
        "the moment has come",
        () -> {
          LockSupport.parkNanos(endNanos - System.nanoTime());
          return System.nanoTime() - endNanos >= 0;
        });
    process.destroy();
    if (!process.waitFor(1, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError("TERM after " + millis + " ms did not end it");
    }
    return process.exitValue();
  }
}
