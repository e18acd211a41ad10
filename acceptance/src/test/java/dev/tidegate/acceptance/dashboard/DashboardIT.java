package dev.tidegate.acceptance.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it shows and does: one dashboard at a port, one at a Unix socket that may act. */
final class DashboardIT {
  private static final String TOKEN = "0123456789abcdef-token";
  private static final String JSON = "Content-Type: application/json";

  @TempDir private static Path folder;
  private static ProgramUnderTest ours;
  private static ProgramUnderTest reference;
  private static Dashboard shown;
  private static Dashboard acting;

  @BeforeAll
  static void start() throws IOException {
    ours = ProgramUnderTest.start(Program.OURS, "-x", "2", "-Z");
    reference = ProgramUnderTest.start(Program.REFERENCE, "-x", "2", "-Z");
    Path token = Files.writeString(folder.resolve("token"), TOKEN + "\n");
    Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
    shown = Dashboard.start(pools());
    acting =
        Dashboard.start(
            append(
                pools(),
                "--listen",
                folder.resolve("board.sock").toString(),
                "--allow-actions",
                "--token-file",
                token.toString()));
    for (Dashboard each : List.of(shown, acting)) {
      Until.holds(
          "both pools are heard",
          () -> each.get("/readyz").body().matches("(?s).*true.*true.*true.*"));
    }
  }

