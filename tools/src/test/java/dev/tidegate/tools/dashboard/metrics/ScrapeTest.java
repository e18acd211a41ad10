package dev.tidegate.tools.dashboard.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.protocol.notify.WorkerState;
import dev.tidegate.tools.dashboard.Sketch;
import dev.tidegate.tools.dashboard.web.Inquiry;
import dev.tidegate.tools.dashboard.web.Reply;
import dev.tidegate.tools.view.Link;
import dev.tidegate.tools.view.PoolPicture;
import dev.tidegate.tools.view.ServerInfo.Source;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ScrapeTest {
  private static final List<Long> BOUNDS = List.of(10L, 100L);

  private static Reply scrape(String accept, PoolPicture... pictures) {
    Inquiry inquiry =
        new Inquiry(
            "GET",
            "/metrics",
            Map.of(),
            name -> name.equals("Accept") ? Optional.of(accept) : Optional.empty(),
            "",
            "here");
    return new Scrape(() -> List.of(pictures)).answer(inquiry);
  }

  private static List<String> lines(PoolPicture... pictures) {
    return text(scrape("text/plain", pictures)).lines().toList();
  }

  private static String text(Reply reply) {
    return new String(reply.body(), StandardCharsets.UTF_8);
  }

  @Test
  void ourMultiplexorsCountersAreTheFigures() {
    PoolPicture picture =
        new Sketch("mx1").stats(Sketch.scans(6, BOUNDS, List.of(1L, 2L, 3L))).picture();

    assertThat(lines(picture))
        .contains(
            "tidegate_up{pool=\"mx1\"} 1.0",
            "tidegate_requests_total{class=\"scan\",pool=\"mx1\",result=\"answered\"} 6.0",
            "tidegate_request_duration_seconds_bucket{class=\"scan\",pool=\"mx1\",le=\"0.01\"} 1",
            "tidegate_request_duration_seconds_bucket{class=\"scan\",pool=\"mx1\",le=\"0.1\"} 3",
            "tidegate_request_duration_seconds_bucket{class=\"scan\",pool=\"mx1\",le=\"+Inf\"} 6",
            "tidegate_request_duration_seconds_count{class=\"scan\",pool=\"mx1\"} 6",
            "tidegate_request_duration_seconds_sum{class=\"scan\",pool=\"mx1\"} 1.5",
            "tidegate_worker_exits_total{pool=\"mx1\",reason=\"busy_timeout\"} 1.0",
            "tidegate_worker_starts_total{pool=\"mx1\",reason=\"request\"} 2.0",
            "tidegate_notifications_total{pool=\"mx1\",type=\"status\"} 40.0",
            "tidegate_notifications_dropped_total{pool=\"mx1\"} 3.0",
            "tidegate_listeners_unread_max{pool=\"mx1\"} 12.0",
            "tidegate_incidents_total{pool=\"mx1\"} 7.0",
            "tidegate_starts_held_back{pool=\"mx1\"} 1.0",
            "tidegate_rereads_total{pool=\"mx1\",result=\"succeeded\"} 2.0",
            "tidegate_rereads_total{pool=\"mx1\",result=\"failed\"} 1.0",
            "tidegate_reread_failed{pool=\"mx1\"} 1.0",
            "tidegate_warm_parent_ready{pool=\"mx1\"} 1.0",
            "tidegate_busy_timeout_seconds{pool=\"mx1\"} 30.0",
            "tidegate_request_timeout_seconds{class=\"scan\",pool=\"mx1\"} 45.0",
            "tidegate_request_timeout_seconds{class=\"map\",pool=\"mx1\"} 30.0",
            "tidegate_saturated_seconds_total{kind=\"none_free\",observed=\"false\",pool=\"mx1\"}"
                + " 1.5");
  }

  @Test
  void poolThatIsNotHeardHasNothingElse() {
    Sketch sketch = new Sketch("mx1").slot(0, WorkerState.BUSY, "q").stats(scans());
    for (Link link :
        List.of(
            new Link.Connecting(),
            new Link.Silent(Sketch.NOW),
            new Link.Lost("refused", Sketch.NOW))) {
      assertThat(lines(sketch.link(link).picture()))
          .filteredOn(line -> !line.startsWith("#"))
          .containsExactly("tidegate_up{pool=\"mx1\"} 0.0");
    }
  }

  private static dev.tidegate.tools.view.Stats scans() {
    return Sketch.scans(1, BOUNDS, List.of(1L, 0L, 0L));
  }

  @Test
  void countersThatAreNotToldAnyMoreAreAbsent() {
    PoolPicture picture = new Sketch("mx1").stats(scans()).told(Source.EVENTS).picture();

    assertThat(text(scrape("", picture)))
        .contains("tidegate_workers_free{pool=\"mx1\"} 1.0")
        .doesNotContain("tidegate_requests")
        .doesNotContain("tidegate_queue")
        .doesNotContain("tidegate_saturated");
  }

  @Test
  void whatWasPutTogetherOfTheReferenceIsMarkedAndHasNoBeginning() {
    PoolPicture picture = new Sketch("mx2").reference().picture();
    String open = text(scrape("application/openmetrics-text;version=1.0.0,*/*", picture));

    assertThat(open)
        .contains(
            "tidegate_saturated_seconds_total{kind=\"none_free\",observed=\"true\",pool=\"mx2\"}"
                + " 1.5")
        .contains("server=\"reference\"")
        .doesNotContain("tidegate_saturated_seconds_created")
        .doesNotContain("serviceable")
        .endsWith("# EOF\n");
  }

  @Test
  void anotherStartIsToldByTheTimeOfTheCounters() {
    PoolPicture picture = new Sketch("mx1").stats(scans()).picture();

    assertThat(text(scrape("application/openmetrics-text", picture)))
        .contains(
            "tidegate_requests_created{class=\"scan\",pool=\"mx1\",result=\"answered\"}"
                + " 999940.000");
  }

  @Test
  void slotsAreLabelsAndProcessesAndTagsAreNot() {
    PoolPicture picture =
        new Sketch("mx1")
            .slot(0, WorkerState.BUSY, "hostile\"} 1")
            .slot(1, WorkerState.IDLE, "")
            .slot(2, WorkerState.BUSY, "scan q1")
            .picture();

    assertThat(lines(picture))
        .contains(
            "tidegate_slot_busy_seconds{pool=\"mx1\",slot=\"0\"} 0.5",
            "tidegate_slot_busy_seconds{pool=\"mx1\",slot=\"1\"} 0.0",
            "tidegate_slot_timeout_seconds{pool=\"mx1\",slot=\"0\"} 30.0",
            "tidegate_slot_timeout_seconds{pool=\"mx1\",slot=\"1\"} 30.0",
            "tidegate_slot_timeout_seconds{pool=\"mx1\",slot=\"2\"} 45.0")
        .noneMatch(line -> line.contains("hostile") || line.contains("4711"));
  }

  @Test
  void strangeNumbersOfOnePoolHideNothingElse() {
    PoolPicture strange =
        new Sketch("strange").stats(Sketch.scans(-5, BOUNDS, List.of(-1L, 0L, 0L))).picture();
    PoolPicture falling =
        new Sketch("falling")
            .stats(Sketch.scans(1, List.of(100L, 10L), List.of(1L, 0L, 0L)))
            .picture();
    PoolPicture short1 = new Sketch("short").stats(Sketch.scans(1, BOUNDS, List.of(1L))).picture();
    PoolPicture sound = new Sketch("sound").stats(scans()).picture();

    assertThat(lines(strange, falling, short1, sound))
        .contains(
            "tidegate_up{pool=\"strange\"} 1.0",
            "tidegate_request_duration_seconds_count{class=\"scan\",pool=\"sound\"} 1")
        .noneMatch(line -> line.matches("tidegate_request_duration.*(strange|falling|short).*"));
  }
}
