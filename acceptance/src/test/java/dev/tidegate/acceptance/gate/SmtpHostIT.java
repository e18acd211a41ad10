package dev.tidegate.acceptance.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Until;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The yardstick itself: what it tells of rules that are known. */
final class SmtpHostIT {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final String HAND_MADE_RULES =
      """
      nft -f - <<'RULES'
      table inet handmade {
        chain input {
          type filter hook input priority -10
          iif lo accept
          ip saddr 198.51.100.0/24 accept
          ip6 saddr 2001:db8:2::/64 accept
          tcp dport 25 tcp flags & (syn | ack) == syn reject with tcp reset
          tcp dport 587 tcp flags & (syn | ack) == syn drop
        }
      }
      RULES
      """;

  @Test
  void connectionsAreToldAsTheyAreByRulesMadeByHand() throws Exception {
    try (SmtpHost mail = SmtpHost.start()) {
      for (Route route : List.of(Route.V4, Route.V6, Route.EXEMPT_V4, Route.LOOPBACK_V6)) {
        assertThat(mail.probe(route).answer()).as("%s", route).isEqualTo(Answer.ACCEPTED);
      }
      SmtpSession established = mail.talk(Route.V6).beginMessage("before the rules");

      mail.host().shell(HAND_MADE_RULES).succeeded();

      for (Route route : Route.STRANGERS) {
        Probe refused = mail.probe(route);
        assertThat(refused.answer()).isEqualTo(Answer.REFUSED);
        assertThat(refused.millisAfter(refused.startNanos())).isLessThan(1_000);
        assertThat(mail.probe(route.toPort(587)).answer()).isEqualTo(Answer.SILENCE);
        mail.talk(route.toPort(2525)).quit();
      }
      for (Route route :
          List.of(Route.EXEMPT_V4, Route.EXEMPT_V6, Route.LOOPBACK_V4, Route.LOOPBACK_V6)) {
        mail.talk(route).quit();
      }
      established.endMessage().quit();
      Until.holds("the message is delivered", () -> mail.delivered("before the rules") == 1);
      assertThat(mail.refusalsByIcmp()).isZero();

      mail.host().shell("nft delete table inet handmade").succeeded();
      for (Route route : Route.STRANGERS) {
        assertThat(mail.await(route, Answer.ACCEPTED, PATIENCE).answer())
            .isEqualTo(Answer.ACCEPTED);
      }
    }
  }

  @Test
  void refusalByIcmpIsToldFromAReset() throws Exception {
    try (SmtpHost mail = SmtpHost.start()) {
      mail.host()
          .shell(
              """
              nft add table inet handmade
              nft 'add chain inet handmade input { type filter hook input priority 0; }'
              nft add rule inet handmade input tcp dport 25 reject with icmpx type port-unreachable
              """)
          .succeeded();
      for (Route route : Route.STRANGERS) {
        assertThat(mail.probe(route).answer()).isNotEqualTo(Answer.ACCEPTED);
      }
      assertThat(mail.refusalsByIcmp()).isGreaterThanOrEqualTo(2);
    }
  }
}
