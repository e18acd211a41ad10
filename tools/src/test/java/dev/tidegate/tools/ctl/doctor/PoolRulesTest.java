package dev.tidegate.tools.ctl.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.tools.ctl.command.Document;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PoolRulesTest {
  private static List<Finding> findings(String stats) {
    return PoolRules.findings(document(stats), Optional.empty());
  }

  private static Document document(String text) {
    return Document.parse(text).orElseThrow();
  }

  private static List<String> counting(String stats) {
    return findings(stats).stream().filter(Finding::counts).map(Finding::toString).toList();
  }

  @Test
  void aPoolOfWhichNothingIsToldHasNoFindings() {
    assertThat(findings("{}")).extracting(Finding::weight).containsExactly(Finding.Weight.GOOD);
    assertThat(findings("{\"slots\":7,\"listeners\":{},\"pool\":[],\"workers\":null}"))
        .noneMatch(Finding::counts);
  }

  @Test
  void startsThatAreHeldBackAreBad() {
    assertThat(
            counting(
                """
                {"pool":{"serviceable":0},
                 "backoff":{"holding":true,"failures":5,"nextStartInMs":3400}}\
                """))
        .singleElement()
        .asString()
        .startsWith(
            "BAD  starts: 5 starts in a row failed, so starts are held back until a trial worker is"
                + " ready; the next one in 3 s\n       -> read");
  }

  @Test
  void aFailedRereadIsBadAndAFailedWarmParentIsNoted() {
    String stats =
        """
        {"pool":{"generation":6},"reread":{"failedMs":5000,"failure":"exited normally with status 2"},
        "warmParent":{"wanted":true,"state":"%s","failures":%d}}\
        """;
    assertThat(counting(stats.formatted("failed", 3)))
        .containsExactly(
            "BAD  reread: the last reread failed 5 s ago (exited normally with status 2);"
                + " generation 6 stays in force\n"
                + "       -> repair the filter, then: tidegate ctl reread",
            "note warm parent: no warm parent: 3 loads failed in a row; workers start one by one\n"
                + "       -> the log has the cause; repair the filter, then: tidegate ctl reread");
    assertThat(counting(stats.formatted("unsupported", 0)).getLast())
        .startsWith("note warm parent: -E has no effect, ")
        .contains("MX_EMBED_PERL=no");
  }

  @Test
  void theStateOfAWarmParentIsSaid() {
    assertThat(
            findings(
                """
                {"warmParent":{"wanted":true,"state":"ready","pid":77,"ageMs":7200000,
                "memoryKib":114688,"failures":0}}\
                """))
        .extracting(Finding::toString)
        .contains("ok   warm parent: ready, pid 77, 2 h old, 112 MiB");
    assertThat(findings("{\"warmParent\":{\"wanted\":false,\"state\":\"off\"}}"))
        .extracting(Finding::subject)
        .doesNotContain("warm parent");
  }

  @Test
  void aFullPoolIsBad() {
    assertThat(counting("{\"pool\":{\"serviceable\":0}}"))
        .singleElement()
        .asString()
        .startsWith("BAD  pool: no request can be taken now");
  }

  @Test
  void slotsThatNeedALookAreNamedWithTheirTags() {
    String slots =
        """
        {"configuration":{"busyTimeoutSeconds":100},"slots":[
        {"slot":0,"state":"Idle","drained":true},
        {"slot":1,"state":"Killed","sinceMs":60001},
        {"slot":2,"state":"Killed","sinceMs":59999},
        {"slot":3,"state":"Busy","timeoutInMs":9999,"tag":"scan q\\u001b1"},
        {"slot":4,"state":"Busy","timeoutInMs":10000}]}\
        """;
    assertThat(counting(slots))
        .extracting(line -> line.split("\n", 2)[0])
        .containsExactly(
            "note drained: slots 0: taken out of use by hand, and still out",
            "note killed: slots 1: killed more than a minute ago, and not dead: they hang in the"
                + " kernel",
            "note stuck: slots 3 (scan q 1): nearly at their busy time-out");
  }

  @Test
  void aSlotIsStuckWhenTheTimeOfItsClassIsNearlyOver() {
    String slots =
        """
        {"configuration":{"busyTimeoutSeconds":100,"timeoutRelayokSeconds":20},"slots":[
        {"slot":0,"state":"Busy","kind":"relayok","timeoutInMs":9000},
        {"slot":1,"state":"Busy","kind":"relayok","timeoutInMs":1999},
        {"slot":2,"state":"Busy","kind":"scan","timeoutInMs":9000}]}\
        """;
    assertThat(counting(slots).getFirst()).startsWith("note stuck: slots 1, 2: nearly");
  }

  @Test
  void ofManySlotsTheFirstAreNamed() {
    String slots =
        IntStream.range(0, 400)
            .mapToObj(each -> "{\"slot\":%d,\"drained\":true}".formatted(each))
            .collect(Collectors.joining(",", "{\"slots\":[", "]}"));
    assertThat(counting(slots).getFirst()).contains("slots 0, 1, 2, 3, 4, 5, 6, 7 and 392 more:");
  }

  @Test
  void listenersThatLagOrLoseAreNamed() {
    assertThat(
            counting(
                """
                {"listeners":[{"id":1,"unread":1000,"dropped":0},{"id":2,"unread":1001,"dropped":0},
                {"id":3,"unread":0,"dropped":7}],"notifications":{"listenersRefused":4}}\
                """))
        .extracting(line -> line.split("\n", 2)[0])
        .containsExactly(
            "note listeners: do not read fast enough: 2 (1001 unread, 0 lost), 3 (0 unread, 7"
                + " lost)",
            "note listeners: 4 were refused for want of room");
  }

  @Test
  void aPoolThatIsOftenTooSmallIsNoted() {
    assertThat(counting("{\"uptimeMs\":100000,\"saturation\":{\"noneServiceableMs\":1000}}"))
        .isEmpty();
    assertThat(counting("{\"uptimeMs\":100000,\"saturation\":{\"noneServiceableMs\":1001}}"))
        .hasSize(1);
    String requests = "{\"requests_scan\":{\"no_free_workers\":%d,\"duration\":{\"count\":998}}}";
    assertThat(counting(requests.formatted(0))).isEmpty();
    assertThat(counting(requests.formatted(2)).getFirst())
        .startsWith("note capacity: 2 of 1000 requests since the start got no worker");
  }

  @Test
  void incidentsOfTheLastHourAreNoted() {
    Document stats = document("{\"time\":\"2026-11-22T12:00:00.000Z\"}");
    Document incidents =
        document(
            """
            {"incidents":[
            {"incident":9,"time":"2026-11-22T11:30:00.000Z","occasion":"busy_timeout","worker":3},
            {"incident":8,"time":"2026-11-22T10:59:59.000Z"},{"incident":7,"time":"gestern"}]}\
            """);
    assertThat(PoolRules.findings(stats, Optional.of(incidents)).getFirst().text())
        .isEqualTo(
            "1 in the last hour, the newest: 9 (busy timeout), slot 3, at"
                + " 2026-11-22T11:30:00.000Z");
  }

  @Test
  void withoutIncidentsTheCountsOfTheStartMustDo() {
    String stats = "{\"uptimeMs\":7200000,\"workers\":{\"exited\":{\"died_exited\":%d}}}";
    assertThat(counting(stats.formatted(2))).isEmpty();
    assertThat(counting(stats.formatted(3))).hasSize(1);
  }
}
