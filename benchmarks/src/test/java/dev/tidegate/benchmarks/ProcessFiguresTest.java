package dev.tidegate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class ProcessFiguresTest {
  @Test
  void fieldsAreCountedAfterANameWithSpacesAndParentheses() {
    assertThat(
            ProcessFigures.cpuTicks(
                "17 (a b) c) S 1 17 17 0 -1 4194560 100 0 3 0 25 17 0 0 20 0 1 0 5 6 7\n"))
        .isEqualTo(42);
  }

  @Test
  void ourOwnProcessHasMemoryAndItsPeakIsNoLess() throws IOException {
    ProcessFigures own = ProcessFigures.of(ProcessHandle.current().pid());
    assertThat(own.residentKib()).isPositive();
    assertThat(own.residentPeakKib()).isGreaterThanOrEqualTo(own.residentKib());
  }
}
