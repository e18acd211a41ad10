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