  @AfterAll
  static void end() {
    for (AutoCloseable each : new AutoCloseable[] {shown, acting, ours, reference}) {
      if (each != null) {
        try {
          each.close();
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  private static String[] pools() {
    return new String[] {
      "--to",
      "ours=" + ours.spool().resolve("notify.sock"),
      "--control",
      ours.commandSocket().toString(),
      "--to",
      "reference=" + reference.spool().resolve("notify.sock"),
      "--control",
      reference.commandSocket().toString()
    };
  }

  private static String[] append(String[] words, String... more) {
    return java.util.stream.Stream.of(words, more)
        .flatMap(java.util.Arrays::stream)
        .toArray(String[]::new);
  }

  private static JsonObject pool(String name) {
    for (var each : shown.get("/api/pools").json().getAsJsonArray("pools")) {
      if (each.getAsJsonObject().get("name").getAsString().equals(name)) {
        return each.getAsJsonObject();
      }
    }
    throw new AssertionError("no pool " + name);
  }

  @Test
  void poolsOfBothMultiplexorsAreShownEachWithWhatItTells() {
    assertThat(pool("ours").get("server").getAsString()).isEqualTo("tidegate");
    assertThat(pool("ours").get("told").toString()).contains("events").contains("stats");
    assertThat(pool("reference").get("server").getAsString()).isEqualTo("reference");
    assertThat(pool("reference").get("version").getAsString()).startsWith("3.");
    for (String name : List.of("ours", "reference")) {
      assertThat(pool(name).get("link").getAsString()).isEqualTo("live");
      assertThat(pool(name).getAsJsonArray("slots")).hasSize(2);
    }
    assertThat(shown.get("/api/stats?pool=ours").json().get("epoch"))
        .isEqualTo(pool("ours").get("epoch"));
    assertThat(shown.get("/api/stats?pool=reference").error()).contains("tells no stats");
    assertThat(shown.get("/api/stats?pool=none").status()).isEqualTo(404);
    assertThat(shown.get("/api/stats").status()).isEqualTo(404);
    assertThat(shown.get("/").body()).startsWith("<!").contains("</html>");
  }

  private static long seq(String stats) {
    return new Gson().fromJson(stats, JsonObject.class).get("seq").getAsLong();
  }

  @Test
  void whatHappensIsToldAtOnceAndWhoComesBackMissesNothing() throws IOException {
    String known;
    try (EventStream stream = EventStream.open(shown.address())) {
      stream.await("event: hello");
      stream.await("\"name\":\"reference\"");
      ours.ask("scan qLive /nowhere");
      stream.awaitLater(Pattern.compile("\"slots\":\\[.*\"state\":\"idle\""));
      known = stream.lastId();
    }
    ours.ask("scan qMissed /nowhere");
    long heard = seq(ours.ask("stats"));
    Until.holds("it is known", () -> seq(shown.get("/api/stats?pool=ours").body()) >= heard);
    try (EventStream again = EventStream.open(shown.address(), "Last-Event-ID: " + known)) {
      again.await("event: slots");
      assertThat(again.text()).contains("event: messages").doesNotContain("event: pool");
    }
  }

  @Test
  void poolWithoutAFreeWorkerIsNotReadyAndTheDashboardIsWell() {
    List<Wire> held =
        List.of(ours.request("scan q1 /nowhere hold"), ours.request("scan q2 /nowhere hold"));
    try {
      shown.await("/readyz?pool=ours", "No request can be taken now");
      assertThat(shown.get("/readyz?pool=ours").status()).isEqualTo(503);
      assertThat(shown.get("/readyz?pool=reference").status()).isEqualTo(200);
      assertThat(shown.get("/readyz").status()).isEqualTo(503);
      assertThat(shown.get("/healthz").status()).isEqualTo(200);
      shown.await("/api/pools", "\"queueId\":\"q1\"");
    } finally {
      ours.gate().open();
      held.forEach(Wire::rest);
      held.forEach(Wire::close);
      ours.gate().shut();
    }
    shown.await("/readyz?pool=ours", "\"ready\":true");
  }

  @Test
  void multiplexorHasOneListenerHoweverManyLook() {
    EventStream[] streams = new EventStream[20];
    for (int each = 0; each < streams.length; each++) {
      streams[each] = EventStream.open(shown.address());
    }
    for (EventStream stream : streams) {
      stream.await("event: figures");
    }
    // One of each dashboard.
    assertThat(ours.ask("stats")).contains("\"listeners\":2,");
    for (EventStream stream : streams) {
      stream.close();
    }
  }

  @Test
  void restartOfTheMultiplexorIsTold() throws IOException {
    Path notify = folder.resolve("notify");
    Path control = folder.resolve("control");
    Dashboard board;
    String epoch;
    try (ProgramUnderTest before = ProgramUnderTest.start(Program.OURS, "-x", "1")) {
      Files.createSymbolicLink(notify, before.spool().resolve("notify.sock"));
      Files.createSymbolicLink(control, before.commandSocket());
      board = Dashboard.start("--to", "mx=" + notify, "--control", control.toString());
      board.await("/readyz", "\"ready\":true");
      board.await("/api/stats", "\"epoch\"");
      epoch = board.get("/api/stats").json().get("epoch").getAsString();
    }
    try (EventStream stream = EventStream.open(board.address())) {
      stream.await("\"link\":\"lost\"");
      assertThat(board.get("/readyz").status()).isEqualTo(503);
      assertThat(board.get("/api/stats").status()).isEqualTo(503);
      assertThat(board.get("/metrics").body())
          .contains("tidegate_up{pool=\"mx\"} 0.0")
          .doesNotContain("tidegate_workers");
      try (ProgramUnderTest after = ProgramUnderTest.start(Program.OURS, "-x", "1")) {
        Files.delete(notify);
        Files.delete(control);
        Files.createSymbolicLink(notify, after.spool().resolve("notify.sock"));
        Files.createSymbolicLink(control, after.commandSocket());
        board.await("/readyz", "\"ready\":true");
        stream.awaitLater(Pattern.compile("event: (pool|figures)"));
        board.await("/api/stats", "\"epoch\"");
        assertThat(board.get("/api/stats").json().get("epoch").getAsString()).isNotEqualTo(epoch);
      }
      assertThat(board.stop()).isZero();
    } finally {
      board.close();
    }
  }

  @Test
  void dashboardOnlyShowsUnlessItIsAllowedToAct() {
    Exchange refused = shown.post("/api/pools/ours/actions", "{\"action\":\"reread\"}", JSON);

    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.error()).contains("--allow-actions");
    assertThat(shown.get("/api/pools").json().get("actions").getAsBoolean()).isFalse();
  }

  private static Exchange act(String pool, String body, String... headers) {
    return acting.post("/api/pools/" + pool + "/actions", body, append(headers, JSON));
  }

  @Test
  void actionNeedsTheTokenAndOurOwnPageAndLeavesALine() {
    String drain = "{\"action\":\"drain\",\"slot\":1}";
    String token = "X-Tidegate-Token: " + TOKEN;
    assertThat(act("ours", drain).status()).isEqualTo(403);
    assertThat(act("ours", drain, token + "x").error()).contains("not the token");
    assertThat(act("ours", drain, token, "Origin: http://evil.example").status()).isEqualTo(403);
    assertThat(act("ours", drain, token, "Origin: null").status()).isEqualTo(403);
    assertThat(act("ours", drain, token, "Sec-Fetch-Site: cross-site").status()).isEqualTo(403);
    assertThat(act("ours", drain, token, "Sec-Fetch-Site: same-site").status()).isEqualTo(403);
    assertThat(ours.ask("stats")).contains("\"drained\":0");

    Exchange done = act("ours", drain, token, "Origin: http://localhost");
    assertThat(done.status()).as(done.body()).isEqualTo(200);
    assertThat(done.json().get("answer").getAsString()).startsWith("ok: ");
    assertThat(ours.ask("stats")).contains("\"drained\":1");
    assertThat(act("ours", "{\"action\":\"resume\",\"slot\":1}", token).status()).isEqualTo(200);
    acting.awaitSaid("action: 'drain 1' in ours, asked for from ");
    assertThat(acting.said()).contains("wrong token").doesNotContain(TOKEN);
  }

  @Test
  void actionThatCanNotBeDoneSaysWhy() {
    String token = "X-Tidegate-Token: " + TOKEN;

    assertThat(act("ours", "{\"action\":\"drain\",\"slot\":77}", token).error()).contains("error");
    assertThat(act("ours", "{\"action\":\"dance\"}", token).status()).isEqualTo(400);
    assertThat(act("none", "{\"action\":\"reread\"}", token).status()).isEqualTo(404);
    assertThat(act("reference", "{\"action\":\"drain\",\"slot\":1}", token).error())
        .contains("MIMEDefang's own");
    assertThat(
            act("reference", "{\"action\":\"reread\"}", token).json().get("answer").getAsString())
        .contains("reread");
    assertThat(act("ours", "x".repeat(5_000), token).status()).isEqualTo(413);
    assertThat(acting.post("/api/pools/ours/actions", "{}", token).status()).isEqualTo(415);
  }

  @Test
  void wrongCallsAreSaidInALine() throws IOException {
    Path open = Files.writeString(folder.resolve("open"), TOKEN + "\n");
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
    try (Dashboard remote = Dashboard.start("--listen", "0.0.0.0:0");
        Dashboard known = Dashboard.start("--allow-actions", "--token-file", open.toString())) {
      assertThat(remote.status()).isEqualTo(2);
      assertThat(remote.said()).contains("--allow-remote").hasLineCount(1);
      assertThat(known.status()).isEqualTo(1);
      assertThat(known.said()).contains("chmod 600").hasLineCount(1);
    }
  }
}
