package dev.tidegate.acceptance.listen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Script;
import dev.tidegate.acceptance.subject.Until;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The commands that {@code tidegate listen} runs for events. */
final class ListenCommandsIT {
  /** Notes what it is told of the event, a line for each run. */
  private static final String NOTE =
      """
      #!/bin/sh
      cat >&2
      env | grep -a ^TIDEGATE_ | grep -av _RUN= | sort | tr '\\n' '|' >>"$0.noted"
      echo "$#" >>"$0.noted"
      """;

  /** Notes the event, and waits until it is let go. */
  private static final String SLOW =
      """
      #!/bin/sh
      echo "$TIDEGATE_EVENT $TIDEGATE_REPLACED" >>"$0.noted"
      while [ ! -e "$0.go" ]; do sleep 0.05; done
      """;

  /** Dies of a request that says so; says what it does in words that would hurt a shell. */
  private static final String WORKER =
      """
      #!/usr/bin/perl
      use IO::Handle;
      $| = 1;
      my $status = $ARGV[0] eq '-serveru' ? IO::Handle->new_from_fd(3, 'w') : undef;
      while (<STDIN>) {
        chomp;
        exit 3 if / die/;
        if (/ status/) {
          $status->autoflush(1);
          print $status q{$(touch%20x);`touch%20x`;touch%20x%0AZ%0D%1B[31m"'} . "\\n";
          select(undef, undef, undef, 0.2);  # the reference hears it of a busy worker alone
        }
        if (/ hold$/) { open(my $gate, '<', 'gate'); }
        print "ok $_\\n";
      }
      """;

  /** A queue id that no mail server would make. */
  private static final String HOSTILE = "$(touch${IFS}x);`touch${IFS}x`'\"%0aZ" + "x".repeat(200);

