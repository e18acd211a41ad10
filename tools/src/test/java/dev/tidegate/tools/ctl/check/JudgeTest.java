package dev.tidegate.tools.ctl.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class JudgeTest {
  private static final List<String> USUAL = List.of();

  private static PoolCheck look(double uptimeSeconds, Map<Metric, Double> others) {
    Map<Metric, Double> figures = new EnumMap<>(Metric.class);
    for (Metric each : Metric.values()) {
      figures.put(each, 0.0);
    }
    figures.put(Metric.BUSY, 3.0);
    figures.put(Metric.FREE, 7.0);
    figures.put(Metric.SERVICEABLE, 7.0);
    figures.putAll(others);
    return new PoolCheck(
        "tidegate 1", true, "e1", uptimeSeconds, figures, wholes(), Map.of(), List.of());
  }

  private static PoolCheck plainLook(double busy, double free) {
    Map<Metric, Double> figures = Map.of(Metric.BUSY, busy, Metric.FREE, free, Metric.QUEUE, 0.0);
    return new PoolCheck("MIMEDefang's own", false, "", 60, figures, wholes(), Map.of(), List.of());
  }

  private static Map<Metric, Double> wholes() {
    return Map.of(
        Metric.BUSY, 10.0, Metric.FREE, 10.0, Metric.SERVICEABLE, 10.0, Metric.QUEUE, 5.0);
  }

  private static Verdict verdict(List<String> warning, List<String> critical, PoolCheck look) {
    return judge(warning, critical).verdict(look, Optional.empty());
  }

  private static Judge judge(List<String> warning, List<String> critical) {
    return new Judge(Thresholds.warning(warning), Thresholds.critical(critical), true);
  }

  @Test
  void aQuietPoolIsOk() {
    Verdict verdict = verdict(USUAL, USUAL, look(60, Map.of()));
    assertThat(verdict.status()).isEqualTo(Status.OK);
    assertThat(verdict.line())
        .startsWith("OK - 3 of 10 workers busy, 7 more can be taken, queue 0 of 5; tidegate 1")
        .contains(
            " | busy=3;8;;0;10 free=7;;;0;10 serviceable=7;;1:;0;10 queue=0;;;0;5 oldest=0s;;;0");
  }

  @Test
  void atTheThresholdNothingIsSaidAndBeyondItSomethingIs() {
    assertThat(verdict(USUAL, USUAL, look(60, Map.of(Metric.BUSY, 8.0))).status())
        .isEqualTo(Status.OK);
    Verdict beyond = verdict(USUAL, USUAL, look(60, Map.of(Metric.BUSY, 9.0)));
    assertThat(beyond.status()).isEqualTo(Status.WARNING);
    assertThat(beyond.text()).startsWith("busy workers: 9; 9 of 10 workers busy");
  }

  @Test
  void whatIsCriticalStandsBeforeWhatIsAWarning() {
    Verdict verdict =
        verdict(
            List.of("queue=0"),
            USUAL,
            look(60, Map.of(Metric.BUSY, 10.0, Metric.SERVICEABLE, 0.0, Metric.QUEUE, 4.0)));
    assertThat(verdict.status()).isEqualTo(Status.CRITICAL);
    assertThat(verdict.text())
        .startsWith("no request can be taken now; busy workers: 10; requests that wait: 4; ");
  }

  @Test
  void startsHeldBackAreAWarning() {
    Verdict verdict = verdict(USUAL, USUAL, look(60, Map.of(Metric.HELD, 1.0)));
    assertThat(verdict.status()).isEqualTo(Status.WARNING);
    assertThat(verdict.text())
        .startsWith("starts of workers are held back until a trial worker is ready");
  }

  @Test
  void aFailedRereadIsAWarningWithItsCause() {
    PoolCheck failed =
        new PoolCheck(
            "tidegate 1",
            true,
            "e1",
            60,
            Map.of(Metric.BUSY, 0.0, Metric.REREAD_FAILED, 1.0, Metric.WARM_PARENT_FAILED, 1.0),
            wholes(),
            Map.of(Metric.REREAD_FAILED, "syntax error", Metric.WARM_PARENT_FAILED, "3 loads"),
            List.of());
    Verdict verdict = verdict(USUAL, USUAL, failed);
    assertThat(verdict.status()).isEqualTo(Status.WARNING);
    assertThat(verdict.text()).startsWith("syntax error; 3 loads; 0 of 10 workers busy");
    assertThat(verdict.performance()).contains("reread_failed=1;0;;0");
  }

  @Test
  void whatIsCountedIsWeighedByItsGrowth() {
    Past past = new Past("e1", 60, Map.of(Metric.DIED, 2.0, Metric.SATURATED, 1.5));
    PoolCheck look = look(360, Map.of(Metric.DIED, 5.0, Metric.SATURATED, 1.5));
    Verdict verdict = judge(USUAL, List.of("died=2")).verdict(look, Optional.of(past));
    assertThat(verdict.status()).isEqualTo(Status.CRITICAL);
    assertThat(verdict.text()).startsWith("workers that died: 3 in the last 300 s; 3 of 10");
    assertThat(verdict.performance())
        .contains("died=3;0;2;0 ")
        .contains("died_total=5c")
        .contains("saturated=0s;10;;0 ")
        .contains("saturated_total=1.5c");
  }

  @Test
  void theFirstLookWeighsNothingThatIsCountedAndSaysSo() {
    Verdict verdict = verdict(USUAL, USUAL, look(60, Map.of(Metric.DIED, 5.0)));
    assertThat(verdict.status()).isEqualTo(Status.OK);
    assertThat(verdict.text()).contains("the first look");
    assertThat(verdict.performance()).contains("died_total=5c").doesNotContain("died=");
  }

  @Test
  void afterARestartAllSinceTheStartIsTheGrowth() {
    Past past = new Past("e0", 10, Map.of(Metric.DIED, 100.0));
    Verdict verdict =
        judge(USUAL, USUAL).verdict(look(20, Map.of(Metric.DIED, 1.0)), Optional.of(past));
    assertThat(verdict.text()).startsWith("workers that died: 1 in the last 20 s");
  }

  @Test
  void mimedefangsOwnIsCriticalWhenNoWorkerIsFree() {
    assertThat(verdict(USUAL, USUAL, plainLook(3, 7)).status()).isEqualTo(Status.OK);
    Verdict verdict = verdict(List.of("busy=~:"), USUAL, plainLook(10, 0));
    assertThat(verdict.status()).isEqualTo(Status.CRITICAL);
    assertThat(verdict.text()).startsWith("no worker is free; 10 of 10 workers busy, 0 free");
  }

  @Test
  void aThresholdOfWhatIsNotToldIsUnknownUnlessThereIsWorse() {
    Verdict unknown = verdict(List.of("held=0"), USUAL, plainLook(3, 7));
    assertThat(unknown.status()).isEqualTo(Status.UNKNOWN);
    assertThat(unknown.text()).contains("not told, so not weighed: held");
    assertThat(verdict(List.of("held=0"), USUAL, plainLook(9, 1)).status())
        .isEqualTo(Status.WARNING);
  }

  @Test
  void noTextOfTheOtherSideEndsTheLineOrTheText() {
    Verdict verdict = new Verdict(Status.OK, "a|b\nc\u001b[2Jd" + "x".repeat(2_000), "busy=1");
    assertThat(verdict.line()).startsWith("OK - a b c [2Jdxx").endsWith("x... | busy=1");
    assertThat(verdict.text()).hasSize(1_000);
  }

  @Test
  void worseBeatsBetterAndNotToKnowIsBetweenWellAndBad() {
    assertThat(Status.OK.with(Status.UNKNOWN)).isEqualTo(Status.UNKNOWN);
    assertThat(Status.WARNING.with(Status.UNKNOWN)).isEqualTo(Status.WARNING);
    assertThat(Status.WARNING.with(Status.CRITICAL)).isEqualTo(Status.CRITICAL);
    assertThat(List.of(Status.values())).extracting(Status::code).containsExactly(0, 1, 2, 3);
  }
}
