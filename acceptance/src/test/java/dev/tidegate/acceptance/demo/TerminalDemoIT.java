package dev.tidegate.acceptance.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Until;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The demonstration in a terminal of 80 by 24. */
@Order(1)
@Execution(ExecutionMode.CONCURRENT)
final class TerminalDemoIT {
  private final TmuxTerminal terminal = new TmuxTerminal();

  @BeforeEach
  void needsTheLauncherAndTmux() {
    Program.OURS.require();
    Requirements.programs("tmux");
  }

  @AfterEach
  void closeTheTerminal() {
    terminal.close();
  }

  @Test
  void blockStaysAtTheFootWhileLinesScrollAndTheSummaryStandsAlone() {
    terminal.runDemo("TERM=xterm");
    terminal.awaitText("act 1 of 3");
    assertThat(terminal.isCursorVisible()).isFalse();
    terminal.awaitText("CLOSED");
    // Which workers are busy changes from picture to picture; in the flood this one is again and
    // again.
    terminal.awaitPattern("(?m)^ worker 0 +BUSY +━+─* +\\d\\.\\d s  Q\\d\\d");
    assertThat(terminal.text())
        .containsPattern("(?m)^── act 2 of 3 ─ flood")
        .containsPattern("(?m)^ mail +\\d+ sent");
    assertThat(terminal.colouredText()).contains("\u001b[");
    terminal.awaitText("act 3 of 3");
    terminal.awaitText("status=");
    assertThat(terminal.text())
        .contains("What you have seen:", "All was well:", "status=0")
        .doesNotContain("act 3 of 3");
    assertThat(terminal.isCursorVisible()).isTrue();
    RunningDemo.assertNothingIsLeftOf(terminal.pid());
  }

  @Test
  void noColourAppearsWhereItIsNotWanted() {
    terminal.runDemo("NO_COLOR=1");
    terminal.awaitText("CLOSED");
    assertThat(terminal.colouredText()).doesNotContain("\u001b[3").doesNotContain("\u001b[4");
  }

  @Test
  void controlCGivesTheTerminalBackAndLeavesNothingBehind() {
    terminal.runDemo("TERM=xterm");
    terminal.awaitText("act 2 of 3");
    terminal.press("C-c");
    terminal.awaitText("status=130");
    assertThat(terminal.text()).contains("nothing is left behind");
    assertThat(terminal.isCursorVisible()).isTrue();
    RunningDemo.assertNothingIsLeftOf(terminal.pid());
  }

  @Test
  void closedTerminalLeavesNothingBehind() {
    terminal.runDemo("TERM=xterm");
    terminal.awaitText("act 2 of 3");
    long pid = terminal.pid();
    terminal.close();
    Until.holds("the demonstration has gone", () -> ProcessHandle.of(pid).isEmpty());
    RunningDemo.assertNothingIsLeftOf(pid);
  }
}
