package dev.tidegate.acceptance.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Until;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gate before a real Postfix, with either multiplexor. */
@Execution(ExecutionMode.CONCURRENT)
final class GateIT {

  /** 200 ms are aimed at, and about 10 ms measured; this is for a machine that is overloaded. */
  private static final Duration AT_ONCE = Duration.ofSeconds(5);

  private static final int ROUNDS = 5;

  /** Longer than two changes are apart at least, so that none waits for the one before. */
  private static final Duration A_WHILE = Duration.ofMillis(200);

  @ParameterizedTest
  @EnumSource
  void strangersAreRefusedWhileNoWorkerIsFreeAndNobodyElse(Program program) throws Exception {
    try (GuardedHost host = GuardedHost.start(program, 2)) {
      SmtpHost mail = host.mail();
      host.gate();
      host.saturateUntilRefused();
      host.pool().free();
      host.awaitAll(Answer.ACCEPTED, GuardedHost.SOON);

      SmtpSession four = mail.talk(Route.V4).beginMessage("begun before");
      SmtpSession six = mail.talk(Route.V6).beginMessage("begun before");
      host.saturateUntilRefused();
      for (Route route : Route.STRANGERS) {
        host.await(route.toPort(587), Answer.REFUSED, GuardedHost.SOON);
        mail.talk(route.toPort(2525)).quit();
      }
      for (Route route :
          List.of(Route.LOOPBACK_V4, Route.LOOPBACK_V6, Route.EXEMPT_V4, Route.EXEMPT_V6)) {
        mail.talk(route).quit();
        mail.talk(route.toPort(587)).quit();
      }
      assertThat(mail.refusalsByIcmp()).isZero();
      four.endMessage().quit();
      six.endMessage().quit();
      Until.holds("both are delivered", () -> mail.delivered("begun before") == 2);
      host.awaitAll(Answer.REFUSED, GuardedHost.SOON);

      host.pool().free();
      host.awaitAll(Answer.ACCEPTED, GuardedHost.SOON);
      for (Route route : Route.STRANGERS) {
        mail.talk(route).quit();
        mail.talk(route.toPort(587)).quit();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void edgesReachThePortAtOnce(Program program) {
    try (GuardedHost host = GuardedHost.start(program, 1)) {
      host.gate();
      host.saturateUntilRefused();
      host.pool().free();
      host.awaitAll(Answer.ACCEPTED, GuardedHost.SOON);
      for (int round = 0; round < ROUNDS; round++) {
        for (Route route : Route.STRANGERS) {
          host.mail().probeFor(A_WHILE, route);
          long toldNanos = host.pool().saturate();
          Probe refused = host.await(route, Answer.REFUSED, AT_ONCE);
          Figures.note(
              program + ", from Z to a reset on " + route.to(), refused.millisAfter(toldNanos));
          host.mail().probeFor(A_WHILE, route);
          toldNanos = host.pool().free();
          Probe accepted = host.await(route, Answer.ACCEPTED, GuardedHost.SOON);
          Figures.note(
              program + ", from Y to a connection on " + route.to(),
              accepted.millisAfter(toldNanos));
        }
      }
    }
  }
}
