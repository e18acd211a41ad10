package dev.tidegate.acceptance.gate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** More edges than anybody can follow. */
final class GateBurstIT {

  /** Each makes the only worker busy and free again, which is two edges. */
  private static final int REQUESTS = 5_000;

  /** No more often than this the gate changes its mind. */
  private static final Duration DISTANCE = Duration.ofMillis(100);

  /** A change may take a transaction and a look at what came of it. */
  private static final int RUNS_A_CHANGE = 2;

  @ParameterizedTest
  @EnumSource
  void tenThousandEdgesRunNftBoundedlyOftenAndEndRight(Program program) throws IOException {
    Path folder = Files.createTempDirectory("tidenft");
    Path runs = Files.createFile(folder.resolve("runs"));
    Script.write(
        folder.resolve("nft"), "#!/bin/sh\necho >>" + runs + "\nexec /usr/sbin/nft \"$@\"\n");
    try (GuardedHost host = GuardedHost.start(program, 1)) {
      host.gateThatFindsProgramsIn(folder);
      host.saturateUntilRefused();
      host.pool().free();
      host.awaitAll(Answer.ACCEPTED, GuardedHost.SOON);

      long runsBefore = count(runs);
      long startNanos = System.nanoTime();
      int edges = host.pool().flicker(REQUESTS);
      assertThat(edges).isEqualTo(2 * REQUESTS);
      long millis = Duration.ofNanos(System.nanoTime() - startNanos).toMillis();
      host.pool().saturate();
      host.awaitAll(Answer.REFUSED, GuardedHost.SOON);

      long changesAtMost = Duration.ofNanos(System.nanoTime() - startNanos).dividedBy(DISTANCE) + 1;
      assertThat(count(runs) - runsBefore).isPositive().isLessThan(RUNS_A_CHANGE * changesAtMost);
      Figures.note(program + ", " + edges + " edges took", millis);
      Figures.noteCount(program + ", nft runs because of them", count(runs) - runsBefore);
      host.pool().free();
      host.awaitAll(Answer.ACCEPTED, GuardedHost.SOON);
    } finally {
      Outcome.of(List.of("rm", "-rf", folder.toString())).succeeded();
    }
  }

  private static long count(Path runs) throws IOException {
    try (var lines = Files.lines(runs, ISO_8859_1)) {
      return lines.count();
    }
  }
}
