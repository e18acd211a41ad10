package dev.tidegate.tools.ctl.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ThresholdsTest {

  @Test
  void oneThatIsAskedForReplacesTheUsualOne() {
    Thresholds warning = Thresholds.warning(List.of("busy=5,queue=2", "queue=3"));
    assertThat(warning.of(Metric.BUSY)).contains(Range.parse("5"));
    assertThat(warning.of(Metric.QUEUE)).contains(Range.parse("3"));
    assertThat(warning.of(Metric.HELD)).contains(Range.parse("0"));
    assertThat(warning.of(Metric.OLDEST)).isEmpty();
  }

  @Test
  void theUsualOnesArePrintedAsTheyAreWritten() {
    assertThat(Thresholds.warningText())
        .isEqualTo(
            "busy=80%, held=0, reread_failed=0, warm_parent_failed=0, saturated=10, timeouts=0,"
                + " died=0");
    assertThat(Thresholds.criticalText()).isEqualTo("serviceable=1:");
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> Thresholds.warning(List.of("busy")))
        .hasMessageContaining("write FIGURE=RANGE");
    assertThatThrownBy(() -> Thresholds.warning(List.of("")))
        .hasMessageContaining("write FIGURE=RANGE");
    assertThatThrownBy(() -> Thresholds.warning(List.of("buzy=1")))
        .hasMessageContaining("there are busy, free");
    assertThatThrownBy(() -> Thresholds.critical(List.of("died=10%")))
        .hasMessageContaining("no whole");
    assertThatThrownBy(() -> Thresholds.critical(List.of("died=10")).refuseCounted())
        .hasMessageContaining("needs --state or --window");
    Thresholds.critical(List.of("busy=10")).refuseCounted();
  }
}
