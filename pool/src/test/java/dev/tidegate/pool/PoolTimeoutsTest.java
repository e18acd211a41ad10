package dev.tidegate.pool;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.settings.Setting;
import dev.tidegate.pool.values.ClientSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The timeout of each class of requests, and its change while requests run. */
final class PoolTimeoutsTest {
  private static final long SECOND = PoolFixture.SECOND;

  private static PoolFixture pool() {
    return new PoolFixture(
        PoolSettings.builder()
            .maxWorkers(4)
            .busyTimeoutSeconds(100)
            .set(Setting.TIMEOUT_RELAYOK, 20));
  }

  private static List<String> occasions(PoolFixture it) {
    return JsonParser.parseString(it.answerTo("incidents"))
        .getAsJsonObject()
        .getAsJsonArray("incidents")
        .asList()
        .stream()
        .map(each -> each.getAsJsonObject().get("occasion").getAsString())
        .toList();
  }

  private static JsonObject slot(PoolFixture it) {
    return JsonParser.parseString(it.answerTo("stats"))
        .getAsJsonObject()
        .getAsJsonArray("slots")
        .get(0)
        .getAsJsonObject();
  }

  @ParameterizedTest
  @CsvSource({
    "timeout-scan, scan q1 /tmp/a",
    "timeout-relayok, relayok 192.0.2.1 h 25 192.0.2.2 25",
    "timeout-senderok, senderok <s@x> 192.0.2.1 h helo /d q1",
    "timeout-recipok, recipok <r@x> <s@x> 192.0.2.1 h ? helo /d q1",
    "timeout-other, helook 192.0.2.1 h helo"
  })
  void eachClassHasItsOwnTimeout(String setting, String command) {
    PoolFixture it =
        new PoolFixture(
            PoolSettings.builder()
                .busyTimeoutSeconds(100)
                .set(Setting.byLongName(setting).orElseThrow(), 3));
    it.ask(command);
    it.pass(3 * SECOND - 1);
    assertThat(it.deeds).doesNotContain("TERMINATE 0");
    it.pass(1);
    assertThat(it.deeds).contains("TERMINATE 0");
  }

  @Test
  void aMapRequestHasItsOwnTimeoutAndATickThatOfOthers() {
    PoolFixture it =
        new PoolFixture(
            PoolSettings.builder()
                .maxWorkers(2)
                .tickIntervalSeconds(50)
                .set(Setting.TIMEOUT_MAP, 2)
                .set(Setting.TIMEOUT_OTHER, 4));
    it.ask(ClientSocket.MAP, "access k");
    it.pass(2 * SECOND);
    assertThat(it.deeds).contains("TERMINATE 0");
    it.exit(0, 0);
    it.deeds.clear();
    it.pass(48 * SECOND);
    assertThat(it.deeds).contains("send 0 tick 0");
    it.pass(4 * SECOND - 1);
    assertThat(it.deeds).doesNotContain("TERMINATE 0");
    it.pass(1);
    assertThat(it.deeds).contains("TERMINATE 0");
  }

  @Test
  void aClassWithoutATimeoutOfItsOwnHasTheBusyTimeout() {
    PoolFixture it = pool();
    it.ask("scan q1 /tmp/a");
    it.ask("relayok 192.0.2.1 h 25 192.0.2.2 25");
    it.pass(20 * SECOND);
    assertThat(it.deeds).contains("TERMINATE 1").doesNotContain("TERMINATE 0");
    it.pass(80 * SECOND);
    assertThat(it.deeds).contains("TERMINATE 0");
  }

  @Test
  void theMarksAreTenthsOfTheClassesTimeout() {
    PoolFixture it = pool();
    it.ask("relayok 192.0.2.1 h 25 192.0.2.2 25");
    it.pass(10 * SECOND - 1);
    assertThat(occasions(it)).isEmpty();
    it.pass(1);
    assertThat(occasions(it)).containsExactly("half_of_busy_timeout");
    it.pass(8 * SECOND);
    assertThat(occasions(it))
        .containsExactly("nine_tenths_of_busy_timeout", "half_of_busy_timeout");
    assertThat(it.answerTo("incidents")).contains("\"busyTimeoutMs\":20000");
  }

