package dev.tidegate.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.protocol.wire.LineSplitter.Found;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

final class LineSplitterTest {

  @Test
  void linesComeWithoutTheirNewlineWhateverTheirBytes() {
    StringBuilder all = new StringBuilder();
    for (char each = 0; each < 256; each++) {
      if (each != '\n') {
        all.append(each);
      }
    }
    assertThat(split(LineSplitter.ofCommands(), all + "\n\nfree\n"))
        .containsExactly(all.toString(), "", "free");
  }

  @Test
  void carriageReturnIsDroppedOnlyRightBeforeTheNewlineAndOnlyOnce() {
    assertThat(split(LineSplitter.ofCommands(), "a\r\n\r\nb\rc\nd\r\r\n"))
        .containsExactly("a", "", "b\rc", "d\r");
    assertThat(split(LineSplitter.ofInterests(), "?*\r\n")).containsExactly("?*");
    assertThat(split(LineSplitter.ofAnswers(), "ok\r\n")).containsExactly("ok\r");
  }

  @Test
  void commandOf4095BytesWithItsNewlineIsALineAndOneMoreIsTooLong() {
    String longest = "x".repeat(4094);
    assertThat(split(LineSplitter.ofCommands(), longest + "\n")).containsExactly(longest);
    assertThat(split(LineSplitter.ofCommands(), longest + "x\nfree\n"))
        .containsExactly("TOO_LONG", "free");
    assertThat(split(LineSplitter.ofCommands(), longest + "\r\n")).containsExactly("TOO_LONG");
  }

  @Test
  void overlongCommandIsReportedOnlyAtItsEnd() {
    LineSplitter splitter = LineSplitter.ofCommands();
    ByteBuffer some = bytes("x".repeat(10_000));
    assertThat(splitter.next(some)).isEqualTo(Found.NOTHING);
    assertThat(some.hasRemaining()).isFalse();
    assertThat(splitter.isInsideLine()).isTrue();
    assertThat(splitter.next(bytes("yy\n"))).isEqualTo(Found.TOO_LONG);
    assertThat(splitter.isInsideLine()).isFalse();
  }

  @Test
  void overlongInterestIsReportedAtOnceAndOnce() {
    LineSplitter splitter = LineSplitter.ofInterests();
    assertThat(splitter.next(bytes("?".repeat(255)))).isEqualTo(Found.NOTHING);
    assertThat(splitter.next(bytes("?"))).isEqualTo(Found.TOO_LONG);
    assertThat(splitter.next(bytes("?".repeat(999)))).isEqualTo(Found.NOTHING);
    assertThat(split(splitter, "x\n?F\n")).containsExactly("?F");
    assertThat(split(LineSplitter.ofInterests(), "?".repeat(255) + "\n")).hasSize(1);
  }

  @Test
  void answerIsBoundedAt64Kibibytes() {
    String longest = "x".repeat(65_535);
    assertThat(split(LineSplitter.ofAnswers(), longest + "\n")).containsExactly(longest);
    assertThat(split(LineSplitter.ofAnswers(), longest + "x\n")).containsExactly("TOO_LONG");
  }

  @Test
  void textOfAWorkerIsCutAt1024BytesAndTheNextLineIsWhole() {
    String text = "x".repeat(1024);
    assertThat(split(LineSplitter.ofWorkerText(), text + "\n" + text + "yz\nnext\n"))
        .containsExactly(text, text, "next");
  }

  @Test
  void unfinishedLineIsGivenOutOnce() {
    LineSplitter splitter = LineSplitter.ofWorkerText();
    assertThat(split(splitter, "a\nOut of mem")).containsExactly("a");
    assertThat(splitter.takeUnfinished()).contains("Out of mem");
    assertThat(splitter.takeUnfinished()).isEmpty();
    assertThat(split(splitter, "x".repeat(3000))).isEmpty();
    assertThat(splitter.takeUnfinished()).contains("x".repeat(1024));
  }

  @Test
  void unfinishedLineBeyondTheBoundIsNotGivenOut() {
    LineSplitter splitter = LineSplitter.ofCommands();
    assertThat(split(splitter, "x".repeat(5000))).isEmpty();
    assertThat(splitter.takeUnfinished()).isEmpty();
    assertThat(split(splitter, "free\n")).containsExactly("free");
  }

  @Test
  void everySplitPointGivesTheSameLines() {
    String text = "scan a b\r\n\n" + "x".repeat(300) + "\nfree\r\n?" + "y".repeat(254) + "\nrest";
    for (Supplier<LineSplitter> kind : kinds()) {
      List<String> whole = split(kind.get(), text);
      for (int at = 0; at <= text.length(); at++) {
        LineSplitter splitter = kind.get();
        List<String> pieces = split(splitter, text.substring(0, at));
        pieces.addAll(split(splitter, text.substring(at)));
        assertThat(pieces).as("split at %d", at).isEqualTo(whole);
      }
    }
  }

  @Test
  void randomBytesInRandomPiecesGiveTheLinesOfAPlainSplit() {
    Random random = new Random(1);
    for (int run = 0; run < 300; run++) {
      StringBuilder text = new StringBuilder();
      List<String> expected = new ArrayList<>();
      for (int line = 0; line < 20; line++) {
        String content = randomLine(random, random.nextBoolean() ? 20 : 600);
        text.append(content).append('\n');
        expected.add(
            content.length() > 255
                ? "TOO_LONG"
                : content.endsWith("\r") ? content.substring(0, content.length() - 1) : content);
      }
      LineSplitter splitter = LineSplitter.ofInterests();
      List<String> found = new ArrayList<>();
      for (int from = 0; from < text.length(); ) {
        int to = Math.min(text.length(), from + 1 + random.nextInt(400));
        found.addAll(split(splitter, text.substring(from, to)));
        from = to;
      }
      assertThat(found).as("run %d", run).isEqualTo(expected);
    }
  }

  @Test
  void directBuffersAreReadLikeOthers() {
    ByteBuffer direct = ByteBuffer.allocateDirect(64);
    direct.put(bytes("free\nmsgs\nwork")).flip();
    LineSplitter splitter = LineSplitter.ofCommands();
    assertThat(splitter.next(direct)).isEqualTo(Found.LINE);
    assertThat(splitter.line()).isEqualTo("free");
    assertThat(splitter.next(direct)).isEqualTo(Found.LINE);
    assertThat(splitter.line()).isEqualTo("msgs");
    assertThat(splitter.next(direct)).isEqualTo(Found.NOTHING);
    assertThat(splitter.isInsideLine()).isTrue();
  }

  private static List<Supplier<LineSplitter>> kinds() {
    return List.of(
        LineSplitter::ofCommands,
        LineSplitter::ofInterests,
        LineSplitter::ofAnswers,
        LineSplitter::ofWorkerText);
  }

  private static String randomLine(Random random, int maxBytes) {
    StringBuilder line = new StringBuilder();
    int bytes = random.nextInt(maxBytes + 1);
    while (line.length() < bytes) {
      char each = (char) random.nextInt(256);
      line.append(each == '\n' ? '\r' : each);
    }
    return line.toString();
  }

  private static List<String> split(LineSplitter splitter, String text) {
    ByteBuffer in = bytes(text);
    List<String> found = new ArrayList<>();
    for (Found next = splitter.next(in); next != Found.NOTHING; next = splitter.next(in)) {
      found.add(next == Found.LINE ? splitter.line() : next.name());
    }
    assertThat(in.hasRemaining()).isFalse();
    return found;
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
