package dev.tidegate.tools.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ScreenDiffTest {
  private static final Pattern PIECE =
      Pattern.compile("\u001b\\[(\\d+);(\\d+)H|\u001b\\[([\\d;]*)m|\u001b\\[2J|([^\u001b])");

  private static final List<Style> LOOKS = List.of(Style.PLAIN, Style.BUSY, Style.ALARM);

  @Test
  void whatIsSentTurnsTheOneIntoTheOther() {
    Random random = new Random(3);
    ScreenDiff paint = new ScreenDiff(true);
    Canvas before = random(random, new Canvas(12, 40), 200);
    for (int round = 0; round < 200; round++) {
      Canvas after = new Canvas(12, 40);
      after.put(0, 0, before);
      random(random, after, random.nextInt(30));
      assertSame(played(before, paint.change(before, after)), after);
      before = after;
    }
  }

  private static Canvas random(Random random, Canvas canvas, int changes) {
    for (int change = 0; change < changes; change++) {
      Style look = LOOKS.get(random.nextInt(3));
      canvas.put(random.nextInt(12), random.nextInt(40), (char) ('a' + random.nextInt(26)), look);
    }
    return canvas;
  }

  /** Returns what a terminal would show. */
  private static Canvas played(Canvas before, String bytes) {
    Canvas shown = new Canvas(before.rows(), before.columns());
    shown.put(0, 0, before);
    int row = 0;
    int column = 0;
    String look = "0";
    Matcher piece = PIECE.matcher(bytes);
    int end = 0;
    while (piece.find()) {
      assertThat(piece.start()).isEqualTo(end);
      end = piece.end();
      if (piece.group(1) != null) {
        row = Integer.parseInt(piece.group(1)) - 1;
        column = Integer.parseInt(piece.group(2)) - 1;
      } else if (piece.group(3) != null) {
        look = piece.group(3);
      } else if (piece.group(4) != null) {
        shown.put(row, column++, piece.group(4).charAt(0), lookOf(look));
      }
    }
    assertThat(end).isEqualTo(bytes.length());
    assertThat(look).isEqualTo("0");
    return shown;
  }

  private static Style lookOf(String parameters) {
    for (Style each : Style.values()) {
      String own = each.parameters(true);
      if (parameters.equals(own.isEmpty() ? "0" : "0;" + own)) {
        return each;
      }
    }
    throw new AssertionError(parameters);
  }

  private static void assertSame(Canvas one, Canvas other) {
    for (int row = 0; row < one.rows(); row++) {
      assertThat(one.text(row)).isEqualTo(other.text(row));
      for (int column = 0; column < one.columns(); column++) {
        assertThat(one.look(row, column)).isEqualTo(other.look(row, column));
      }
    }
  }

  @Test
  void nothingIsSentWhereNothingChanged() {
    Canvas canvas = Drawing.draw(Pools.scene(Pools.of(400)), 24, 80, Pools.UNICODE);
    assertThat(new ScreenDiff(true).change(canvas, canvas)).isEmpty();
  }

  @Test
  void oneCellCostsAFewBytes() {
    Canvas before = new Canvas(24, 80);
    Canvas after = new Canvas(24, 80);
    after.put(23, 79, 'x', Style.PLAIN);
    assertThat(new ScreenDiff(true).change(before, after)).isEqualTo("\u001b[24;80Hx");
  }

  @Test
  void withoutColourNoColourIsSent() {
    Canvas canvas = Drawing.draw(Pools.scene(Pools.of(400)), 60, 200, Pools.UNICODE);
    assertThat(new ScreenDiff(false).whole(canvas))
        .doesNotContainPattern("\u001b\\[[0-9;]*[34][0-7]m");
    assertThat(new ScreenDiff(true).whole(canvas)).containsPattern("\u001b\\[[0-9;]*3[0-7]m");
  }
}
