package dev.tidegate.acceptance.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Until;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Refusing a share of the senders while workers run out. */
final class GateShareIT {

  private static final int WORKERS = 10;
  private static final int BUSY = 7;
  private static final int PROBES = 400;

  /** Five standard deviations of so many throws: one run in a million is outside by chance. */
  private static final double CHANCE = 5 * Math.sqrt(share() * (1 - share()) / PROBES);

  @ParameterizedTest
  @EnumSource
  void shareOfStrangersIsRefusedAsWorkersRunOut(Program program) {
    try (GuardedHost host = GuardedHost.start(program, WORKERS)) {
      // The reference does not tell how many workers it has.
      String from = program == Program.OURS ? "100%" : Integer.toString(WORKERS);
      RunningGate gate = host.gate("--from", from);
      host.saturateUntilRefused();
      host.pool().free();
      host.awaitAll(Answer.ACCEPTED, GuardedHost.SOON);

      host.pool().occupy(BUSY);
      gate.awaitSaid("70%");
      for (Route route : Route.STRANGERS) {
        Until.holds(
            "about 70% are refused on " + route,
            () -> Math.abs(refusedShare(host, route) - share()) < CHANCE);
      }
      for (Route route : List.of(Route.LOOPBACK_V4, Route.EXEMPT_V6)) {
        assertThat(refusedShare(host, route)).as("%s", route).isZero();
      }

      host.pool().saturate();
      host.awaitAll(Answer.REFUSED, GuardedHost.SOON);
      Until.holds("everybody is refused", () -> refused(host, Route.V4, 20) == 20);
      host.pool().free();
      Until.holds("everybody gets in", () -> refused(host, Route.V6, 20) == 0);
    }
  }

  private static double share() {
    return (double) BUSY / WORKERS;
  }

  private static double refusedShare(GuardedHost host, Route route) {
    return (double) refused(host, route, PROBES) / PROBES;
  }

  private static long refused(GuardedHost host, Route route, int probes) {
    return IntStream.range(0, probes)
        .filter(i -> host.mail().probe(route).answer() == Answer.REFUSED)
        .count();
  }
}
