package dev.tidegate.tools.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.tools.gate.IptablesRules.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class IptablesRulesTest {
  private static final IptablesRules RULES =
      new IptablesRules(
          "tidegate",
          new TreeSet<>(List.of(25, 587)),
          List.of(Network.parse("192.0.2.0/24"), Network.parse("2001:db8::/32")),
          new Owner(4711, 99, 1));

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.900Z");

  @Test
  void chainThatIsOpenRefusesNothing() {
    assertThat(RULES.of(true).open())
        .isEqualTo(
            """
            *filter
            :tidegate - [0:0]
            -A tidegate -m comment --comment "tidegate gate pid=4711 start=99 ns=1"
            -A tidegate -i lo -j RETURN
            -A tidegate -s 192.0.2.0/24 -j RETURN
            COMMIT
            """);
  }

  @Test
  void closedPortHasARuleThatEndsByItselfBehindWhatPasses() {
    Window window = Window.of(NOW, Duration.ofSeconds(15));
    assertThat(RULES.of(false).refuse(RefusedShare.CLOSED, window))
        .isEqualTo(
            """
            *filter
            :tidegate - [0:0]
            -A tidegate -m comment --comment "tidegate gate pid=4711 start=99 ns=1"
            -A tidegate -i lo -j RETURN
            -A tidegate -s 2001:db8:0:0:0:0:0:0/32 -j RETURN
            -A tidegate -p tcp -m tcp --dport 25 -m time --datestart 2026-11-22T11:59:55\
             --datestop 2026-11-22T12:00:14 -j REJECT --reject-with tcp-reset
            -A tidegate -p tcp -m tcp --dport 587 -m time --datestart 2026-11-22T11:59:55\
             --datestop 2026-11-22T12:00:14 -j REJECT --reject-with tcp-reset
            COMMIT
            """);
  }

  @Test
  void windowNeverOutlastsTheLease() {
    for (int millis = 0; millis < 2_000; millis += 7) {
      Instant now = NOW.plusMillis(millis);
      Instant last = Window.of(now, Duration.ofSeconds(15)).last();
      // The last second counts as a whole.
      assertThat(Duration.between(now, last.plusSeconds(1)))
          .isBetween(Duration.ofSeconds(14), Duration.ofSeconds(15));
    }
  }

  @Test
  void shareIsRefusedByChance() {
    Window window = Window.of(NOW, Duration.ofSeconds(15));
    assertThat(RULES.of(true).refuse(5, window))
        .contains(" -m statistic --mode random --probability 0.05 -j REJECT");
  }

  @Test
  void leadsHereBeforeAllOthers() {
    IptablesRules rules = RULES.of(true);
    assertThat(rules.leadingHere(rules.open()))
        .endsWith(
            """
            -I INPUT 1 -p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -j tidegate
            COMMIT
            """);
  }

  @Test
  void trialIsOfTheLoopbackInterfaceBeforeThatPasses() {
    Window window = Window.past(NOW);
    assertThat(RULES.of(true).tryOut(4000, window, false))
        .contains("-A tidegate -i lo -p tcp -m tcp --dport 4000 -m time ")
        .containsSubsequence("--dport 4000", "-i lo -j RETURN");
  }

  @Test
  void longestTextFitsIntoOneRun() {
    Network longest = Network.parse("2001:1db8:1111:1111:1111:1111:1111:1111/128");
    IptablesRules rules =
        new IptablesRules(
            "t".repeat(PortOptions.LONGEST_CHAIN),
            new TreeSet<>(
                IntStream.range(0, PortOptions.MOST_PORTS).map(n -> 65_535 - n).boxed().toList()),
            Collections.nCopies(PortOptions.MOST_EXEMPT, longest),
            new Owner(Integer.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE));
    String text = rules.leadingHere(rules.refuse(5, Window.of(NOW, Duration.ofSeconds(15))));
    assertThat(text.length()).isLessThanOrEqualTo(ProgramRun.MOST_INPUT_BYTES);
  }
}
