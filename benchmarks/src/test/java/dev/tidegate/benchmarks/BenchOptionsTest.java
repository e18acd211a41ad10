package dev.tidegate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class BenchOptionsTest {
  @Test
  void withoutOptionsEverythingIsMeasuredAndWritten() {
    BenchOptions options = BenchOptions.parse(List.of());
    assertThat(options.parts()).containsExactlyInAnyOrderElementsOf(Part.USUAL).isNotEmpty();
    assertThat(options.programs()).containsExactly(Program.REFERENCE, Program.OURS);
    assertThat(options.plan()).isEqualTo(Plan.WHOLE);
    assertThat(options.written()).isTrue();
  }

  @Test
  void aPartOfTheTablesIsNotWritten() {
    for (String words :
        List.of("--only 10,8", "--ours", "--quick", "--part grid", "--listeners 5", "--pool")) {
      assertThat(BenchOptions.parse(List.of(words.split(" "))).written()).isFalse();
    }
    assertThat(BenchOptions.parse(List.of("--runs", "5", "--seconds", "0.5")).written()).isTrue();
  }

  @Test
  void workersAreMeasuredAloneAndWritten() {
    BenchOptions options = BenchOptions.parse(List.of("--workers", "--no-install"));
    assertThat(options.parts()).containsExactly(Part.WORKERS);
    assertThat(options.written()).isTrue();
    assertThat(BenchOptions.parse(List.of("--workers", "--pool")).written()).isFalse();
    assertThat(BenchOptions.parse(List.of("--workers", "--ours")).written()).isFalse();
  }

  @Test
  void onlyOneCellIsMeasuredEverywhere() {
    Plan plan = BenchOptions.parse(List.of("--only", "12,8")).plan();
    assertThat(plan.grid().workers()).containsExactly(12);
    assertThat(plan.grid().clients()).containsExactly(8);
    assertThat(plan.scale().fullLoadWorkers()).containsExactly(12);
    assertThat(plan.scale().rereadWorkers()).containsExactly(12);
    assertThat(plan.pool().workers()).containsExactly(12);
  }

  @Test
  void thePaceIsChangedAloneWithTheRestOfAQuickPlan() {
    Plan plan = BenchOptions.parse(List.of("--runs", "2", "--quick", "--seconds", "0.1")).plan();
    assertThat(plan.grid()).isEqualTo(Plan.QUICK.grid());
    assertThat(plan.pace().runs()).isEqualTo(2);
    assertThat(plan.pace().seconds()).isEqualTo(0.1);
  }

  @Test
  void severalPartsCanBeWanted() {
    assertThat(BenchOptions.parse(List.of("--part", "start", "--part", "grid")).parts())
        .containsExactly(Part.GRID, Part.START);
  }

  @Test
  void aMistakeIsSaid() {
    assertMistake("unknown option --fast", "--fast");
    assertMistake("--runs wants a value", "--runs");
    assertMistake("--runs wants a number, not x", "--runs", "x");
    assertMistake("--only wants N,K", "--only", "10");
    assertMistake("there is no part speed", "--part", "speed");
  }

  private static void assertMistake(String message, String... words) {
    assertThatThrownBy(() -> BenchOptions.parse(List.of(words))).hasMessage(message);
  }
}
