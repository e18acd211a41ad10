package dev.tidegate.pool.requests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.counters.CommandClass;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandTextTest {

  @Test
  void theQueueIdStandsWhereEachCommandHasIt() {
    assertThat(CommandText.queueIdOf("scan Q1 /d", CommandClass.SCAN)).isEqualTo("Q1");
    assertThat(CommandText.queueIdOf("senderok s ip host helo dir Q2", CommandClass.SENDEROK))
        .isEqualTo("Q2");
    assertThat(
            CommandText.queueIdOf(
                "recipok r s ip host first helo dir Q3 a=b", CommandClass.RECIPOK))
        .isEqualTo("Q3");
    assertThat(CommandText.queueIdOf("relayok a b c d e f g h", CommandClass.RELAYOK)).isEmpty();
    assertThat(CommandText.queueIdOf("senderok s", CommandClass.SENDEROK)).isEmpty();
    assertThat(CommandText.queueIdOf("scan", CommandClass.SCAN)).isEmpty();
  }

  @Test
  void requestsOfOneMessageHaveTheSameKey() {
    assertThat(CommandText.messageKeyOf("scan Q1 /d", CommandClass.SCAN)).isEqualTo("Q1");
    assertThat(
            CommandText.messageKeyOf(
                "recipok r s ip host first helo dir Q1 a=b", CommandClass.RECIPOK))
        .isEqualTo("Q1");
    assertThat(CommandText.messageKeyOf("scan " + "x".repeat(64), CommandClass.SCAN)).hasSize(64);
    assertThat(CommandText.messageKeyOf("scan " + "x".repeat(65), CommandClass.SCAN)).hasSize(16);
  }

  @Test
  void withoutAQueueIdTheKeyIsAHashOfTheAddresses() {
    String sender =
        CommandText.messageKeyOf("senderok <s@x> ip host helo dir NOQUEUE", CommandClass.SENDEROK);
    assertThat(sender)
        .matches("[0-9a-f]{16}")
        .isEqualTo(CommandText.messageKeyOf("senderok <s@x>", CommandClass.SENDEROK))
        .isNotEqualTo(CommandText.messageKeyOf("senderok <t@x>", CommandClass.SENDEROK));
    // FNV-1a of one byte, as it is published.
    assertThat(CommandText.messageKeyOf("senderok a", CommandClass.SENDEROK))
        .isEqualTo("af63dc4c8601ec8c");
    assertThat(CommandText.messageKeyOf("recipok <r@x> <s@x> ip", CommandClass.RECIPOK))
        .matches("[0-9a-f]{16}")
        .isNotEqualTo(sender)
        .isNotEqualTo(CommandText.messageKeyOf("recipok <q@x> <s@x> ip", CommandClass.RECIPOK));
  }

  @ParameterizedTest
  @CsvSource({"scan, SCAN", "senderok, SENDEROK", "recipok, RECIPOK", "relayok a b, RELAYOK"})
  void aRequestThatNamesNoMessageHasNoKey(String line, CommandClass commandClass) {
    assertThat(CommandText.messageKeyOf(line, commandClass)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "recipok <joe@Example.COM> x, Example.COM",
    "recipok joe@example.com, example.com",
    "recipok %3Cjoe@example.com%3E x, example.com",
    "recipok <a@b@c>, b@c",
  })
  void theDomainIsWhatFollowsTheFirstAtSign(String line, String domain) {
    assertThat(CommandText.domainOf(line)).contains(domain);
  }

  @ParameterizedTest
  @CsvSource({"recipok <postmaster> x", "recipok", "recipok <joe@> x", "'recipok  joe@b'"})
  void aRecipientWithoutADomainHasNone(String line) {
    assertThat(CommandText.domainOf(line)).isEmpty();
  }
}