  private Path folder = Path.of("");

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory(Path.of("/tmp"), "tidecommands");
  }

  @AfterEach
  void removeFolder() {
    Outcome.of(List.of("rm", "-rf", folder.toString())).succeeded();
  }

  @Test
  void aCommandKnowsAllThatIsKnownOfADeath() throws IOException {
    try (ProgramUnderTest subject = start(Program.OURS, "-x", "1");
        RunningListen listen = listen(subject, "--on", "U=" + script("note", NOTE) + " 'a b'")) {
      listen.awaitOutput("a worker is free");
      subject.ask("scan q1 /tmp/x die");
      awaitNoted("note", 1);
      assertThat(noted("note").getFirst())
          .contains("|TIDEGATE_EVENT=worker_died|")
          .contains("|TIDEGATE_LETTER=U|")
          .contains("|TIDEGATE_HOST=" + subject.spool().resolve("notify.sock") + "|")
          .contains("|TIDEGATE_COMMAND=scan q1 /tmp/x die|")
          .contains("|TIDEGATE_QUEUE_ID=q1|")
          .contains("|TIDEGATE_WORKER=0|")
          .contains("|TIDEGATE_EXIT=3|")
          .contains("TIDEGATE_FREE=")
          .contains("TIDEGATE_SERVICEABLE=")
          .contains("TIDEGATE_PID=")
          .contains("TIDEGATE_TIME=20")
          .doesNotContain("TIDEGATE_TAG")
          .doesNotContain("TIDEGATE_SIGNAL")
          .endsWith("|1");
      assertThat(listen.errors()).isEmpty();
    }
  }

  @Test
  void whatTheReferenceDoesNotTellIsNotSet() throws IOException {
    try (ProgramUnderTest subject = start(Program.REFERENCE, "-x", "1");
        RunningListen listen = listen(subject, "--on", "worker_died=" + script("note", NOTE))) {
      listen.awaitOutput("a worker is free");
      Until.holds(
          "its interest is taken",
          () -> {
            subject.ask("scan q1 x");
            return listen.output().contains("Busy -> Idle");
          });
      subject.ask("scan q1 /tmp/x die");
      awaitNoted("note", 1);
      assertThat(noted("note").getFirst())
          .contains("|TIDEGATE_LETTER=U|")
          .doesNotContain("TIDEGATE_WORKER")
          .doesNotContain("TIDEGATE_TAG")
          .endsWith("|0");
    }
  }

  @ParameterizedTest
  @EnumSource(Program.class)
  void whatCameFromMailIsNeverUnderstoodByAShell(Program program) throws IOException {
    Path plain = script("note", NOTE);
    Path shell = script("shell", NOTE);
    try (ProgramUnderTest subject = start(program, "-x", "1", "-Z");
        RunningListen listen = listen(subject, "--on", "S=" + plain);
        RunningListen shells =
            listen(subject, "--shell", "--on", "S=" + shell + " \"$TIDEGATE_TAG\"; cd " + folder)) {
      listen.awaitOutput("a worker is free");
      shells.awaitOutput("a worker is free");
      Until.holds(
          "both have run for the tag",
          Duration.ofMinutes(1),
          () -> {
            subject.ask("scan " + HOSTILE + " status");
            return text("note").contains("TAG=$(touch x)") && text("shell").contains("TAG=$(touch");
          },
          () -> listen.evidence() + shells.evidence());
      assertThat(text("note") + text("shell")).matches("[ -~\n]*");
      assertThat(text("shell")).contains("|1\n");
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .containsExactlyInAnyOrder("note", "note.noted", "shell", "shell.noted");
      }
      assertThat(folder.resolve("x")).doesNotExist();
      assertThat(Path.of("x")).doesNotExist();
      assertThat(listen.output()).matches("[ -~\n]*");
    }
  }

  @Test
  void ofALevelOnlyTheNewestWaitsWhicheverRuleItBelongsTo() throws IOException {
    Path slow = script("slow", SLOW);
    try (ProgramUnderTest subject = start(Program.OURS, "-x", "1");
        RunningListen listen =
            listen(
                subject, "-v", "--on", "Z=" + slow, "--on", "Y=" + slow, "--format", "letters")) {
      awaitNoted("slow", 1);
      for (int i = 0; i < 20; i++) {
        subject.ask("scan q1 x");
      }
      Until.holds(
          "all is printed",
          () -> listen.lines().stream().filter(line -> line.equals("Z")).count() == 20);
      listen.awaitOutput("Y\n");
      Files.createFile(folder.resolve("slow.go"));
      awaitNoted("slow", 2);
      assertThat(noted("slow")).hasSize(2).last().asString().matches("some_free (39|40)");
      assertThat(listen.errors()).contains("--on Y: slow ended with status 0");
    }
  }

  @Test
  void aThousandEdgesWaitAndTheRestIsToldOf() throws IOException {
    Path slow = script("slow", SLOW);
    try (ProgramUnderTest subject = start(Program.OURS, "-x", "1");
        RunningListen listen = listen(subject, "-q", "--on", "S=" + slow)) {
      Until.holds("the first run has begun", () -> begun(subject));
      // Three for each: a change, a tag, a change.
      for (int i = 0; i < 350; i++) {
        subject.ask("scan q1 x");
      }
      listen.awaitErrors("--on S: 1000 events wait; what comes now is dropped");
      Files.createFile(folder.resolve("slow.go"));
      listen.awaitErrors(" events were dropped");
      assertThat(listen.isAlive()).isTrue();
    }
  }

  private boolean begun(ProgramUnderTest subject) throws IOException {
    subject.ask("scan q1 x");
    return !noted("slow").isEmpty();
  }

  @Test
  void aCommandThatTakesTooLongIsEndedWithAllThatItStarted() throws IOException {
    Path stubborn =
        script(
            "stubborn",
            """
            #!/bin/sh
            trap : TERM
            setsid sleep 12345.6 &
            (sleep 12345.7 &)
            echo "$TIDEGATE_RUN" >>"$0.noted"
            while :; do sleep 12345.8; done
            """);
    try (ProgramUnderTest subject = start(Program.OURS, "-x", "1");
        RunningListen listen =
            listen(subject, "--on-timeout", "1s", "--on", "Y=" + stubborn, "--types", "Y")) {
      awaitNoted("stubborn", 1);
      String mark = noted("stubborn").getFirst();
      listen.awaitErrors("--on Y: stubborn was ended after ");
      assertThat(listen.errors()).doesNotContain("could not be killed");
      assertThat(ProcessHandle.allProcesses().filter(each -> isMarked(each, mark + "\0")))
          .isEmpty();
      // What may have been begun for a second event ends with us, in its moment.
      listen.signal("TERM");
      assertThat(listen.status()).isZero();
      String ours = mark.substring(0, mark.indexOf('.') + 1);
      assertThat(ProcessHandle.allProcesses().filter(each -> isMarked(each, ours))).isEmpty();
    }
  }

  private static boolean isMarked(ProcessHandle process, String mark) {
    try {
      Path environment = Path.of("/proc/" + process.pid() + "/environ");
      return Files.readString(environment, ISO_8859_1).contains("TIDEGATE_RUN=" + mark);
    } catch (IOException gone) {
      return false;
    }
  }

  @Test
  void failuresAndWhatCommandsPrintAreToldOnStandardError() throws IOException {
    Path failing =
        script(
            "failing", "#!/bin/sh\necho out; printf 'err\\033[31m' >&2; exec sleep 0 || exit 1\n");
    Path bad = script("bad", "#!/bin/sh\nexit 7\n");
    Path flood = script("flood", "#!/bin/sh\nyes | head -c 1000000\n");
    try (ProgramUnderTest subject = start(Program.OURS, "-x", "1");
        RunningListen listen =
            listen(
                subject,
                "--on",
                "Y=" + failing,
                "--on",
                "Y=" + bad,
                "--on",
                "F=" + flood,
                "--format",
                "letters")) {
      listen.awaitErrors("tidegate listen: failing: out\ntidegate listen: failing: err [31m\n");
      listen.awaitErrors("tidegate listen: --on Y: bad ended with status 7\n");
      listen.awaitErrors("flood printed more than is passed on, 1000000 bytes");
      assertThat(listen.errors().lines().filter(line -> line.endsWith("flood: y"))).hasSize(500);
      assertThat(listen.output()).doesNotContain("out");
    }
  }

  @Test
  void whatRunsAtTheEndGetsAMomentAndWhatWaitsIsToldOf() throws IOException {
    Path slow = script("slow", SLOW);
    try (ProgramUnderTest subject = start(Program.OURS, "-x", "1");
        RunningListen listen = listen(subject, "--on", "YS=" + slow)) {
      awaitNoted("slow", 1);
      subject.ask("scan q1 x");
      listen.awaitOutput("Busy -> Idle");
      listen.signal("TERM");
      listen.awaitErrors("events are left undone");
      assertThat(listen.isAlive()).isTrue();
      Files.createFile(folder.resolve("slow.go"));
      assertThat(listen.status()).isZero();
      assertThat(noted("slow")).hasSize(1);
      assertThat(listen.errors()).doesNotContain("was ended");
    }
  }

  @Test
  void unknownIsAnEventToo() throws IOException {
    Path note = script("note", NOTE);
    try (RunningListen listen =
        RunningListen.start("--to", "/nowhere", "--on", "unknown,lost=" + note)) {
      awaitNoted("note", 2);
      assertThat(noted("note").getFirst()).contains("EVENT=lost|").contains("TIDEGATE_REASON=");
      assertThat(noted("note").getLast()).contains("EVENT=unknown|");
      assertThat(listen.errors()).isEmpty();
    }
  }

  private static ProgramUnderTest start(Program program, String... options) {
    return ProgramUnderTest.startWithWorker(program, WORKER, options);
  }

  private Path script(String name, String text) {
    return Script.write(folder.resolve(name), text);
  }

  private String text(String name) throws IOException {
    Path noted = folder.resolve(name + ".noted");
    return Files.exists(noted) ? Files.readString(noted, ISO_8859_1) : "";
  }

  /** The lines that are whole. */
  private List<String> noted(String name) throws IOException {
    String text = text(name);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  private void awaitNoted(String name, int lines) {
    Until.holds(name + " has run " + lines + " times", () -> noted(name).size() >= lines);
  }

  private static RunningListen listen(ProgramUnderTest subject, String... more) {
    String[] words = new String[more.length + 4];
    words[0] = "--to";
    words[1] = subject.spool().resolve("notify.sock").toString();
    words[2] = "--control";
    words[3] = subject.unprivilegedSocket().toString();
    System.arraycopy(more, 0, words, 4, more.length);
    return RunningListen.start(words);
  }
}
