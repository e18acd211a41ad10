package dev.tidegate.acceptance.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.tidegate.acceptance.subject.HeldPort;
import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Until;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's Prometheus scrapes the dashboard, and its promtool looks at what we ship for it. */
final class PrometheusIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int SCANS = 20;
  private static final Path SHIPPED = Program.projectRoot().resolve("packaging/prometheus");

  @TempDir private Path folder;

  /** A Prometheus of our own, on this machine only, which is gone afterwards. */
  private record Scraper(Process process, HeldPort port) implements AutoCloseable {
    static Scraper of(Dashboard dashboard, Path folder) throws IOException {
      Path configuration =
          Files.writeString(
              folder.resolve("prometheus.yml"),
              """
              global: {scrape_interval: 250ms, scrape_timeout: 250ms, evaluation_interval: 1s}
              rule_files: ['%s']
              scrape_configs:
                - job_name: tidegate
                  static_configs: [{targets: ['127.0.0.1:%d']}]
              """
                  .formatted(SHIPPED.resolve("tidegate-alerts.yml"), dashboard.port()));
      HeldPort port = HeldPort.take();
      Process process =
          new ProcessBuilder(
                  "/usr/bin/prometheus",
                  "--config.file=" + configuration,
                  "--storage.tsdb.path=" + folder.resolve("data"),
                  "--query.lookback-delta=2s",
                  "--web.listen-address=127.0.0.1:" + port.number())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("prometheus.log").toFile())
              .start();
      return new Scraper(process, port);
    }

    /** Returns the value of a query that has one; empty if there is no such series. */
    Optional<Double> value(String query) {
      JsonObject answer;
      try {
        answer = answer(query);
      } catch (RuntimeException | AssertionError notYet) {
        return Optional.empty();
      }
      JsonObject data = answer.getAsJsonObject("data");
      JsonArray result = data == null ? new JsonArray() : data.getAsJsonArray("result");
      return result.isEmpty()
          ? Optional.empty()
          : Optional.of(
              result.get(0).getAsJsonObject().getAsJsonArray("value").get(1).getAsDouble());
    }

    JsonObject answer(String query) {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port.number());
      String path = "/api/v1/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8);
      return Exchange.with(address, "GET " + path, "localhost", List.of(), "").json();
    }

    void await(String query, double value) {
      Until.holds(
          query + " is " + value,
          PATIENCE,
          () -> value(query).filter(is -> is == value).isPresent(),
          () -> "it is " + value(query));
    }

    @Override
    public void close() {
      process.destroyForcibly();
      process.onExit().join();
      port.close();
    }
  }

  @Test
  void figuresThatPrometheusHasAreWhatWasSent() throws IOException {
    Requirements.programs("prometheus", "promtool");
    try (ProgramUnderTest reference = ProgramUnderTest.start(Program.REFERENCE, "-x", "3")) {
      ProgramUnderTest ours =
          ProgramUnderTest.start(Program.OURS, "-x", "2", "-q", "5", "-b", "40");
      try (Dashboard dashboard =
              Dashboard.start(
                  "--to",
                  "mx1=" + ours.spool().resolve("notify.sock"),
                  "--control",
                  ours.commandSocket().toString(),
                  "--to",
                  "mx2=" + reference.spool().resolve("notify.sock"),
                  "--control",
                  reference.commandSocket().toString());
          Scraper scraper = Scraper.of(dashboard, folder)) {
        for (int each = 0; each < SCANS; each++) {
          assertThat(ours.ask("scan q" + each + " /nowhere")).startsWith("ok");
        }
        ours.ask("relayok 192.0.2.1 host");
        assertFigures(scraper);
        assertBoardIsUnderstood(scraper);
        assertPromtoolFindsNothing(dashboard);
        ours.close();
        scraper.await("tidegate_up{pool=\"mx1\"}", 0);
        Until.holds(
            "nothing stale is told",
            PATIENCE,
            () -> scraper.value("tidegate_requests_total{pool=\"mx1\"}").isEmpty(),
            dashboard::said);
        assertThat(scraper.value("tidegate_up{pool=\"mx2\"}")).contains(1.0);
      } finally {
        ours.close();
      }
    }
  }

  private static void assertFigures(Scraper scraper) {
    String scan = "{pool=\"mx1\",class=\"scan\"}";
    scraper.await("up{job=\"tidegate\"}", 1);
    scraper.await("tidegate_up{pool=\"mx1\"}", 1);
    scraper.await("sum(tidegate_requests_total" + scan + ")", SCANS);
    scraper.await(
        "tidegate_requests_total{pool=\"mx1\",class=\"scan\",result=\"answered\"}", SCANS);
    scraper.await("tidegate_requests_total{pool=\"mx1\",class=\"relayok\",result=\"answered\"}", 1);
    scraper.await("tidegate_request_duration_seconds_count" + scan, SCANS);
    scraper.await("tidegate_request_wait_seconds_count" + scan, SCANS);
    scraper.await(
        "tidegate_request_duration_seconds_bucket{pool=\"mx1\",class=\"scan\",le=\"+Inf\"}", SCANS);
    scraper.await("tidegate_workers_max{pool=\"mx1\"}", 2);
    scraper.await("tidegate_workers_serviceable{pool=\"mx1\"}", 2);
    scraper.await("sum(tidegate_workers{pool=\"mx1\"})", 2);
    scraper.await("tidegate_queue_limit{pool=\"mx1\"}", 5);
    scraper.await("tidegate_busy_timeout_seconds{pool=\"mx1\"}", 40);
    scraper.await("tidegate_worker_exits_total{pool=\"mx1\",reason=\"busy_timeout\"}", 0);
    scraper.await("count(tidegate_slot_busy_seconds{pool=\"mx1\"})", 2);
    scraper.await("tidegate_workers_max{pool=\"mx2\"}", 3);
    scraper.await("count(tidegate_saturated_seconds_total{pool=\"mx2\",observed=\"true\"})", 1);
  }

  private static void assertBoardIsUnderstood(Scraper scraper) throws IOException {
    String board =
        Files.readString(Program.projectRoot().resolve("packaging/grafana/tidegate.json"));
    List<String> asked = new ArrayList<>();
    for (JsonElement panel :
        new Gson().fromJson(board, JsonObject.class).getAsJsonArray("panels")) {
      for (JsonElement target : panel.getAsJsonObject().getAsJsonArray("targets")) {
        asked.add(target.getAsJsonObject().get("expr").getAsString());
      }
    }
    assertThat(asked).hasSizeGreaterThan(20);
    for (String query : asked) {
      // As Grafana fills them in.
      String filled = query.replace("$pool", "mx1|mx2").replace("$__rate_interval", "1m");
      assertThat(scraper.answer(filled).get("status").getAsString()).as(query).isEqualTo("success");
    }
  }

  private static void assertPromtoolFindsNothing(Dashboard dashboard) {
    String text = dashboard.get("/metrics").body();
    Outcome checked = Outcome.of(List.of("promtool", "check", "metrics"), text);
    assertThat(checked.output()).isBlank();
    assertThat(checked.status()).isZero();
    Exchange open = dashboard.get("/metrics", "Accept: application/openmetrics-text;version=1.0.0");
    assertThat(open.header("Content-Type").orElse("")).startsWith("application/openmetrics-text");
    assertThat(open.body()).contains("_created{").endsWith("# EOF\n");
  }

  @Test
  void alertsThatWeShipAreRightByPromtoolAndEachHasItsTestAndItsRunbook() throws IOException {
    Requirements.programs("promtool");
    Path rules = SHIPPED.resolve("tidegate-alerts.yml");
    Path tests = SHIPPED.resolve("tidegate-alerts-test.yml");

    Outcome.of(List.of("promtool", "check", "rules", rules.toString())).succeeded();
    Outcome.of(List.of("promtool", "test", "rules", tests.toString())).succeeded();
    String test = Files.readString(tests);
    List<String> alerts =
        Pattern.compile("(?m)^ +- alert: (\\w+)$")
            .matcher(Files.readString(rules))
            .results()
            .map(match -> match.group(1))
            .toList();
    assertThat(alerts).hasSizeGreaterThan(10).allMatch(test::contains);
    String runbook = Files.readString(Program.projectRoot().resolve("docs/OPERATING.md"));
    assertThat(alerts).allMatch(alert -> runbook.contains("\n### " + alert + "\n"));
  }
}
