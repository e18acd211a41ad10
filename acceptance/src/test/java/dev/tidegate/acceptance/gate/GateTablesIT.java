package dev.tidegate.acceptance.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Among the rules of others. */
final class GateTablesIT {

  private static final String RULES_OF_OTHERS =
      """
      nft -f - <<'RULES'
      table inet filter {
        set banned { type ipv4_addr; flags timeout; elements = { 203.0.113.7 timeout 1h } }
        counter smtp { }
        chain input {
          type filter hook input priority 0; policy drop;
          ct state established,related accept
          iif lo accept
          meta l4proto ipv6-icmp accept
          tcp dport { 25, 587 } counter name smtp accept
        }
      }
      table ip nat {
        chain prerouting {
          type nat hook prerouting priority dstnat;
          tcp dport 2526 redirect to :2525
        }
      }
      table ip tidegate {
        chain mine {
          ip daddr 203.0.113.9 drop
        }
      }
      RULES
      """;

  @ParameterizedTest
  @EnumSource
  void rulesOfOthersStayAsTheyAre(Program program) {
    try (GuardedHost host = GuardedHost.start(program, 1)) {
      host.mail().host().shell(RULES_OF_OTHERS).succeeded();
      String before = rulesOfOthers(host);
      assertThat(before).contains("203.0.113.7", "redirect to :2525", "203.0.113.9");

      RunningGate gate = host.gate();
      host.saturateUntilRefused();
      assertThat(rulesOfOthers(host)).isEqualTo(before);
      // What is refused here is refused by the others' own policy.
      for (Route route : Route.STRANGERS) {
        assertThat(host.mail().probe(route.toPort(2525)).answer()).isEqualTo(Answer.SILENCE);
      }
      host.pool().free();
      host.awaitAll(Answer.ACCEPTED, GuardedHost.SOON);
      gate.signal("KILL");
      RunningGate next = host.gate();
      host.saturateUntilRefused();
      assertThat(rulesOfOthers(host)).isEqualTo(before);
      next.signal("TERM");
      host.awaitAll(Answer.ACCEPTED, GuardedHost.SOON);
      next.awaitEnd();

      String all = host.mail().host().shell("nft -a -s list ruleset").succeeded().output();
      assertThat(all).doesNotContain("table inet tidegate");
      assertThat(rulesOfOthers(host)).isEqualTo(before);
    }
  }

  /** With handles, which change when something is made anew, and without what changes by itself. */
  private static String rulesOfOthers(GuardedHost host) {
    String all = host.mail().host().shell("nft -a -s list ruleset").succeeded().output();
    return all.replaceAll("(?ms)^table inet tidegate .*?^\\}$\n?", "")
        .replaceAll(" expires \\S+", "")
        .strip();
  }
}
