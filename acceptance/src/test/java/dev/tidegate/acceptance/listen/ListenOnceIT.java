package dev.tidegate.acceptance.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a script waits with {@code tidegate listen}, and what it learns from the exit status. */
final class ListenOnceIT {
  @ParameterizedTest
  @EnumSource(Program.class)
  void aLevelThatHoldsAlreadyEndsTheWaitAtOnce(Program program) {
    try (ProgramUnderTest subject = ProgramUnderTest.start(program, "-x", "1");
        RunningListen listen = wait(subject, "--types", "Y", "--format", "letters")) {
      assertThat(listen.status()).isZero();
      assertThat(listen.lines()).endsWith("Y").doesNotContain("Z");
    }
  }

  @ParameterizedTest
  @EnumSource(Program.class)
  void aLevelThatDoesNotHoldIsWaitedFor(Program program) {
    try (ProgramUnderTest subject = ProgramUnderTest.start(program, "-x", "1");
        Wire request = subject.request("scan q1 hold")) {
      Until.holds("the one worker is busy", () -> subject.states().equals("B"));
      try (RunningListen busy = wait(subject, "--types", "Z", "-q");
          RunningListen free = wait(subject, "--types", "Y", "--format", "letters")) {
        assertThat(busy.status()).isZero();
        assertThat(busy.output()).as("quiet").isEmpty();
        free.awaitOutput("*OK");
        assertThat(free.isAlive()).isTrue();
        subject.gate().open();
        assertThat(request.rest()).isEqualTo("ok scan q1 hold\n");
        assertThat(free.status()).isZero();
        assertThat(free.lines()).endsWith("Y");
      }
    }
  }

  @Test
  void anEdgeIsWaitedForThoughItHasHappenedBefore() {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "1")) {
      subject.ask("reread");
      try (RunningListen listen = wait(subject, "--types", "R", "--format", "letters")) {
        listen.awaitOutput("*OK snapshot end");
        assertThat(listen.isAlive()).isTrue();
        subject.ask("reread");
        assertThat(listen.status()).isZero();
        assertThat(listen.lines()).endsWith("R");
      }
    }
  }

  @Test
  void whatIsToBeDoneForTheEventIsDoneBeforeTheEnd() {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "1");
        RunningListen listen =
            wait(subject, "--types", "Y", "--shell", "--on", "Y=sleep 2; echo done")) {
      assertThat(listen.status()).isZero();
      assertThat(listen.errors()).isEqualTo("tidegate listen: sleep: done\n");
    }
  }

  @Test
  void theTimeThatWasGivenIsKeptToThoughNobodyAnswers() {
    try (RunningListen listen =
        RunningListen.start("--to", "/nowhere", "--types", "Y", "--once", "--timeout", "300ms")) {
      assertThat(listen.status()).isEqualTo(3);
    }
  }

  @Test
  void signalsEndItCleanlyButNotAsIfTheEventHadCome() {
    for (String signal : List.of("TERM", "INT", "HUP")) {
      try (RunningListen once = RunningListen.start("--to", "/nowhere", "--types", "Y", "--once");
          RunningListen endless = RunningListen.start("--to", "/nowhere")) {
        once.awaitOutput("unknown");
        endless.awaitOutput("unknown");
        once.signal(signal);
        endless.signal(signal);
        assertThat(once.status()).as(signal).isGreaterThan(128);
        assertThat(endless.status()).as(signal).isZero();
        assertThat(once.errors() + endless.errors()).isEmpty();
      }
    }
  }

  @Test
  void wrongWordsAreRefusedWithASentence() {
    assertRefused("'X' is no type of event", "--types", "X");
    assertRefused("invalid duration", "--timeout", "soon");
    assertRefused("--to", "--to", "nonsense:");
    assertRefused("more often than --to", "--control", "/a", "--control", "/b");
    assertRefused("there is no program 'no-such-program'", "--on", "U=no-such-program x");
    assertRefused("there is no program '/etc/passwd'", "--on", "U=/etc/passwd");
    assertRefused("unfinished quote", "--on", "U=echo 'x");
    assertRefused("has no command", "--on", "U");
    assertRefused("the command is empty", "--on", "U=");
    assertRefused("must be people, letters, json or csv, not 'xml'", "--format", "xml");
    assertRefused("at most an hour", "--heartbeat", "3601s");
    assertRefused("some time", "--on-timeout", "0");
  }

  private static void assertRefused(String sentence, String... options) {
    try (RunningListen listen = RunningListen.start(options)) {
      assertThat(listen.status()).isEqualTo(2);
      assertThat(listen.errors()).contains(sentence);
      assertThat(listen.output()).isEmpty();
    }
  }

  private static RunningListen wait(ProgramUnderTest subject, String... more) {
    String[] words = new String[more.length + 5];
    words[0] = "--once";
    words[1] = "--to";
    words[2] = subject.spool().resolve("notify.sock").toString();
    words[3] = "--control";
    words[4] = subject.unprivilegedSocket().toString();
    System.arraycopy(more, 0, words, 5, more.length);
    return RunningListen.start(words);
  }
}
