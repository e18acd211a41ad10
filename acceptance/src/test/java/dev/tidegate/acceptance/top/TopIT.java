package dev.tidegate.acceptance.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code tidegate top} in a real terminal, with ours and with Debian's original. */
@Execution(ExecutionMode.CONCURRENT)
final class TopIT {

  /**
   * Answers, but not a command that ends in {@code stuck} or {@code slow}: there it hangs, in the
   * first case with a complaint. It dies of one that ends in {@code fatal}.
   */
  private static final String WORKER =
      """
      #!/usr/bin/perl
      $| = 1;
      while (<STDIN>) {
        chomp;
        if (/ stuck$/) { print STDERR "cannot reach clamd\\e[2J <script>\\n"; sleep 600; }
        sleep 600 if / slow$/;
        exit 3 if / fatal$/;
        print "ok $_\\n";
      }
      """;

  private final List<Wire> slow = new ArrayList<>();

  @AfterEach
  void leave() {
    slow.forEach(Wire::close);
  }

  @BeforeEach
  void needsTmux() {
    Program.OURS.require();
    Requirements.programs("tmux", "bash");
  }

  private static String notify(ProgramUnderTest subject) {
    return "--to mx1=" + subject.spool().resolve("notify.sock");
  }

  private static String control(ProgramUnderTest subject) {
    return "--control " + subject.commandSocket();
  }

  private static ProgramUnderTest stuck(Program program, String slots, String... more) {
    String[] options = new String[2 + more.length];
    options[0] = "-x";
    options[1] = slots;
    System.arraycopy(more, 0, options, 2, more.length);
    return ProgramUnderTest.startWithWorker(program, WORKER, options);
  }

  @Test
  void aStuckWorkerAmongFourHundredIsTheFirstRowAtEverySizeAndCanBeKilled() throws IOException {
    try (ProgramUnderTest subject = stuck(Program.OURS, "400", "-b", "600");
        Wire hung = subject.request("scan QSTUCK /var/spool stuck")) {
      Until.holds("it is first", () -> subject.states().startsWith("B"));
      for (String each : List.of("scan 4Xk2vP /var/spool slow", "relayok 192.0.2.7 slow")) {
        slow.add(subject.request(each));
      }
      try (TopTerminal top =
          TopTerminal.start(80, 24, List.of(), notify(subject), control(subject))) {
        top.awaitText("3 busy");
        assertThat(subject.ask("scan QBAD /var/spool fatal")).startsWith("ERR ");
        for (int scan = 0; scan < 40; scan++) {
          assertThat(subject.ask("scan q" + scan + " /nowhere")).startsWith("ok ");
        }
        top.awaitPattern("U worker \\d+ died with status 3: scan QBAD");
        top.awaitPattern("STATE[^\n]*\n▸ +0 ■ busy +[\\dm]+s +[\\dm]+s +\\d+ scan +scan QSTUCK");
        top.awaitPattern("CLASS[^\n]*\n scan +[1-9]");
        assertThat(top.isOtherScreen()).isTrue();
        assertThat(top.isCursorVisible()).isFalse();
        assertThat(top.keep("top-80x24"))
            .contains("3 busy", "of 400", "397 free", "nearest their time-out first");
        assertThat(top.colouredText()).containsPattern("\u001b\\[[0-9;]*3[0-7]m");
        top.resize(200, 60);
        top.awaitPattern(
            "▸ +0 ■ busy[^\n]* QSTUCK +scan QSTUCK +cannot reach clamd \\[2J <script>");
        assertThat(top.keep("top-200x60")).contains("listeners", "incidents", "  170 ·");
        top.resize(40, 10);
        top.awaitPattern("▸ +0 ■ [^\n]*scan QSTUCK");
        assertThat(top.keep("top-40x10").lines().filter(line -> line.length() > 40)).isEmpty();
        top.resize(80, 24);
        top.press("Enter");
        top.awaitText("command      scan QSTUCK /var/spool stuck");
        top.awaitText("cannot reach clamd [2J <script>");
        top.keep("top-slot");
        top.press("k");
        top.awaitText("kill worker 0 (pid " + subject.workerPids().getFirst());
        top.press("n");
        top.awaitText("nothing was done");
        top.press("k");
        top.awaitText("y: yes");
        top.press("y");
        top.awaitText("ok: killing worker 0");
        assertThat(hung.rest()).startsWith("ERR No response from worker");
        top.press("Escape");
        top.awaitText("2 busy");
        top.press("?");
        top.awaitText("tidegate top: keys");
        top.keep("top-help");
        top.press("q");
        top.awaitText("status=0");
        assertThat(top.isOtherScreen()).isFalse();
        assertThat(top.isCursorVisible()).isTrue();
      }
    }
  }

