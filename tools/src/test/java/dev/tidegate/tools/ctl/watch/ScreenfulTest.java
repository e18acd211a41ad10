package dev.tidegate.tools.ctl.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ScreenfulTest {
  private static final LocalDateTime NOON = LocalDateTime.of(2026, 11, 22, 12, 0, 0);

  private static Round told(int second, String... lines) {
    return new Round(NOON.plusSeconds(second), true, List.of(lines));
  }

  private static Round untold(int second) {
    return new Round(NOON.plusSeconds(second), false, List.of("no multiplexor answers at /s"));
  }

  private static List<String> drawn(int columns, int rows, WatchHistory course) {
    String text = new Screenful(columns, rows, true).text("every 2 s: status", course);
    assertThat(text).startsWith("\u001b[H").endsWith("\u001b[K\u001b[J");
    return List.of(
        text.replace("\u001b[H", "")
            .replace("\u001b[K", "")
            .replace("\u001b[J", "")
            .split("\r\n", -1));
  }

  @Test
  void theTitleAndTheTimeStandAboveTheAnswer() {
    assertThat(drawn(40, 10, WatchHistory.of(told(5, "a", "b"))))
        .containsExactly("every 2 s: status              12:00:05", "", "  a", "  b");
  }

  @Test
  void linesThatChangedAreMarked() {
    WatchHistory course = WatchHistory.of(told(0, "a", "b")).then(told(2, "a", "c", "d"));
    assertThat(drawn(40, 10, course)).endsWith("  a", "* c", "* d");
    assertThat(new Screenful(40, 10, false).text("t", course))
        .contains("\u001b[1mc\u001b[0m")
        .doesNotContain("\u001b[1ma");
    assertThat(drawn(40, 10, course.then(told(4, "a", "c", "d")))).endsWith("  a", "  c", "  d");
  }

  @Test
  void whileNobodyAnswersItSaysSinceWhenAndWhatItKnewLast() {
    WatchHistory course = WatchHistory.of(told(0, "a")).then(untold(2)).then(untold(9));
    assertThat(drawn(60, 10, course))
        .containsExactly(
            "every 2 s: status                                  12:00:09",
            "",
            "no answer since 12:00:02 (7 s)",
            "no multiplexor answers at /s",
            "",
            "as of 12:00:00:",
            "  a");
    assertThat(drawn(60, 10, course.then(told(11, "b")))).endsWith("", "* b");
  }

  @Test
  void whoNeverAnsweredIsKnownForNothing() {
    assertThat(drawn(60, 10, WatchHistory.of(untold(0)).then(untold(3))))
        .endsWith("no answer since 12:00:00 (3 s)", "no multiplexor answers at /s");
  }

  @Test
  void nothingIsDrawnBeyondTheTerminal() {
    String[] many = Collections.nCopies(100, "x".repeat(300)).toArray(String[]::new);
    for (int rows : new int[] {1, 2, 3, 24}) {
      List<String> lines = drawn(20, rows, WatchHistory.of(told(0, many)));
      assertThat(lines).hasSizeLessThanOrEqualTo(rows).allMatch(line -> line.length() <= 19);
    }
    assertThat(drawn(20, 24, WatchHistory.of(told(0, many))).getLast())
        .isEqualTo("... 79 more lines");
    assertThat(drawn(1, 1, WatchHistory.of(told(0, many)))).hasSize(1);
    String[] fitting = Collections.nCopies(22, "y").toArray(String[]::new);
    assertThat(drawn(20, 24, WatchHistory.of(told(0, fitting))).getLast()).isEqualTo("  y");
  }
}
