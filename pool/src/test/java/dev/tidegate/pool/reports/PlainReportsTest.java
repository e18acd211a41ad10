package dev.tidegate.pool.reports;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PlainReportsTest {

  @Test
  void freeAreIdleAndStoppedOnes() {
    assertThat(PlainReports.free(301)).isEqualTo("301\n");
  }

  @Test
  void autoscaleTellsItsSettingsAsTheReferenceDoes() {
    assertThat(PlainReports.autoscale(false, 0))
        .isEqualTo(
            "enabled=0 interval=15 ema_busy=0.0000 scale_out=0.80 scale_in=0.30 out_cool=5"
                + " in_cool=30 ema_alpha=0.2500\n");
    assertThat(PlainReports.autoscale(true, 0.81236)).startsWith("enabled=1 ").contains("0.8124");
  }

  @Test
  void helpNamesPrivilegedCommandsOnlyWhereTheyAreTaken() {
    assertThat(PlainReports.help(true)).contains("reread").contains("load1 SECONDS");
    assertThat(PlainReports.help(false)).doesNotContain("reread").contains("load1 SECONDS");
  }
}
