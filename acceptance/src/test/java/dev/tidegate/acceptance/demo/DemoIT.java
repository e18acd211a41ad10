package dev.tidegate.acceptance.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Until;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demonstration in a pipe: its whole story, its exit, and that nothing is left of it. */
@Order(1)
@Execution(ExecutionMode.CONCURRENT)
final class DemoIT {
  private static final Pattern EDGE = Pattern.compile("(?m)^ *[0-9.]+ s  ([ZY]) ");

  @BeforeEach
  void needsTheLauncher() {
    Program.OURS.require();
  }

  @Test
  void plainOutputTellsTheWholeStoryAndTheStatusIsZero() throws Exception {
    try (RunningDemo demo = RunningDemo.start()) {
      int status = demo.awaitEnd();
      String output = demo.output();
      assertThat(status).as(output).isZero();
      assertThat(output).doesNotContain("\u001b").doesNotContain("\r");
      assertThat(output)
          .containsSubsequence(
              "--- act 1 of 3 --- calm",
              "port 25: open",
              "slots: [",
              "zips in zips: its worker will hang",
              "--- act 2 of 3 --- flood",
              "no worker is free: close port 25",
              "port 25: closed, no worker is free",
              "kill -9",
              "a worker died unexpectedly",
              "--- act 3 of 3 --- calm again",
              "a worker hung too long: it is killed",
              "What you have seen:",
              "All was well:");
      assertThat(output).containsPattern("requests +(\\d+) sent, \\1 answered");
      assertThat(output).contains("1 given up, its worker hung", "1 given up, its worker died");
      assertThat(output).containsPattern("slowest answer +1\\d\\.\\d s \\(Q03, given up");
      List<String> edges =
          EDGE.matcher(output).results().map((MatchResult edge) -> edge.group(1)).toList();
      assertThat(edges).hasSizeGreaterThan(4).startsWith("Z").endsWith("Y");
      assertThat(String.join("", edges)).doesNotContain("ZZ").doesNotContain("YY");
      demo.assertNothingIsLeft();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "INT, what that means, 130",
    "INT, act 2 of 3, 130",
    "TERM, zips in zips, 143",
    "TERM, act 3 of 3, 143",
    "HUP, kill -9, 129"
  })
  void signalAtAnyMomentLeavesNothingBehind(String signal, String moment, int status)
      throws Exception {
    try (RunningDemo demo = RunningDemo.start()) {
      demo.awaitOutput(moment);
      demo.signal(signal);
      assertThat(demo.awaitEnd()).isEqualTo(status);
      assertThat(demo.output()).contains("nothing is left behind");
      demo.assertNothingIsLeft();
    }
  }

  @Test
  void readerThatGoesEndsItAndLeavesNothingBehind() throws Exception {
    try (RunningDemo demo = RunningDemo.start("--keep")) {
      demo.awaitOutput("act 1 of 3");
      demo.stopReading();
      assertThat(demo.awaitEnd()).isEqualTo(1);
      demo.assertNothingIsLeft();
    }
  }

  @Test
  void multiplexorThatCannotBeStartedIsNamedAndTheStatusIsOne() throws Exception {
    try (RunningDemo demo = RunningDemo.start("--multiplexor=/bin/false")) {
      assertThat(demo.awaitEnd()).isEqualTo(1);
      assertThat(demo.output()).contains("tidegate demo: the multiplexor ended at once, status 1");
      demo.assertNothingIsLeft();
    }
  }

  @Test
  void multiplexorThatIsKilledIsNoticedAndTheStatusIsOne() throws Exception {
    try (RunningDemo demo = RunningDemo.start()) {
      demo.awaitOutput("act 2 of 3");
      demo.killMultiplexor();
      assertThat(demo.awaitEnd()).isEqualTo(1);
      assertThat(demo.output()).contains("Something was wrong:");
      demo.assertNothingIsLeft();
    }
  }

  @Test
  void keptOneCanBePlayedWithAndEndsOnASignal() throws Exception {
    try (RunningDemo demo = RunningDemo.start("--keep")) {
      demo.awaitOutput("In another terminal:  cd " + demo.spool());
      assertThat(demo.play("./ask", "status")).matches("[IBSK]{4} \\d+ \\d+ 0 0 \\d+\n");
      assertThat(demo.play("./ask", "scan", "X1", "mail/letter")).isEqualTo("ok\n");
      assertThat(demo.play("./top", "--once"))
          .contains("of 4")
          .containsPattern("busy timeout +slot \\d ");
      assertThat(demo.play("./ask", "reread")).isEqualTo("Forced reread of filter rules\n");
      Until.holds("the reread is told", () -> demo.output().contains("rules are read anew"));
      demo.signal("TERM");
      assertThat(demo.awaitEnd()).isEqualTo(143);
      demo.assertNothingIsLeft();
    }
  }

  @Test
  void helpIsGivenWithoutStartingAnything() throws Exception {
    try (RunningDemo demo = RunningDemo.start("--help")) {
      assertThat(demo.awaitEnd()).isZero();
      assertThat(demo.output()).contains("Usage: tidegate demo", "--keep").doesNotContain("act 1");
    }
  }
}