  @Test
  void theOriginalIsShownAsFarAsItTellsAndIsNeverToldOurWords() {
    try (ProgramUnderTest subject = stuck(Program.REFERENCE, "10");
        Wire hung = subject.request("scan QSTUCK /var/spool stuck");
        TopTerminal top = TopTerminal.start(80, 24, List.of(), notify(subject), control(subject))) {
      top.awaitPattern("▸ +0 ■ busy +[\\dm]+s +- +\\d+ scan +scan QSTUCK");
      top.awaitText("MIMEDefang's own does not tell them");
      top.awaitPattern("1 busy +0 idle +9 stopped +of 10");
      top.keep("top-original-80x24");
      top.press("k");
      top.awaitText("MIMEDefang's own multiplexor cannot do that");
      top.press("R");
      top.awaitText("y: yes");
      top.press("y");
      top.awaitText("Forced reread of filter rules");
      top.awaitText("the filter is read again");
      // Every other word would have become the request of a worker.
      assertThat(subject.ask("status")).startsWith("BSSSSSSSSS 0 1 ");
      top.press("C-c");
      top.awaitText("status=130");
      assertThat(hung.closes(Duration.ofMillis(50))).isFalse();
    }
  }

  @Test
  void aMultiplexorThatFreezesOrDiesIsNotShownAsIfItLived() throws InterruptedException {
    try (ProgramUnderTest subject = stuck(Program.OURS, "4");
        TopTerminal top =
            TopTerminal.start(
                80, 24, List.of("LC_ALL=C", "NO_COLOR=1"), notify(subject), control(subject))) {
      top.awaitText("4 free");
      assertThat(top.text().chars()).allMatch(each -> each < 128);
      assertThat(top.colouredText()).doesNotContainPattern("\u001b\\[[0-9;]*[34][0-7]m");
      subject.signal("STOP");
      top.awaitPattern("NO SIGN OF LIFE, as of \\d\\d:\\d\\d:\\d\\d");
      subject.signal("CONT");
      top.awaitText("up ");
      subject.handle().destroyForcibly();
      top.awaitPattern("CONNECTION LOST, as of \\d\\d:\\d\\d:\\d\\d");
      top.keep("top-lost");
      top.press("C-z");
      top.awaitText("Stopped");
      Until.holds("the terminal is given back", () -> !top.isOtherScreen());
      assertThat(top.isCursorVisible()).isTrue();
      top.type("fg; echo ended=$?\n");
      Until.holds("it is there again", top::isOtherScreen);
      top.awaitText("CONNECTION LOST");
      for (ProcessHandle each : ProcessHandle.allProcesses().toList()) {
        String words = each.info().commandLine().orElse("");
        if (words.contains("tools.top.Top") && words.contains(subject.spool().toString())) {
          each.destroy();
        }
      }
      Until.holds("the terminal is given back", () -> !top.isOtherScreen());
      top.awaitText("ended=143");
      assertThat(top.text()).doesNotContain("Exception");
      assertThat(top.isCursorVisible()).isTrue();
    }
  }

  @Test
  void severalHostsAreARowEachAndOneIsEntered() throws IOException {
    try (ProgramUnderTest one = stuck(Program.OURS, "3");
        ProgramUnderTest other = stuck(Program.OURS, "5");
        TopTerminal top =
            TopTerminal.start(
                80,
                24,
                List.of(),
                notify(one),
                control(one),
                "--to mx2=" + other.spool().resolve("notify.sock"),
                control(other),
                "--to mx3=/nowhere/notify.sock")) {
      top.awaitPattern("mx1 +3 +0 +3 +0");
      top.awaitPattern("mx2 +5 +0 +5 +0");
      top.awaitPattern("mx3 +CONNECTION LOST");
      top.keep("top-hosts");
      top.press("Down");
      top.press("Enter");
      top.awaitText("of 5");
      top.press("Escape");
      top.awaitText("3 multiplexors");
      Path bytes = one.spool().resolve("sent");
      top.press("Enter");
      top.awaitText("of 5");
      top.record(bytes);
      Until.holds("a while has passed", () -> top.text().contains("up 9s") || sizeOf(bytes) > 0);
      top.press("q");
      top.awaitText("status=0");
      // An idle pool: a screen of 80 by 24 is drawn anew with 2,000 bytes at least.
      assertThat(Files.size(bytes)).isLessThan(6_000);
    }
  }

  private static long sizeOf(Path file) {
    try {
      return Files.exists(file) ? Files.size(file) : 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void withoutATerminalOnePictureIsPrinted() {
    try (ProgramUnderTest subject = stuck(Program.OURS, "4");
        Wire hung = subject.request("scan QSTUCK /var/spool stuck")) {
      Until.holds("it is busy", () -> subject.states().startsWith("B"));
      Outcome outcome =
          Outcome.of(
              List.of(
                  Program.launcher().toString(),
                  "top",
                  "--ascii",
                  "--to",
                  subject.spool().resolve("notify.sock").toString(),
                  "--control",
                  subject.commandSocket().toString()),
              "");
      assertThat(outcome.succeeded().output())
          .contains("1 busy", "3 free", "# busy", "scan QSTUCK")
          .doesNotContain("\u001b");
      assertThat(hung.closes(Duration.ofMillis(1))).isFalse();
    }
  }
}
