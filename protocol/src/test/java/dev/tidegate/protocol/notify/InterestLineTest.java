package dev.tidegate.protocol.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.protocol.notify.InterestLine.Since;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class InterestLineTest {
  private static final String EPOCH = "5f2c90ab12cd34ef";

  @Test
  void wordsStandAfterTheTypesInAnyOrder() {
    for (String line :
        List.of(
            "?YZ json snapshot heartbeat=30",
            "?YZ snapshot  heartbeat=30 json ",
            "? heartbeat=30 json Y snapshot Z")) {
      InterestLine asked = parse(line);
      assertThat(asked.interest().letters()).as(line).isEqualTo("YZ");
      assertThat(asked.json()).isTrue();
      assertThat(asked.snapshot()).isTrue();
      assertThat(asked.heartbeatSeconds()).isEqualTo(30);
      assertThat(asked.words()).containsExactlyInAnyOrder("json", "snapshot", "heartbeat=30");
      assertThat(asked.since()).isEqualTo(new Since.Now());
    }
    assertThat(parse("?F heartbeat=1 json").words()).containsExactly("heartbeat=1", "json");
  }

  @Test
  void whatIsNoWordOfOursIsIgnored() {
    for (String line :
        List.of(
            "?YZ",
            "?YZjson",
            "?YZ Json",
            "?YZ json=1",
            "?YZ jsonx",
            "?YZ snapshots",
            "?YZ snap shot",
            "?YZ\tjson",
            "?YZ json\t",
            "?YZ heartbeat",
            "?YZ heart-beat=5",
            "?YZ x.y:z=-")) {
      InterestLine asked = parse(line);
      assertThat(asked.words()).as(line).isEmpty();
      assertThat(asked.json()).isFalse();
      assertThat(asked.snapshot()).isFalse();
      assertThat(asked.heartbeatSeconds()).isZero();
    }
    assertThat(InterestLine.parse("YZ json")).isEmpty();
    assertThat(InterestLine.parse("")).isEmpty();
  }

  @Test
  void heartbeatIsOneSecondToAnHour() {
    assertThat(heartbeat("1")).isEqualTo(1);
    assertThat(heartbeat("01")).isEqualTo(1);
    assertThat(heartbeat("3600")).isEqualTo(3600);
    for (String bad :
        List.of("", "0", "3601", "9999", "10000", "-1", "+1", "1s", "1.5", "00030", "x", "=1")) {
      assertThat(heartbeat(bad)).as(bad).isZero();
      assertThat(parse("?Z heartbeat=" + bad).words()).isEmpty();
    }
  }

  private static int heartbeat(String value) {
    return parse("?Z heartbeat=" + value).heartbeatSeconds();
  }

  @Test
  void sinceIsAnEpochAndANumber() {
    assertThat(since(EPOCH + ":10442")).isEqualTo(new Since.After(EPOCH, 10_442));
    assertThat(since(EPOCH + ":0")).isEqualTo(new Since.After(EPOCH, 0));
    assertThat(since(EPOCH + ":999999999999999999"))
        .isEqualTo(new Since.After(EPOCH, 999_999_999_999_999_999L));
    assertThat(parse("?Z since=" + EPOCH + ":7 json").words())
        .containsExactly("since=" + EPOCH + ":7", "json");
    for (String bad :
        List.of(
            "",
            ":",
            EPOCH,
            EPOCH + ":",
            EPOCH + ":-1",
            EPOCH + ":1x",
            EPOCH + ":1:2",
            EPOCH + "0:1",
            EPOCH.substring(1) + ":1",
            EPOCH.toUpperCase(java.util.Locale.ROOT) + ":1",
            EPOCH.replace('f', 'g') + ":1",
            EPOCH + ":1000000000000000000")) {
      assertThat(since(bad)).as(bad).isEqualTo(new Since.Malformed());
      assertThat(parse("?Z json since=" + bad).words()).containsExactly("json");
    }
    assertThat(parse("?Z json since").since()).isEqualTo(new Since.Malformed());
    assertThat(parse("?Z json sincere").since()).isEqualTo(new Since.Now());
  }

  private static Since since(String value) {
    return parse("?Z json since=" + value).since();
  }

  @Test
  void ofARepeatedWordTheLastCounts() {
    InterestLine asked = parse("?Z heartbeat=5 json heartbeat=7 json heartbeat=0");
    assertThat(asked.heartbeatSeconds()).isEqualTo(7);
    assertThat(asked.words()).containsExactly("heartbeat=7", "json");
    String good = "since=" + EPOCH + ":1";
    assertThat(parse("?Z since=x " + good).since()).isEqualTo(new Since.After(EPOCH, 1));
    assertThat(parse("?Z " + good + " since=x").since()).isEqualTo(new Since.Malformed());
    assertThat(parse("?Z " + good + " since=x").words()).isEmpty();
    assertThat(parse("?Z " + good + " since=" + EPOCH + ":2").words())
        .containsExactly("since=" + EPOCH + ":2");
  }

  @Test
  void anyLineIsReadWithoutHarm() {
    Random random = new Random(7);
    String alphabet = "?*FZ jsonap=hot:.-5f2\0\u00ff";
    for (int round = 0; round < 20_000; round++) {
      StringBuilder line = new StringBuilder("?");
      for (int left = random.nextInt(255); left > 0; left--) {
        line.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      InterestLine asked = parse(line.toString());
      assertThat(asked.interest()).isEqualTo(Interest.parse(line.toString()).orElseThrow());
      assertThat(asked.words()).allMatch(word -> word.matches("[a-z0-9=:.-]+"));
    }
  }

  private static InterestLine parse(String line) {
    return InterestLine.parse(line).orElseThrow();
  }
}
