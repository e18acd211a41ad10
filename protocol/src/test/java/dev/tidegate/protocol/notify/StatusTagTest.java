package dev.tidegate.protocol.notify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Most expectations were seen in a run of the reference. */
final class StatusTagTest {

  @Test
  void tagOfACommandIsItsFirstTwoWordsDecoded() {
    assertThat(StatusTag.ofCommand("relayok 1.2.3.4 host")).isEqualTo("relayok 1.2.3.4");
    assertThat(StatusTag.ofCommand("Sleepy sleep1")).isEqualTo("Sleepy sleep1");
    assertThat(StatusTag.ofCommand("sleep1")).isEqualTo("sleep1");
    assertThat(StatusTag.ofCommand("scan q%20p%0Ax   /tmp")).isEqualTo("scan q p x");
    assertThat(StatusTag.ofCommand("Wait a%zz%4 x")).isEqualTo("Wait a%zz%4");
  }

  @Test
  void onlyASpaceSeparatesWordsAndAnEmptyWordIsOne() {
    assertThat(StatusTag.ofCommand(" sleep1  x")).isEqualTo(" sleep1");
    assertThat(StatusTag.ofCommand("Wait\ta\tb c sleep1")).isEqualTo("Wait a b c");
  }

  @Test
  void commandIsCutAt63BytesBeforeItIsDecoded() {
    String encoded = "%41".repeat(30);
    assertThat(StatusTag.ofCommand("Wait " + encoded + " x"))
        .isEqualTo("Wait " + "A".repeat(19) + "%");
    assertThat(StatusTag.ofCommand("x".repeat(70))).hasSize(63);
  }

  @Test
  void statusLineIsDecodedAndCleanedBeforeItIsCut() {
    assertThat(StatusTag.ofStatusLine("hello%0aworld%1b%e4")).isEqualTo("hello world  ");
    assertThat(StatusTag.ofStatusLine("%41".repeat(63))).isEqualTo("A".repeat(63));
    assertThat(StatusTag.ofStatusLine("%41".repeat(64))).isEqualTo("A".repeat(63));
    assertThat(StatusTag.ofStatusLine("")).isEmpty();
  }
}
