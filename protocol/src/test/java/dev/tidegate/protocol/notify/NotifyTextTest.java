package dev.tidegate.protocol.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class NotifyTextTest {

  @Test
  void messagesReadAsTheManualPageHasThem() {
    assertThat(NotifyText.freeWorkers(12)).isEqualTo("F 12\n");
    assertThat(NotifyText.stateChange(3, "Idle", "Busy"))
        .isEqualTo("S 3 StateChange Idle -> Busy\n");
    assertThat(NotifyText.tag(3, "scan q1")).isEqualTo("S 3 scan q1\n");
    assertThat(NotifyText.plain(MessageType.NONE_FREE)).isEqualTo("Z\n");
    assertThat(NotifyText.dropped(7)).isEqualTo("*ERR 7 messages dropped: listener too slow\n");
  }

  @Test
  void tagCannotForgeAChangeOfState() {
    assertThat(NotifyText.tag(0, "StateChange Idle -> Busy"))
        .isEqualTo("S 0 _StateChange Idle -> Busy\n");
    assertThat(NotifyText.tag(0, "  StateChange x")).isEqualTo("S 0 _  StateChange x\n");
    assertThat(NotifyText.tag(0, "\nStateChange x")).isEqualTo("S 0 _ StateChange x\n");
    assertThat(NotifyText.tag(0, "\0StateChange x")).isEqualTo("S 0 _ StateChange x\n");
    assertThat(NotifyText.tag(0, "a StateChange x")).isEqualTo("S 0 a StateChange x\n");
  }

  @Test
  void tagCannotForgeAnyOtherMessage() {
    assertThat(NotifyText.tag(0, "x\nZ\n*ERR\r\u001b[2J\u00e4")).isEqualTo("S 0 x Z *ERR  [2J \n");
  }

  @Test
  void textIsCutAt200BytesWithTheUnderscore() {
    assertThat(NotifyText.tag(0, "x".repeat(200))).hasSize("S 0 \n".length() + 200);
    assertThat(NotifyText.tag(0, "x".repeat(201))).hasSize("S 0 \n".length() + 200);
    assertThat(NotifyText.tag(0, "StateChange" + "x".repeat(189)))
        .hasSize("S 0 \n".length() + 200)
        .startsWith("S 0 _StateChange");
  }

  @Test
  void anyTagIsOneShortPrintableLine() {
    Random random = new Random(7);
    for (int run = 0; run < 2000; run++) {
      StringBuilder tag = new StringBuilder();
      int bytes = random.nextInt(400);
      while (tag.length() < bytes) {
        tag.append((char) random.nextInt(256));
      }
      String message = NotifyText.tag(Integer.MAX_VALUE, tag.toString());
      assertThat(message).matches("S 2147483647 [ -~]*\n");
      assertThat(NotifyText.bytes(message).length).isLessThanOrEqualTo(NotifyText.MAX_BYTES);
    }
  }
}
