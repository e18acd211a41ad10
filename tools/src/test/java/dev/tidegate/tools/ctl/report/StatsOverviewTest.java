package dev.tidegate.tools.ctl.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.tools.ctl.command.Document;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StatsOverviewTest {
  private static String overview(String json) {
    return StatsOverview.of(Document.parse(json).orElseThrow());
  }

  private static String slot(int number, long timeoutMillis, String tag) {
    return ("{\"slot\":%d,\"state\":\"Busy\",\"pid\":%d,\"sinceMs\":90500,\"timeoutInMs\":%d,"
            + "\"kind\":\"scan\",\"queueId\":\"q%d\",\"tag\":\"%s\"}")
        .formatted(number, 4000 + number, timeoutMillis, number, tag);
  }

  @Test
  void theWorkerClosestToItsTimeOutIsFirst() {
    String text =
        overview(
            "{\"schema\":2,\"slots\":["
                + slot(3, 40_000, "Scanning")
                + ","
                + slot(7, 2_000, "")
                + ",{\"slot\":8,\"state\":\"Idle\",\"pid\":1}]}");

    assertThat(
            text.lines()
                .toList()
                .subList(text.lines().toList().size() - 2, (int) text.lines().count()))
        .containsExactly(
            "     7     4007     1 min 30 s          2.0 s  scan q7",
            "     3     4003     1 min 30 s         40.0 s  scan q3 (Scanning)");
  }

  @Test
  void ofManyBusyWorkersOnlySomeAreShownAndTheOthersCounted() {
    String slots =
        IntStream.range(0, StatsOverview.MOST_ROWS + 5)
            .mapToObj(number -> slot(number, 1000 + number, "x"))
            .collect(Collectors.joining(","));

    assertThat(overview("{\"schema\":2,\"slots\":[" + slots + "]}"))
        .contains("scan q19 (x)")
        .doesNotContain("scan q20 ")
        .endsWith("       and 5 more\n");
  }

  @Test
  void aFailedRereadAndTheWarmParentAreShown() {
    assertThat(
            overview(
                """
                {"schema":2,"pool":{"generation":4},
                "backoff":{"holding":true,"failures":3,"nextStartInMs":-1},
                "reread":{"failedMs":90000,"failure":"exited normally with status 255",
                "stderr":["Missing right curly\\u0007"]},
                "warmParent":{"wanted":true,"state":"ready","pid":7,"memoryKib":3072}}
                """))
        .contains(
            "held back    until a trial worker is ready: 3 starts in a row failed; one is being"
                + " started\n",
            "reread       the last reread failed 1 min ago (exited normally with status 255):"
                + " Missing right curly ; generation 4 stays in force (repair the filter, then:"
                + " tidegate ctl reread)\n",
            "warm parent  ready, pid 7, 3.0 MiB\n");
  }

  @Test
  void whatIsInMailIsPrintedAsPrintableAsciiAndCut() {
    String hostile = "\\u001b[31m\\u0007\\n<b>\\u009b2J" + "x".repeat(200);

    assertThat(overview("{\"schema\":2,\"slots\":[" + slot(0, 1, hostile) + "]}"))
        .matches("[ -~\n]*")
        .contains("([31m  <b> 2Jxxx")
        .contains("...)");
  }

  @Test
  void aDocumentWithNothingInItIsShownAsUnknown() {
    assertThat(overview("{\"schema\":3,\"pool\":[],\"queue\":7,\"slots\":{},\"workers\":null}"))
        .contains("workers      ? of 0 busy")
        .contains("started      none");
  }

  @Test
  void requestsThatWereNotAnsweredAreCountedApart() {
    assertThat(
            overview(
                "{\"schema\":2,\"requests_scan\":{\"answered\":7,\"busy_timeout\":2,"
                    + "\"no_response\":1,\"duration\":{\"count\":10,\"sumMs\":1234},"
                    + "\"wait\":{\"count\":0,\"sumMs\":0}}}"))
        .contains("  scan                7          3     123.4 ms            -\n");
  }
}
