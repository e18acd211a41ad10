package dev.tidegate.tools.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.protocol.notify.WorkerState;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReferenceReaderTest {

  @Test
  void statusIsReadAsDebiansOriginalAnswersIt() {
    ReferenceReader.Status status = ReferenceReader.status("BSSK 17 1 4 2 62\n").orElseThrow();
    assertThat(status.states())
        .containsExactly(
            WorkerState.BUSY, WorkerState.STOPPED, WorkerState.STOPPED, WorkerState.KILLED);
    assertThat(status.scans()).isEqualTo(17);
    assertThat(status.queueLimit()).isEqualTo(4);
    assertThat(status.queued()).isEqualTo(2);
    assertThat(status.uptimeSeconds()).isEqualTo(62);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "error: Unknown command\n",
        "BX 1 2 3 4 5",
        "B 1 2 3 4",
        "B 1 2 3 4 5 6",
        "B 99999999999999999999 2 3 4 5"
      })
  void whatIsNoStatusIsNone(String answer) {
    assertThat(ReferenceReader.status(answer)).isEmpty();
  }

  @Test
  void workersAreReadAsDebiansOriginalAnswersThem() {
    List<ReferenceReader.Worker> workers =
        ReferenceReader.workers(
            """
            0 B 1213 scan last=scan ago=3 (scan QABC (7\u001b))
            1 S ago=2
            2 I 12 last=relayok ago=40
            nonsense
            99999999 I 12 ago=40
            """);
    assertThat(workers).hasSize(3);
    assertThat(workers.getFirst().kind()).hasValue(RequestClass.SCAN);
    assertThat(workers.getFirst().tag()).hasValue("scan QABC (7 )");
    assertThat(workers.getFirst().pid()).hasValue(1213);
    assertThat(workers.get(1).pid()).isEmpty();
    assertThat(workers.get(2).kind()).isEmpty();
    assertThat(workers.get(2).sinceSeconds()).isEqualTo(40);
  }

  @Test
  void loadIsReadAsRatesAndTimes() {
    String answer =
        "25 1.200000 130.500000 0 0.000000 0.000000 5 0.100000 2.000000 0 0.000000 0.000000"
            + " 1 0 3 0 25 1 4 0 2 10 1 0 0 0\n";
    Map<RequestClass, Figures.ClassFigures> load = ReferenceReader.load(answer, 10);
    assertThat(of(load, RequestClass.SCAN).ratePerSecond()).hasValue(2.5);
    assertThat(of(load, RequestClass.SCAN).meanMillis()).hasValue(130.5);
    assertThat(of(load, RequestClass.RELAYOK).ratePerSecond()).hasValue(0);
    assertThat(of(load, RequestClass.RELAYOK).meanMillis()).isEmpty();
    assertThat(ReferenceReader.load("error: Unknown command\n", 10)).isEmpty();
    assertThat(ReferenceReader.load(answer.replace("25 1.2", "x 1.2"), 10)).isEmpty();
  }

  private static Figures.ClassFigures of(
      Map<RequestClass, Figures.ClassFigures> load, RequestClass kind) {
    return Objects.requireNonNull(load.get(kind));
  }

  @Test
  void helpTellsWhichServerItIsAndWhichSocket() {
    String original = "help             -- List available commands\nfree  -- Display\n";
    assertThat(ReferenceReader.abilities(original))
        .isEqualTo(new ReferenceReader.Abilities(false, false, false));
    assertThat(ReferenceReader.abilities(original + "reread           -- Force\n").privileged())
        .isTrue();
    String ours = "stats                     everything\nincidents [ID]   the black box\n";
    assertThat(ReferenceReader.abilities(ours))
        .isEqualTo(new ReferenceReader.Abilities(true, true, false));
  }
}
