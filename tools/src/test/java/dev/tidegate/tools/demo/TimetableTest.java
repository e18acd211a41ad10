package dev.tidegate.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.tools.demo.ScriptedAction.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TimetableTest {
  private final List<ScriptedAction> cues = Timetable.threeActs();

  @Test
  void actsComeInOrderWithinAQuarterMinute() {
    assertThat(cues).isSortedAccordingTo((a, b) -> Long.compare(a.atMillis(), b.atMillis()));
    assertThat(cues.stream().map(ScriptedAction::step).filter(Step.Begin.class::isInstance))
        .containsExactly(
            new Step.Begin(DemoPhase.CALM),
            new Step.Begin(DemoPhase.FLOOD),
            new Step.Begin(DemoPhase.CALM_AGAIN));
    assertThat(cues.getLast().atMillis()).isLessThan(Timetable.END_MILLIS);
    assertThat(Timetable.END_MILLIS).isLessThanOrEqualTo(15_000);
  }

  @Test
  void oneWorkerHangsAndIsTimedOutInTheLastAct() {
    ScriptedAction hang =
        cues.stream()
            .filter(each -> each.step().equals(new Step.Send(MailKind.MATRYOSHKA)))
            .reduce((first, second) -> new ScriptedAction(-1, second.step()))
            .orElseThrow();
    assertThat(hang.atMillis() + Timetable.BUSY_TIMEOUT_SECONDS * 1_000L)
        .isBetween(Timetable.CALM_AGAIN_MILLIS + 1_000, Timetable.END_MILLIS - 1_000);
  }

  @Test
  void oneWorkerIsKilledInTheMiddleOfTheFlood() {
    assertThat(cues.stream().filter(each -> each.step().equals(new Step.KillWorker())))
        .hasSize(1)
        .allMatch(each -> each.atMillis() > Timetable.FLOOD_MILLIS)
        .allMatch(each -> each.atMillis() < Timetable.CALM_AGAIN_MILLIS);
  }
}
