package dev.tidegate.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.protocol.notify.WorkerState;
import dev.tidegate.tools.demo.DemoModel.SlotView;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DemoScreenTest {
  private static final DemoColours PLAIN = new DemoColours(false, false);

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, false, StandardCharsets.UTF_8);

  @Test
  void blockShowsSlotsGateLoadAndMail() {
    assertThat(new Block(PLAIN).lines(flood(7_400)))
        .containsExactly(
            "-- act 2 of 3 - flood: more mail than four workers can take ---------  7.4 s --",
            " worker 0   idle                                ",
            " worker 1   BUSY   ############--------  5.7 s  Q03  unpacking zips in zips",
            " worker 2  stopped                              ",
            " worker 3  KILLED                               told to go, not yet gone",
            "-".repeat(79),
            " a gate    port 25: CLOSED   no worker is free  for 0.4 s",
            " load     0134",
            " mail     31 sent  20 passed  3 under way  6 turned away  2 given up",
            " A note");
  }

  @Test
  void noLineOfTheBlockIsWiderThanATerminal() {
    SlotView longest = new SlotView(WorkerState.BUSY, 0, "Q".repeat(63), "x".repeat(63));
    DemoView view =
        new DemoView(
            99_900,
            DemoPhase.FLOOD,
            List.of(longest, longest, longest, longest),
            4,
            true,
            0,
            java.util.Collections.nCopies(LoadHistory.ENTRIES, new DemoView.Load(4, true)),
            9_999,
            9_999,
            999,
            999,
            999,
            List.of("n".repeat(200)));
    assertThat(new Block(PLAIN).lines(view)).allMatch(line -> line.length() <= Block.WIDTH);
  }

  @Test
  void plainScreenHasNoEscapesAndNoCarriageReturns() {
    try (DemoScreen screen = new PlainScreen(out)) {
      screen.say("Hello");
      screen.tell(900, "Z", MessageMeaning.of(new ReceivedMessage.NoneFree(), 4));
      screen.show(flood(1_000));
      screen.show(flood(1_001));
    }
    assertThat(text())
        .isEqualTo(
            """
            Hello
             0.9 s  Z                                  no worker is free: close port 25

            --- act 2 of 3 --- flood: more mail than four workers can take
             1.0 s  port 25: closed, no worker is free
             A note
             1.0 s  slots: [idle] [busy: unpacking zips in zips] [stopped] [killed]
            """);
  }

  @Test
  void liveScreenDrawsLinesAboveTheBlockAndTheBlockInItsPlace() {
    LiveScreen screen = new LiveScreen(out, PLAIN);
    screen.show(flood(0));
    bytes.reset();
    screen.tell(900, "B", MessageMeaning.of(new ReceivedMessage.BusyTimeout(), 4));
    screen.show(flood(7_400));
    int rows = new Block(PLAIN).lines(flood(7_400)).size();
    assertThat(text()).startsWith("\r\u001b[" + rows + "A 0.9 s  B ");
    assertThat(text().split("\n")).hasSize(rows + 1).allMatch(line -> line.endsWith("\u001b[K"));
  }

  @Test
  void liveScreenGivesTheTerminalBackAsItWas() {
    LiveScreen screen = new LiveScreen(out, PLAIN);
    screen.show(flood(0));
    assertThat(text()).contains("\u001b[?25l").contains("\u001b[?7l");
    bytes.reset();
    screen.close();
    assertThat(text()).endsWith("\u001b[?7h\u001b[?25h");
    bytes.reset();
    screen.say("too late");
    screen.show(flood(9_000));
    screen.close();
    assertThat(text()).isEmpty();
  }

  @Test
  void nothingIsDrawnMoreOftenThanTheEyeNeeds() {
    LiveScreen screen = new LiveScreen(out, PLAIN);
    screen.show(flood(1_000));
    bytes.reset();
    screen.show(flood(1_001));
    assertThat(text()).isEmpty();
  }

  @Test
  void coloursAppearOnlyWhereTheyAreWanted() {
    assertThat(new DemoColours(true, true).in(DemoColours.Ink.RED, "x"))
        .isEqualTo("\u001b[31mx\u001b[0m");
    assertThat(Terminal.of("24 80\n", Map.of()).paint().colours()).isTrue();
    assertThat(Terminal.of("24 80\n", Map.of("NO_COLOR", "1")).paint().colours()).isFalse();
    assertThat(Terminal.of("24 80\n", Map.of("NO_COLOR", "")).paint().colours()).isTrue();
  }

  @Test
  void liveOnlyOnATerminalThatHasRoom() {
    assertThat(Terminal.of("24 80\n", Map.of("TERM", "xterm")).live()).isTrue();
    assertThat(Terminal.of("0 0\n", Map.of("TERM", "xterm")).live()).isTrue();
    assertThat(Terminal.of("", Map.of("TERM", "xterm")).live()).isFalse();
    assertThat(Terminal.of("24 80\n", Map.of("TERM", "dumb")).live()).isFalse();
    assertThat(Terminal.of("10 80\n", Map.of("TERM", "xterm")).live()).isFalse();
    assertThat(Terminal.of("24 60\n", Map.of("TERM", "xterm")).live()).isFalse();
  }

  @Test
  void loadIsRememberedForAQuarterMinute() {
    LoadHistory history = new LoadHistory();
    history.note(0, 1, true);
    history.note(100, 3, false);
    history.note(200, 2, true);
    assertThat(history.entries()).containsExactly(new DemoView.Load(3, true));
    history.note(900, 2, true);
    assertThat(history.entries()).hasSize(4).last().isEqualTo(new DemoView.Load(2, false));
    history.note(1_000_000, 2, true);
    assertThat(history.entries()).hasSize(LoadHistory.ENTRIES);
  }

  private static DemoView flood(long millis) {
    return new DemoView(
        millis,
        DemoPhase.FLOOD,
        List.of(
            SlotView.of(WorkerState.IDLE, 0),
            new SlotView(WorkerState.BUSY, 1_700, "Q03", "unpacking zips in zips"),
            SlotView.of(WorkerState.STOPPED, 0),
            SlotView.of(WorkerState.KILLED, 0)),
        0,
        false,
        millis - 400,
        List.of(
            new DemoView.Load(0, false),
            new DemoView.Load(1, false),
            new DemoView.Load(3, false),
            new DemoView.Load(4, true)),
        31,
        20,
        6,
        2,
        3,
        List.of(" A note"));
  }

  private String text() {
    out.flush();
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
