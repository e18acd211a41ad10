package dev.tidegate.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.protocol.wire.NetstringSplitter.Found;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class NetstringTest {

  @Test
  void pipelinedNetstringsComeInOrder() {
    assertThat(split("5:hello,0:,3:a\nb,")).containsExactly("hello", "", "a\nb");
  }

  @Test
  void anotherByteInPlaceOfTheCommaIsConsumedAndTheNextNetstringIsRead() {
    assertThat(split("5:helloX2:hi,0:Y1:a,"))
        .containsExactly("MISSING_COMMA", "hi", "MISSING_COMMA", "a");
  }

  @Test
  void lengthOf65536IsTakenAndOneMoreBreaksTheConnection() {
    String longest = "x".repeat(65_536);
    assertThat(split("65536:" + longest + ",")).containsExactly(longest);
    assertThat(split("65537:")).containsExactly("BROKEN");
    assertThat(split("99999999999999999999:")).containsExactly("BROKEN");
  }

  @Test
  void lengthThatIsNoNumberBreaksTheConnection() {
    for (String junk : List.of(":", "-1:a,", "+1:a,", " 1:a,", "1 :a,", "x", "1x", "\n", "1,")) {
      assertThat(split(junk)).as(junk).containsExactly("BROKEN");
    }
  }

  @Test
  void leadingZerosAreTakenUpToTenDigits() {
    assertThat(split("0000000001:a,")).containsExactly("a");
    assertThat(split("00000000001:a,")).containsExactly("BROKEN");
  }

  @Test
  void nothingIsReadAfterABrokenLength() {
    NetstringSplitter splitter = new NetstringSplitter();
    assertThat(splitter.next(bytes("x"))).isEqualTo(Found.BROKEN);
    ByteBuffer more = bytes("1:a,");
    assertThat(splitter.next(more)).isEqualTo(Found.BROKEN);
    assertThat(more.hasRemaining()).isFalse();
  }

  @Test
  void everySplitPointGivesTheSameStrings() {
    String text = "11:hello world,0:,1:aX005:12345,40:" + "y".repeat(40) + ",7:rest";
    List<String> whole = split(text);
    assertThat(whole).hasSize(5);
    for (int at = 0; at <= text.length(); at++) {
      NetstringSplitter splitter = new NetstringSplitter();
      List<String> pieces = split(splitter, text.substring(0, at));
      pieces.addAll(split(splitter, text.substring(at)));
      assertThat(pieces).as("split at %d", at).isEqualTo(whole);
      assertThat(splitter.isInsideString()).isTrue();
    }
  }

  @Test
  void whatIsPrintedIsReadBackFromRandomPieces() {
    Random random = new Random(2);
    for (int run = 0; run < 200; run++) {
      List<String> contents = new ArrayList<>();
      StringBuilder text = new StringBuilder();
      for (int count = 0; count < 10; count++) {
        byte[] content = new byte[random.nextInt(300)];
        random.nextBytes(content);
        contents.add(new String(content, StandardCharsets.ISO_8859_1));
        text.append(new String(Netstring.print(contents.get(count)), StandardCharsets.ISO_8859_1));
      }
      NetstringSplitter splitter = new NetstringSplitter();
      List<String> found = new ArrayList<>();
      for (int from = 0; from < text.length(); ) {
        int to = Math.min(text.length(), from + 1 + random.nextInt(100));
        found.addAll(split(splitter, text.substring(from, to)));
        from = to;
      }
      assertThat(found).isEqualTo(contents);
      assertThat(splitter.isInsideString()).isFalse();
    }
  }

  @Test
  void randomBytesNeverThrow() {
    Random random = new Random(3);
    for (int run = 0; run < 2000; run++) {
      byte[] junk = new byte[random.nextInt(40)];
      random.nextBytes(junk);
      for (int at = 0; at < junk.length; at++) {
        if (random.nextInt(4) > 0) {
          junk[at] = (byte) "0123456789:,".charAt(random.nextInt(12));
        }
      }
      split(new String(junk, StandardCharsets.ISO_8859_1));
    }
  }

  @Test
  void contentBeyondTheBoundIsNotPrinted() {
    assertThat(Netstring.print("x".repeat(65_536))).hasSize(65_536 + 7);
    assertThatThrownBy(() -> Netstring.print("x".repeat(65_537)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> split(String text) {
    return split(new NetstringSplitter(), text);
  }

  private static List<String> split(NetstringSplitter splitter, String text) {
    ByteBuffer in = bytes(text);
    List<String> found = new ArrayList<>();
    for (Found next = splitter.next(in); next != Found.NOTHING; next = splitter.next(in)) {
      found.add(next == Found.STRING ? splitter.content() : next.name());
      if (next == Found.BROKEN) {
        break;
      }
    }
    return found;
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