  @Test
  void aRunningRequestFollowsAShorterBusyTimeout() {
    PoolFixture it = pool();
    it.ask("scan q1 /tmp/a");
    it.pass(5 * SECOND);
    it.answerTo("set busy-timeout=30");
    assertThat(slot(it).get("timeoutInMs").getAsLong()).isEqualTo(25_000);
    it.pass(25 * SECOND - 1);
    assertThat(it.deeds).doesNotContain("TERMINATE 0");
    it.pass(1);
    assertThat(it.deeds).contains("TERMINATE 0");
    assertThat(occasions(it))
        .containsExactly("busy_timeout", "nine_tenths_of_busy_timeout", "half_of_busy_timeout");
  }

  @Test
  void oneThatIsPastAShorterTimeoutEndsAtOnce() {
    PoolFixture it = pool();
    long client = it.ask("scan q1 /tmp/a");
    it.pass(60 * SECOND);
    it.answers.clear();
    it.answerTo("set timeout-scan=60");
    it.pass(0);
    assertThat(it.deeds).contains("TERMINATE 0");
    assertThat(it.answers)
        .contains(client + " ERR Filter timed out - check filter rules or system load\n");
    assertThat(occasions(it)).containsExactly("busy_timeout", "half_of_busy_timeout");
  }

  @Test
  void aRunningRequestFollowsALongerTimeoutAndPassesNoMarkTwice() {
    PoolFixture it = pool();
    it.ask("relayok 192.0.2.1 h 25 192.0.2.2 25");
    it.pass(19 * SECOND);
    it.answerTo("set timeout-relayok=40");
    it.pass(21 * SECOND - 1);
    assertThat(it.deeds).doesNotContain("TERMINATE 0");
    assertThat(occasions(it))
        .containsExactly("nine_tenths_of_busy_timeout", "half_of_busy_timeout");
    it.pass(1);
    assertThat(it.deeds).contains("TERMINATE 0");
  }

  @Test
  void zeroIsTheBusyTimeoutAgain() {
    PoolFixture it = pool();
    it.ask("relayok 192.0.2.1 h 25 192.0.2.2 25");
    assertThat(it.answerTo("set timeout-relayok=0")).isEqualTo("ok: timeout-relayok 20 -> 0\n");
    it.pass(99 * SECOND);
    assertThat(it.deeds).doesNotContain("TERMINATE 0");
    it.pass(SECOND);
    assertThat(it.deeds).contains("TERMINATE 0");
  }

  @Test
  void anotherClassesTimeoutLeavesARequestAlone() {
    PoolFixture it = pool();
    it.ask("scan q1 /tmp/a");
    it.pass(40 * SECOND);
    it.answerTo("set timeout-map=1 timeout-relayok=1");
    it.pass(60 * SECOND - 1);
    assertThat(it.deeds).doesNotContain("TERMINATE 0");
    it.pass(1);
    assertThat(it.deeds).contains("TERMINATE 0");
  }

  @Test
  void eachTimeoutIsASettingWithItsValueInTheStats() {
    PoolFixture it = pool();
    assertThat(it.answerTo("set"))
        .contains("\ntimeout-scan=0 (0 or more)\ntimeout-relayok=20 (0 or more)\n");
    assertThat(it.answerTo("set timeout=scan=3"))
        .isEqualTo(
            "error: Nothing is changed: timeout cannot change while the multiplexor runs:"
                + " timeout-scan, timeout-relayok and so on can, one by one\n");
    assertThat(it.answerTo("stats")).contains("\"timeoutRelayokSeconds\":20");
  }
}
