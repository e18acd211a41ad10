package dev.tidegate.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What the packaged program's incident recorder reports of workers that hung, were killed or died.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
final class IncidentsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Does to its request what the request's second word says. */
  private static final String WORKER =
      """
      #!/usr/bin/perl
      $| = 1;
      $SIG{TERM} = 'DEFAULT';
      while (<STDIN>) {
        chomp;
        my (undef, $act) = split / /;
        if ($act =~ /^SLEEP/) {
          print STDERR "first line\\n", "cannot reach clamd <script>\\n";
          open(my $mail, '<', $0);
          sleep 600;
        }
        if ($act =~ /^READ/) { pipe(my $from, my $to); print STDERR "reading\\n"; <$from>; }
        if ($act =~ /^DIE/) { print STDERR "bad filter\\n"; exit 3; }
        print "ok $_\\n";
      }
      """;

  private ProgramUnderTest subject;
  private final List<Wire> stuck = new ArrayList<>();

  @BeforeAll
  void start() {
    subject =
        ProgramUnderTest.startWithWorker(
            Program.OURS, WORKER, "-x", "400", "-b", "10", "-S", "user");
  }

  @AfterAll
  void end() {
    stuck.forEach(Wire::close);
    subject.close();
  }

  private void request(String line) {
    stuck.add(subject.request(line));
  }

  private JsonObject answer(String question) {
    return JsonParser.parseString(subject.ask(question)).getAsJsonObject();
  }

  /** The records of the message, newest first. */
  private List<JsonObject> recordsOf(String queueId) {
    return answer("incidents").getAsJsonArray("incidents").asList().stream()
        .map(JsonElement::getAsJsonObject)
        .filter(each -> each.get("queueId").getAsString().equals(queueId))
        .toList();
  }

  private JsonObject recordOf(String queueId, String occasion) {
    List<JsonObject> found = new ArrayList<>();
    Until.holds(
        "there is a record of " + queueId,
        PATIENCE,
        () -> {
          found.clear();
          recordsOf(queueId).stream()
              .filter(each -> each.get("occasion").getAsString().equals(occasion))
              .filter(each -> !each.getAsJsonObject("unread").toString().contains("being looked"))
              .forEach(found::add);
          return !found.isEmpty();
        },
        () -> subject.ask("incidents"));
    return found.getFirst();
  }

  /** On a machine that is busy with other things a killing may not wait long enough. */
  private static boolean isTooLate(JsonObject incident) {
    JsonObject unread = incident.getAsJsonObject("unread");
    return unread.has("process")
        && unread.get("process").getAsString().matches("not read within .*|the process ended .*");
  }

  private static List<String> texts(JsonObject object, String field) {
    return object.getAsJsonArray(field).asList().stream().map(JsonElement::getAsString).toList();
  }

  @Test
  void ofAStuckWorkerAmongFourHundredItTellsTheMessageTheWaitAndTheLastWords() {
    request("scan SLEEPER /nowhere");
    for (String occasion :
        List.of("half_of_busy_timeout", "nine_tenths_of_busy_timeout", "busy_timeout")) {
      JsonObject incident = recordOf("SLEEPER", occasion);
      assertThat(texts(incident, "stderr")).last().isEqualTo("cannot reach clamd <script>");
      assertThat(incident.get("command").getAsString()).isEqualTo("scan SLEEPER /nowhere");
      JsonObject process = incident.getAsJsonObject("process");
      if (occasion.equals("busy_timeout") && isTooLate(incident)) {
        continue;
      }
      assertThat(incident.getAsJsonObject("unread").keySet()).isEmpty();
      assertThat(process.get("state").getAsString()).isEqualTo("S (sleeping)");
      assertThat(process.get("waitChannel").getAsString()).contains("nanosleep");
      assertThat(process.get("syscall").getAsString()).contains("nanosleep");
      assertThat(process.get("sinceMs").getAsLong()).isBetween(1_000L, 5_000L);
      assertThat(texts(process, "openFiles")).anyMatch(file -> file.endsWith("/worker"));
    }
    Until.holds(
        "the log tells of it",
        () ->
            subject.output().contains("SLEEPER: Worker ")
                && subject.output().contains("nanosleep"));
  }

  @Test
  void ofAWorkerThatWaitsForAPipeItTellsTheCallAndTheDescriptor() {
    request("scan READER /nowhere");
    JsonObject reads = recordOf("READER", "half_of_busy_timeout").getAsJsonObject("process");
    assertThat(reads.get("syscall").getAsString()).matches("read \\d+ pipe:\\[\\d+\\]");
    assertThat(reads.get("waitChannel").getAsString()).contains("pipe");
  }

  @Test
  void ofAWorkerThatDiedItTellsHowAndWhyThereIsNoMore() {
    try (Wire listener = subject.listener()) {
      listener.send("?U json\n");
      Until.holds(
          "the listener is taken",
          PATIENCE,
          () -> listener.line(PATIENCE).orElse("").contains("\"type\":\"hello\""),
          subject::output);
      request("scan DIES /nowhere");
      Until.holds(
          "the listener hears of it",
          PATIENCE,
          () -> listener.line(PATIENCE).orElse("").contains("\"queueId\":\"DIES\""),
          subject::output);
    }
    JsonObject incident = recordOf("DIES", "died");
    assertThat(incident.get("reason").getAsString()).isEqualTo("died, exit status 3");
    assertThat(texts(incident, "stderr")).containsExactly("bad filter");
    assertThat(incident.getAsJsonObject("process").keySet()).contains("userMs", "systemMs");
    assertThat(incident.getAsJsonObject("unread").keySet()).contains("waitChannel", "openFiles");
  }

  @Test
  void anOperatorsKillIsRecordedWithWhatTheWorkerDid() {
    request("scan SLEEPS-KILLED /nowhere");
    Until.holds("it is at work", () -> subject.ask("stats").contains("SLEEPS-KILLED"));
    JsonObject slot =
        answer("stats").getAsJsonArray("slots").asList().stream()
            .map(JsonElement::getAsJsonObject)
            .filter(each -> each.has("queueId"))
            .filter(each -> each.get("queueId").getAsString().equals("SLEEPS-KILLED"))
            .findFirst()
            .orElseThrow();
    String worker = slot.get("slot").getAsInt() + ":" + slot.get("pid").getAsInt();
    assertThat(subject.ask("kill " + worker)).startsWith("ok: ");
    JsonObject incident = recordOf("SLEEPS-KILLED", "operator");
    assertThat(isTooLate(incident) || incident.getAsJsonObject("process").has("waitChannel"))
        .isTrue();
    assertThat(incident.get("pid")).isEqualTo(slot.get("pid"));
  }

  @Test
  void theMemoryOfEachWorkerIsKnownAfterSomeTime() {
    assertThat(subject.ask("scan FINE /nowhere")).isEqualTo("ok scan FINE /nowhere\n");
    Until.holds(
        "a worker's memory is told",
        PATIENCE,
        () ->
            answer("stats").getAsJsonArray("slots").asList().stream()
                .anyMatch(each -> each.getAsJsonObject().get("memoryKib").getAsLong() > 1_000),
        subject::output);
  }
}
