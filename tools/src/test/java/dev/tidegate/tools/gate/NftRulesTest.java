package dev.tidegate.tools.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class NftRulesTest {
  private static final Owner OWNER = new Owner(123, 456, 789);

  @Test
  void tableIsInstalledByOneTransactionThatFailsIfThereIsOne() {
    assertThat(rules(false).install(OptionalLong.empty(), refusal(0)))
        .isEqualTo(
            """
            create table inet gate
            add chain inet gate owner
            add rule inet gate owner return comment "tidegate gate pid=123 start=456 ns=789"
            add set inet gate refuse_100 { type inet_service; flags timeout; }
            add chain inet gate input { type filter hook input priority -10; policy accept; }
            add rule inet gate input tcp flags & (fin | syn | rst | ack) != syn return
            add rule inet gate input iifname "lo" return
            add rule inet gate input ip saddr { 192.0.2.0/24 } return
            add rule inet gate input tcp dport @refuse_100 counter reject with tcp reset
            """);
  }

  @Test
  void replacedTableIsDeletedByItsHandleInTheSameTransaction() {
    assertThat(rules(false).install(OptionalLong.of(7), refusal(100)))
        .startsWith("delete table inet handle 7\ncreate table inet gate\n")
        .endsWith("add element inet gate refuse_100 { 25 timeout 15000ms, 587 timeout 15000ms }\n");
  }

  @Test
  void renewalTakesTheElementsOutAndPutsThemInAgainInOneTransaction() {
    assertThat(rules(false).refuse(refusal(100)))
        .isEqualTo(
            """
            flush set inet gate refuse_100
            add element inet gate refuse_100 { 25 timeout 15000ms, 587 timeout 15000ms }
            """);
  }

  @Test
  void openingOnlyTakesThemOut() {
    assertThat(rules(false).refuse(refusal(0))).isEqualTo("flush set inet gate refuse_100\n");
  }

  @Test
  void shareHasASetAndARuleOfItsOwn() {
    NftRules rules = rules(true);
    assertThat(rules.install(OptionalLong.empty(), refusal(0)))
        .contains("add set inet gate refuse_5 {", "add set inet gate refuse_95 {")
        .contains(
            "input tcp dport @refuse_30 numgen random mod 100 < 30 counter reject with tcp reset\n")
        .contains("input tcp dport @refuse_100 counter reject with tcp reset\n");
    assertThat(rules.refuse(refusal(33)).lines())
        .contains("flush set inet gate refuse_100")
        .endsWith("add element inet gate refuse_30 { 25 timeout 15000ms, 587 timeout 15000ms }");
    assertThat(rules.refuse(refusal(4))).doesNotContain("add element");
    assertThat(rules.refuse(refusal(99))).contains("add element inet gate refuse_95 {");
  }

  @Test
  void withoutSharesNothingButTheWholeIsRefused() {
    assertThat(rules(false).refuse(refusal(99))).doesNotContain("add element");
  }

  @Test
  void ownerIsFoundAgainByItsMark() {
    assertThat(Owner.find("comment \"" + OWNER.mark() + "\" # handle 3")).contains(OWNER);
    assertThat(Owner.find("comment \"tidegate gate pid=x\"")).isEmpty();
  }

  @Test
  void processIsAliveUntilItsPidIsGivenToAnother() throws Exception {
    Owner self = Owner.self();
    assertThat(self.life()).isEqualTo(Owner.Life.LIVES);
    assertThat(new Owner(self.pid(), self.startTicks() - 1, self.pidNamespace()).life())
        .isEqualTo(Owner.Life.IS_DEAD);
    assertThat(new Owner(self.pid(), self.startTicks(), self.pidNamespace() - 1).life())
        .isEqualTo(Owner.Life.CANNOT_TELL);
  }

  private static RefusedShare refusal(int percent) {
    return new RefusedShare(percent, OptionalInt.empty(), Duration.ofSeconds(15));
  }

  private static NftRules rules(boolean isProportional) {
    return new NftRules(
        "gate",
        new TreeSet<>(List.of(587, 25)),
        List.of(Network.parse("192.0.2.0/24")),
        isProportional,
        OWNER);
  }
}
