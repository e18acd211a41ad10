package dev.tidegate.acceptance.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is in stays in. */
@Order(1)
final class GateCrowdIT {

  private static final int CROWD = 1_000;
  private static final int FLIPS = 5;

  @ParameterizedTest
  @EnumSource
  void noneOfAThousandEstablishedConnectionsIsCutWhileItFlips(Program program) throws Exception {
    try (GuardedHost host = GuardedHost.start(program, 1)) {
      host.gate();
      List<SocketChannel> connected = host.mail().crowd(CROWD);
      host.saturateUntilRefused();
      List<SmtpSession> sessions = new ArrayList<>();
      for (SocketChannel one : connected) {
        sessions.add(SmtpSession.greeted(one));
      }
      for (int flip = 0; flip < FLIPS; flip++) {
        host.pool().free();
        host.awaitAll(Answer.ACCEPTED, GuardedHost.SOON);
        host.saturateUntilRefused();
        for (SmtpSession one : sessions.subList(flip * CROWD / FLIPS, (flip + 1) * CROWD / FLIPS)) {
          one.say("NOOP", "250");
        }
      }
      for (SmtpSession one : sessions) {
        one.quit();
      }
      assertThat(sessions).hasSize(CROWD);
    }
  }
}
