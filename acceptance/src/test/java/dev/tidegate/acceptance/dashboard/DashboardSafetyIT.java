package dev.tidegate.acceptance.dashboard;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What somebody may try who means no good. */
final class DashboardSafetyIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static ProgramUnderTest ours;
  private static Dashboard dashboard;

  @BeforeAll
  static void start() {
    ours = ProgramUnderTest.start(Program.OURS, "-x", "2");
    dashboard =
        Dashboard.start(
            "--to",
            "mx=" + ours.spool().resolve("notify.sock"),
            "--control",
            ours.commandSocket().toString(),
            "--host-name",
            "status.example.org");
    dashboard.await("/readyz", "\"ready\":true");
  }

  @AfterAll
  static void end() {
    dashboard.close();
    ours.close();
  }

  private static Exchange called(String host, String path) {
    return Exchange.with(dashboard.address(), "GET " + path, host, List.of(), "");
  }

  @Test
  void requestByAnotherNameIsRefusedWhateverItAsksFor() {
    for (String path : List.of("/", "/api/pools", "/api/events", "/metrics", "/healthz")) {
      Exchange rebound = called("evil.example:" + dashboard.port(), path);
      assertThat(rebound.status()).as(path).isEqualTo(421);
      assertThat(rebound.body()).doesNotContain("slots");
    }
    assertThat(called("status.example.org", "/healthz").status()).isEqualTo(200);
    assertThat(called("127.0.0.1:" + dashboard.port(), "/healthz").status()).isEqualTo(200);
  }

  @Test
  void eachAnswerKeepsTheBrowserSafeRefusalsToo() {
    for (Exchange each :
        List.of(
            dashboard.get("/"),
            dashboard.get("/api/pools"),
            dashboard.get("/metrics"),
            dashboard.get("/nothing"),
            dashboard.get("/%2e%2e/%00"),
            called("evil.example", "/"),
            dashboard.get("/", "X: " + "x".repeat(20_000)))) {
      assertThat(each.header("Content-Security-Policy").orElse(""))
          .startsWith("default-src 'none'; script-src 'self';")
          .doesNotContain("unsafe");
      assertThat(each.header("X-Content-Type-Options")).contains("nosniff");
      assertThat(each.header("Referrer-Policy")).contains("no-referrer");
      assertThat(each.headers()).noneMatch(header -> header.startsWith("Access-Control"));
      assertThat(each.header("Server")).isEmpty();
    }
  }

  @Test
  void whatIsTooLongOrNoRequestIsRefusedWithASentence() {
    assertThat(dashboard.get("/", "X: " + "x".repeat(20_000)).status()).isEqualTo(431);
    assertThat(dashboard.get("/" + "x".repeat(20_000)).status()).isIn(414, 431);
    assertThat(dashboard.get("/" + "x".repeat(600)).status()).isEqualTo(414);
    assertThat(Exchange.of(dashboard.address(), "NONSENSE\r\n\r\n").status()).isEqualTo(400);
    Exchange twoHosts =
        Exchange.of(
            dashboard.address(), "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n");
    assertThat(twoHosts.status()).isEqualTo(400);
    assertThat(twoHosts.error()).isNotBlank();
    assertThat(dashboard.get("/..%2f..%2fetc%2fpasswd").status()).isIn(400, 404);
    assertThat(dashboard.get("/package-info.class").status()).isEqualTo(404);
    for (String method : List.of("PUT", "DELETE", "OPTIONS", "TRACE", "POST", "BREW")) {
      Exchange other =
          Exchange.with(dashboard.address(), method + " /api/pools", "localhost", List.of(), "");
      assertThat(other.status()).as(method).isIn(400, 405);
    }
  }

  @Test
  void thousandIdleAndSlowConnectionsEndAndOthersAreServed() throws IOException {
    List<SocketChannel> crowd = new ArrayList<>();
    try (SocketChannel slow = SocketChannel.open(dashboard.address());
        EventStream reader = EventStream.open(dashboard.address())) {
      slow.configureBlocking(false);
      slow.write(ByteBuffer.wrap("GET / HTTP/1.1\r\n".getBytes(US_ASCII)));
      reader.await("event: pool");
      for (int each = 0; each < 1_000; each++) {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(dashboard.address());
        crowd.add(channel);
      }
      Until.holds(
          "it is served",
          PATIENCE,
          () -> dashboard.get("/healthz").status() == 200,
          dashboard::said);
      Until.holds(
          "a request that comes byte by byte is ended",
          PATIENCE,
          () -> isEndedThough(slow),
          dashboard::said);
      // Whoever read events before goes on reading.
      reader.awaitLater(java.util.regex.Pattern.compile("event: figures"));
      assertThat(dashboard.isAlive()).isTrue();
    } finally {
      for (SocketChannel each : crowd) {
        each.close();
      }
    }
  }

  private static boolean isEndedThough(SocketChannel slow) {
    try {
      slow.write(ByteBuffer.wrap("X".getBytes(US_ASCII)));
      return slow.read(ByteBuffer.allocate(10)) < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void readersOfEventsAreBoundedAndTheirPlacesAreGivenBack() {
    List<EventStream> streams = new ArrayList<>();
    for (int each = 0; each < 128; each++) {
      streams.add(EventStream.open(dashboard.address()));
    }
    streams.forEach(stream -> stream.await("HTTP/1.1 "));
    Exchange refused = dashboard.get("/api/events");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(dashboard.get("/healthz").status()).isEqualTo(200);
    streams.forEach(EventStream::close);
    Until.holds(
        "there is a place again",
        PATIENCE,
        () -> {
          try (EventStream stream = EventStream.open(dashboard.address())) {
            stream.await("HTTP/1.1 ");
            return stream.text().contains("HTTP/1.1 200");
          }
        },
        dashboard::said);
  }
}
