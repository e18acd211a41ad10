package dev.tidegate.tools.ctl.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PoolChecksTest {
  private static final String STATS =
      """
      {"schema":2,"epoch":"5f2c90ab12cd34ef","uptimeMs":61500,"version":"9.9|\\n",
      "pool":{"slots":4,"generation":6,"free":1,"idle":1,"busy":3,"stopped":0,"killed":0,"drained":1,"serviceable":1},
      "queue":{"length":2,"limit":5,"oldestMs":1250},
      "saturation":{"noneFreeMs":9000,"noneServiceableMs":2500},
      "requests_scan":{"no_free_workers":2,"queue_timeout":1,"duration":{"count":40}},
      "requests_recipok":{"unable_to_activate":4,"duration":{"count":2}},
      "workers":{"startsFailed":6,"exited":{"busy_timeout":7,"died_exited":1,"died_signalled":2}},
      "notifications":{"dropped":8},"backoff":{"holding":true},
      "reread":{"requested":2,"succeeded":1,"failed":1,"loadingMs":-1,"failedMs":125000,\
      "failure":"exited normally with status 255","stderr":["oh","syntax error at line 3",\
      "Compilation failed in require at x line 1."]},
      "warmParent":{"wanted":true,"state":"failed","pid":-1,"failures":3},"added":[{}]}
      """;

  @Test
  void everyFigureIsTakenFromItsField() {
    PoolCheck look = PoolChecks.ofStats(STATS).orElseThrow();
    assertThat(look.tellsAll()).isTrue();
    assertThat(look.epoch()).isEqualTo("5f2c90ab12cd34ef");
    assertThat(look.uptimeSeconds()).isEqualTo(61.5);
    assertThat(look.figures())
        .containsOnlyKeys(Metric.values())
        .containsEntry(Metric.BUSY, 3.0)
        .containsEntry(Metric.FREE, 1.0)
        .containsEntry(Metric.SERVICEABLE, 1.0)
        .containsEntry(Metric.QUEUE, 2.0)
        .containsEntry(Metric.OLDEST, 1.25)
        .containsEntry(Metric.DRAINED, 1.0)
        .containsEntry(Metric.HELD, 1.0)
        .containsEntry(Metric.REREAD_FAILED, 1.0)
        .containsEntry(Metric.WARM_PARENT_FAILED, 1.0)
        .containsEntry(Metric.SATURATED, 2.5)
        .containsEntry(Metric.REFUSED, 7.0)
        .containsEntry(Metric.TIMEOUTS, 7.0)
        .containsEntry(Metric.DIED, 3.0)
        .containsEntry(Metric.UNSTARTED, 6.0)
        .containsEntry(Metric.DROPPED, 8.0);
    assertThat(look.whole(Metric.QUEUE)).isEqualTo(5);
    assertThat(look.whole(Metric.BUSY)).isEqualTo(4);
    assertThat(look.cause(Metric.REREAD_FAILED))
        .hasValue(
            "the last reread failed 2 min ago (exited normally with status 255): syntax error at"
                + " line 3; generation 6 stays in force (repair the filter, then: tidegate ctl"
                + " reread)");
    assertThat(look.cause(Metric.WARM_PARENT_FAILED).orElse(""))
        .startsWith("no warm parent: 3 loads failed in a row; workers start one by one (");
    assertThat(look.more()).extracting(PoolCheck.Performance::value).contains(40.0, 42.0, 61.0);
  }

  @Test
  void aQueueInWhichNothingWaitsHasWaitedForNoTime() {
    PoolCheck look =
        PoolChecks.ofStats("{\"pool\":{\"slots\":4,\"busy\":0},\"queue\":{\"oldestMs\":-1}}")
            .orElseThrow();
    assertThat(look.figure(Metric.OLDEST)).hasValue(0);
    assertThat(look.figure(Metric.HELD)).isEmpty();
  }

  @Test
  void aWarmParentThatIsLoadedForTheFirstTimeHasNotFailed() {
    String stats =
        """
        {"pool":{"slots":4,"busy":0},"reread":{"failedMs":-1},
        "warmParent":{"wanted":%s,"state":"%s","failures":%d}}\
        """;
    assertThat(weighed(stats.formatted("true", "loading", 0))).hasValue(0);
    assertThat(weighed(stats.formatted("true", "loading", 1))).hasValue(1);
    assertThat(weighed(stats.formatted("true", "unsupported", 0))).hasValue(1);
    assertThat(weighed(stats.formatted("true", "ready", 2))).hasValue(0);
    assertThat(weighed(stats.formatted("false", "off", 0))).hasValue(0);
    assertThat(
            PoolChecks.ofStats(stats.formatted("true", "ready", 0))
                .orElseThrow()
                .figure(Metric.REREAD_FAILED))
        .hasValue(0);
  }

  private static OptionalDouble weighed(String stats) {
    return PoolChecks.ofStats(stats).orElseThrow().figure(Metric.WARM_PARENT_FAILED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "error: Unknown command",
        "[]",
        "{}",
        "{\"pool\":3}",
        "{\"pool\":{\"slots\":\"4\",\"busy\":[]}}",
        "{\"pool\":{\"slots\":1e999,\"busy\":0}}",
        "{\"pool\":{\"slots\":4,\"busy\":0}",
        "null"
      })
  void whatIsNoAnswerToStatsIsNoLook(String answer) {
    assertThat(PoolChecks.ofStats(answer)).isEmpty();
  }

  @Test
  void documentsWithinDocumentsWithoutEndAreNoLook() {
    assertThat(PoolChecks.ofStats("{\"a\":".repeat(100_000))).isEmpty();
    assertThat(PoolChecks.ofStats("[".repeat(100_000))).isEmpty();
  }

  @Test
  void statusTellsWhatMimedefangsOwnKnows() {
    PoolCheck look = PoolChecks.ofStatus("IBBKS 17 9 5 2 90\n", "3.3").orElseThrow();
    assertThat(look.figures())
        .containsOnlyKeys(Metric.BUSY, Metric.FREE, Metric.QUEUE)
        .containsEntry(Metric.BUSY, 2.0)
        .containsEntry(Metric.FREE, 2.0)
        .containsEntry(Metric.QUEUE, 2.0);
    assertThat(look.whole(Metric.QUEUE)).isEqualTo(5);
    assertThat(look.server()).isEqualTo("MIMEDefang's own 3.3, which tells less");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "IBX 1 2 3 4 5", "IB 1 2 3 4", "IB 1 2 3 4 5 6", "IB 1 2 3 -4 5"})
  void whatIsNoAnswerToStatusIsNoLook(String answer) {
    assertThat(PoolChecks.ofStatus(answer, "3.3")).isEmpty();
  }
}
