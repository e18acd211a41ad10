package dev.tidegate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class BenchOptionsTest {
  @Test
  void withoutOptionsEverythingIsMeasuredAndWritten() {
    BenchOptions options = BenchOptions.parse(List.of());
    assertThat(options.programs()).containsExactly(Program.REFERENCE, Program.OURS);
    assertThat(options.workers()).containsExactly(2, 10, 100);
    assertThat(options.clients()).containsExactly(1, 8, 64);
    assertThat(options.listeners()).containsExactly(0, 5);
    assertThat(options.written()).isTrue();
  }

  @Test
  void aPartOfTheTableIsNotWritten() {
    assertThat(BenchOptions.parse(List.of("--only", "10,8")).written()).isFalse();
    assertThat(BenchOptions.parse(List.of("--only", "10,8")).workers()).containsExactly(10);
    assertThat(BenchOptions.parse(List.of("--only", "10,8")).clients()).containsExactly(8);
    assertThat(BenchOptions.parse(List.of("--ours")).written()).isFalse();
    assertThat(BenchOptions.parse(List.of("--quick")).written()).isFalse();
    assertThat(BenchOptions.parse(List.of("--runs", "5")).written()).isTrue();
  }

  @Test
  void aMistakeIsSaid() {
    assertThatThrownBy(() -> BenchOptions.parse(List.of("--fast")))
        .hasMessage("unknown option --fast");
    assertThatThrownBy(() -> BenchOptions.parse(List.of("--runs")))
        .hasMessage("--runs wants a value");
    assertThatThrownBy(() -> BenchOptions.parse(List.of("--only", "10")))
        .hasMessage("--only wants N,K");
  }
}
