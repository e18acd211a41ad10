package dev.tidegate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.benchmarks.Measurements.CellKey;
import dev.tidegate.benchmarks.Measurements.CellSample;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MeasurementsTest {
  private static final BenchOptions ONE_CELL =
      new BenchOptions(
          List.of(Program.values()), List.of(2), List.of(8), List.of(0), 3, 1, 1, false);

  @Test
  void theMedianIsTheMiddleOne() {
    assertThat(Measurements.median(new double[] {9, 1, 5})).isEqualTo(5);
    assertThat(Measurements.median(new double[] {9, 1, 5, 6})).isEqualTo(5.5);
    assertThat(Measurements.median(new double[0])).isNaN();
  }

  @Test
  void aMissedAimIsListedWithItsRatioAndAMetOneIsNot() {
    Measurements measurements = new Measurements();
    measurements.add(new CellKey(Program.REFERENCE, 2, 8, 0), sample(1000, 200, 2.0));
    measurements.add(new CellKey(Program.OURS, 2, 8, 0), sample(1100, 150, 2.5));
    Tables tables = new Tables(ONE_CELL, measurements);
    assertThat(tables.aims())
        .contains("Aims met: 2 of 3")
        .contains("| CPU s per 100,000 | 0 | 2 | 8 | 1.25 |")
        .doesNotContain("requests/s |");
    assertThat(tables.load(0)).contains("| 2 | 8 | **ratio** | **1.10** |");
  }

  private static CellSample sample(double requestsPerSecond, double p99, double cpuSeconds) {
    return new CellSample(requestsPerSecond, 100, p99, 300, cpuSeconds, 0.5, 0.5, 0, 0, 0, 0);
  }
}
