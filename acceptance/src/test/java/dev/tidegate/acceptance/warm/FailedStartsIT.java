package dev.tidegate.acceptance.warm;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Messages that kill their worker are no failed starts, and what is mended is tried at once. */
@Order(2)
@Execution(ExecutionMode.CONCURRENT)
final class FailedStartsIT {

  private static final String UNABLE = "error: Unable to activate worker\n";
  private static final double GOOD_PART = 0.99;

  /** Needs 50 ms to start. The queue is for a host that is too busy to run all in time. */
  private static final String WORKER =
      """
      #!/usr/bin/perl
      $| = 1;
      select(undef, undef, undef, 0.05);
      while (<STDIN>) {
          kill 9, $$ if / poison/;
          print "ok $_";
      }
      """;

  @Test
  void poisonMessagesCostNoGoodRequest() throws Exception {
    try (ProgramUnderTest subject =
            ProgramUnderTest.startWithWorker(Program.OURS, WORKER, "-x", "10", "-q", "100", "-l");
        SteadyLoad load =
            SteadyLoad.on(
                subject,
                20,
                number ->
                    "scan " + (isPoison(number) ? "poison" : "good") + number + " /nowhere")) {
      Until.holds("requests", () -> answered(subject, "requests_scan") >= 120);
      assertPoisonAloneFails(load.stop(), "poison");
      assertThat(subject.output()).doesNotContain("held back");
    }
  }

  @Test
  void poisonMessagesCostNoGoodRequestOfTheRealFilter() throws Exception {
    try (FilterHost host = FilterHost.start("-E", "-x", "10", "-m", "0", "-q", "100")) {
      host.awaitWarmParent();
      try (SteadyLoad load =
          SteadyLoad.on(
              host.subject(),
              10,
              number ->
                  isPoison(number)
                      ? FilterHost.RELAY_CHECK.replace("relay.example.org", "poison")
                      : FilterHost.RELAY_CHECK)) {
        Until.holds("requests", () -> host.answered() >= 60);
        assertPoisonAloneFails(load.stop(), "poison");
      }
      assertThat(host.log("held back")).isEmpty();
    }
  }

  /** Two of five. */
  private static boolean isPoison(int number) {
    return number % 5 < 2;
  }

  private static void assertPoisonAloneFails(List<SteadyLoad.Answered> answers, String poison) {
    assertThat(answers)
        .filteredOn(each -> each.request().contains(poison))
        .isNotEmpty()
        .extracting(SteadyLoad.Answered::answer)
        .allMatch(answer -> answer.startsWith("ERR") || answer.startsWith("error"));
    List<SteadyLoad.Answered> good =
        answers.stream().filter(each -> !each.request().contains(poison)).toList();
    assertThat(good.stream().filter(SteadyLoad.Answered::isOk).count())
        .as(() -> "answers: " + good)
        .isGreaterThanOrEqualTo((long) Math.ceil(GOOD_PART * good.size()));
  }

  private static int answered(ProgramUnderTest subject, String requests) {
    return stats(subject).getAsJsonObject(requests).get("answered").getAsInt();
  }

  private static JsonObject stats(ProgramUnderTest subject) {
    return JsonParser.parseString(subject.ask("stats")).getAsJsonObject();
  }

  @Test
  void scansThatHangTogetherAreNoFailedStarts() {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "5", "-b", "10")) {
      List<Wire> hanging =
          IntStream.range(0, 5)
              .mapToObj(number -> subject.request("scan q" + number + " hold"))
              .toList();
      for (Wire each : hanging) {
        assertThat(each.rest()).startsWith("ERR Filter timed out");
        each.close();
      }
      Until.holds("a slot is free", () -> subject.free() > 0);
      assertThat(subject.ask("scan good /nowhere")).isEqualTo("ok scan good /nowhere\n");
      assertThat(subject.free()).isPositive();
    }
  }

  @Test
  void rereadAfterTheRepairTriesAtOnce() throws IOException {
    String worker =
        """
        #!/usr/bin/perl
        die "broken\\n" if -e 'broken';
        $| = 1;
        print "ok $_" while <STDIN>;
        """;
    try (ProgramUnderTest subject =
        ProgramUnderTest.startWithWorker(Program.OURS, worker, "-x", "4", "-l", "-m", "0")) {
      Path broken = Files.createFile(subject.spool().resolve("broken"));
      Until.holds(
          "starts are held back for a while from now on",
          () -> {
            subject.ask("scan bad /nowhere");
            return nextStartMillis(subject) > Duration.ofSeconds(3).toMillis();
          });
      assertThat(subject.ask("scan bad /nowhere")).isEqualTo(UNABLE);
      Files.delete(broken);
      assertThat(subject.ask("reread")).isEqualTo("Forced reread of filter rules\n");
      assertThat(subject.ask("scan good /nowhere")).isEqualTo("ok scan good /nowhere\n");
      assertThat(stats(subject).getAsJsonObject("backoff").get("holding").getAsBoolean()).isFalse();
    }
  }

  private static long nextStartMillis(ProgramUnderTest subject) {
    return stats(subject).getAsJsonObject("backoff").get("nextStartInMs").getAsLong();
  }
}
