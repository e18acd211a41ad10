package dev.tidegate.protocol.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class InterestTest {

  @Test
  void eachLetterAnywhereInTheLineAddsItsType() {
    for (String line : List.of("?YZ", "?ZY", "?Y Z", "? xYyZz", "?YZYZ", "?Y?Z", "?\0Y\u00ff\tZ")) {
      assertThat(Interest.parse(line).orElseThrow().line()).as(line).isEqualTo("?YZ");
    }
    for (char letter : "BFRSUYZ".toCharArray()) {
      MessageType type =
          Arrays.stream(MessageType.values())
              .filter(each -> each.hasLetter() && each.letter() == letter)
              .findFirst()
              .orElseThrow();
      Interest only = Interest.parse("?" + letter).orElseThrow();
      assertThat(only.bits()).isEqualTo(type.bit());
      assertThat(only.wants(type)).isTrue();
    }
  }

  @Test
  void starIsEveryTypeWhereverItStands() {
    for (String line : List.of("?*", "?F*", "? snapshot *")) {
      assertThat(Interest.parse(line)).as(line).contains(Interest.ALL);
    }
    assertThat(Interest.ALL.line()).isEqualTo("?BFRSUYZ");
  }

  @Test
  void whoWantsRereadsIsToldInJsonOfThoseThatFail() {
    Interest rereads = Interest.parse("?R").orElseThrow();
    assertThat(rereads.inJson().wants(MessageType.REREAD_FAILED)).isTrue();
    assertThat(rereads.wants(MessageType.REREAD_FAILED)).isFalse();
    assertThat(rereads.inJson().letters()).isEqualTo("R");
  }

  @Test
  void whoWantsTheNumberOfFreeWorkersIsToldInJsonHowManyAreServiceable() {
    Interest free = Interest.parse("?F").orElseThrow();
    assertThat(free.inJson().wants(MessageType.SERVICEABLE_WORKERS)).isTrue();
    assertThat(free.inJson().letters()).isEqualTo("F");
    Interest others = Interest.parse("?BSUYZ").orElseThrow();
    assertThat(others.inJson()).isEqualTo(others);
    assertThat(Interest.ALL.wants(MessageType.SERVICEABLE_WORKERS)).isFalse();
    assertThatThrownBy(MessageType.SERVICEABLE_WORKERS::letter)
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void everyOtherCharacterIsIgnored() {
    for (String line : List.of("?", "??", "?bfrsuyz", "?ACDE", "? snapshot json since=5f:1")) {
      assertThat(Interest.parse(line)).as(line).contains(Interest.NONE);
    }
  }

  @Test
  void lineWithoutQuestionMarkInFrontAsksForNothing() {
    for (String line : List.of("", "F", "*", " ?F", "\r?F", "help")) {
      assertThat(Interest.parse(line)).as(line).isEmpty();
    }
  }

  @Test
  void whatIsPrintedIsReadBack() {
    for (int bits = 0; bits <= Interest.ALL.bits(); bits++) {
      Interest interest = new Interest(bits);
      assertThat(Interest.parse(interest.line())).contains(interest);
    }
  }

  @Test
  void randomBytesNeverThrow() {
    Random random = new Random(8);
    for (int run = 0; run < 2000; run++) {
      StringBuilder line = new StringBuilder(random.nextBoolean() ? "?" : "");
      int bytes = random.nextInt(255);
      while (line.length() < bytes) {
        line.append((char) random.nextInt(256));
      }
      boolean asks = line.toString().startsWith("?");
      assertThat(Interest.parse(line.toString()).isPresent()).isEqualTo(asks);
    }
  }
}
