package dev.tidegate.acceptance.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The packaged program's answer to {@code stats}. */
@Execution(ExecutionMode.CONCURRENT)
final class StatsIT {
  private static final int SLOTS = 400;

  private static JsonObject stats(ProgramUnderTest subject) {
    return JsonParser.parseString(subject.ask("stats")).getAsJsonObject();
  }

  @Test
  void ofFourHundredSlotsEachIsToldAndEveryRequestIsCounted() {
    try (ProgramUnderTest subject =
        ProgramUnderTest.start(Program.OURS, "-x", Integer.toString(SLOTS), "-l")) {
      for (int scan = 0; scan < 50; scan++) {
        assertThat(subject.ask("scan q" + scan + " /nowhere")).startsWith("ok ");
      }
      JsonObject stats = stats(subject);
      assertThat(stats.getAsJsonArray("slots")).hasSize(SLOTS);
      JsonObject scans = stats.getAsJsonObject("requests_scan");
      assertThat(scans.get("answered").getAsLong()).isEqualTo(50);
      assertThat(scans.getAsJsonObject("duration").get("count").getAsLong()).isEqualTo(50);
      assertThat(stats.getAsJsonObject("configuration").get("given").getAsString())
          .contains("-x 400 -l");
    }
  }

  @Test
  void whatAWorkerSaysBeforeItHangsIsTold() {
    String worker =
        """
        #!/bin/sh
        while read -r line; do
          echo "cannot reach clamd <script>" >&2
          sleep 1000
        done
        """;
    try (ProgramUnderTest subject =
            ProgramUnderTest.startWithWorker(Program.OURS, worker, "-x", "2", "-b", "30");
        Wire stuck = subject.command()) {
      stuck.send("scan QSTUCK /nowhere\n");
      Until.holds(
          "the stuck worker's last words are told",
          () -> stderrOf(stats(subject)).contains("cannot reach clamd <script>"));
      JsonObject slot = stats(subject).getAsJsonArray("slots").get(0).getAsJsonObject();
      assertThat(slot.get("queueId").getAsString()).isEqualTo("QSTUCK");
      assertThat(slot.get("timeoutInMs").getAsLong()).isBetween(0L, 30_000L);
    }
  }

  private static List<String> stderrOf(JsonObject stats) {
    List<String> lines = new ArrayList<>();
    for (JsonElement slot : stats.getAsJsonArray("slots")) {
      slot.getAsJsonObject()
          .getAsJsonArray("stderr")
          .forEach(each -> lines.add(each.getAsString()));
    }
    return lines;
  }

  @Test
  void theUnprivilegedSocketTellsNothingOfMailAndOptions() {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "2");
        Wire wire = subject.unprivileged()) {
      assertThat(subject.ask("scan q1 /nowhere")).startsWith("ok ");
      wire.send("stats\n");
      JsonObject stats = JsonParser.parseString(wire.rest()).getAsJsonObject();
      assertThat(stats.getAsJsonObject("configuration").has("given")).isFalse();
      JsonObject slot = stats.getAsJsonArray("slots").get(0).getAsJsonObject();
      assertThat(slot.keySet()).doesNotContain("stderr", "command", "queueId");
    }
  }

  private static String asker() {
    String pid = "(pid " + ProcessHandle.current().pid() + ")";
    return System.getProperty("user.name").equals("root") ? "uid 0 " + pid : pid;
  }

  @Test
  void limitsChangeWhileItRunsAndTheLogTellsWhoDidIt() {
    try (ProgramUnderTest subject =
            ProgramUnderTest.start(Program.OURS, "-x", "4", "-m", "2", "-S", "user");
        Wire open = subject.unprivileged()) {
      Until.holds("two workers run", () -> subject.workerPids().size() == 2);
      assertThat(subject.ask("set max-workers=1"))
          .isEqualTo(
              "error: Nothing is changed: min-workers (2) must not be more than max-workers (1)\n");
      assertThat(subject.ask("set max-workers=1 min-workers=1"))
          .isEqualTo("ok: max-workers 4 -> 1, min-workers 2 -> 1\n");
      assertThat(subject.free()).isEqualTo(1);
      Until.holds("the worker beyond the maximum is gone", () -> subject.states().equals("I"));
      assertThat(subject.ask("scan q1 /nowhere")).startsWith("ok ");
      JsonObject stats = stats(subject);
      assertThat(stats.getAsJsonObject("configuration").getAsJsonObject("atStart"))
          .hasToString("{\"minWorkers\":2,\"maxWorkers\":4}");
      assertThat(stats.getAsJsonObject("pool").get("retired").getAsInt()).isEqualTo(3);
      assertThat(subject.ask("set max-workers=4")).isEqualTo("ok: max-workers 1 -> 4\n");
      assertThat(subject.free()).isEqualTo(4);
      open.send("set max-workers=1\n");
      assertThat(open.rest()).startsWith("error: Attempt to use privileged command");
      assertThat(subject.output())
          .contains("set max-workers 4 -> 1, asked for by")
          .contains("set min-workers 2 -> 1, asked for by")
          .contains("set max-workers 1 -> 4, asked for by")
          .contains(asker());
    }
  }

  @Test
  void aSlotIsSteeredByHandAndTheLogTellsWhoDidIt() {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "2", "-S", "user")) {
      assertThat(subject.ask("scan q1 /nowhere")).startsWith("ok ");
      assertThat(subject.ask("drain 0")).isEqualTo("ok: slot 0 gets no more work (it is idle)\n");
      assertThat(subject.free()).isEqualTo(1);
      long pid = subject.workerPids().getFirst();
      assertThat(subject.ask("kill 0:" + pid))
          .isEqualTo("ok: killing worker 0 (pid " + pid + ")\n");
      Until.holds("the worker is gone", () -> subject.states().startsWith("S"));
      assertThat(subject.ask("resume 0")).isEqualTo("ok: slot 0 gets work again (it is stopped)\n");
      assertThat(subject.output())
          .contains("slot 0 gets no more work (it is idle), asked for by")
          .contains(asker());
    }
  }
}
