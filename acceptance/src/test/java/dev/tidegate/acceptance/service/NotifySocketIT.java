package dev.tidegate.acceptance.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What a service manager is told through NOTIFY_SOCKET. */
@Execution(ExecutionMode.CONCURRENT)
final class NotifySocketIT {

  private static final String READY = "READY=1 and free is ";
  private static final Duration END = Duration.ofSeconds(40);
  private static final String WATCHDOG_SECOND = "WATCHDOG_USEC=1000000";

  private static final String TELLTALE_WORKER =
      """
      #!/usr/bin/perl
      $| = 1;
      while (<STDIN>) { print join(' ', map { "$_=$ENV{$_}" } sort keys %ENV), "\\n"; }
      """;

  private static ProgramUnderTest start(NotifyReceiver manager, String... variables) {
    return ProgramUnderTest.startIn(
        manager.place(variables),
        Program.OURS,
        ProgramUnderTest.PATIENT_WORKER,
        "-x",
        "4",
        "-q",
        "4");
  }

  @Test
  void readyIsToldWhenTheSocketsAnswerAndThenTheStatus() {
    try (NotifyReceiver manager = NotifyReceiver.atPath();
        ProgramUnderTest subject = start(manager)) {
      manager.await("STATUS=");
      assertThat(manager.heard())
          .containsExactly(READY + "4", "STATUS=0/4 busy, queue 0, 0 listeners");
      assertThat(subject.isAlive()).isTrue();
    }
  }

  @Test
  void anAbstractNameIsAsGoodAsAPath() {
    try (NotifyReceiver manager = NotifyReceiver.atAbstractName();
        ProgramUnderTest subject = start(manager)) {
      manager.await(READY);
      assertThat(subject.stop(END)).isZero();
      manager.await("STOPPING=1");
    }
  }

  @Test
  void theStatusIsToldWhenItChangesButNotMoreThanOnceASecond() {
    try (NotifyReceiver manager = NotifyReceiver.atPath();
        ProgramUnderTest subject = start(manager)) {
      manager.await("STATUS=");
      long startNanos = System.nanoTime();
      long toldBefore = manager.count("STATUS=");
      while (System.nanoTime() - startNanos < 2_500_000_000L) {
        subject.ask("scan q1 /x");
      }
      try (Wire listener = subject.listenerTo("?S");
          Wire held = subject.request("scan q2 /x hold")) {
        manager.await("STATUS=1/4 busy, queue 0, 1 listener");
        assertThat(listener.line()).isNotEmpty();
        subject.gate().open();
        assertThat(held.rest()).startsWith("ok");
      }
      manager.await("STATUS=0/4 busy, queue 0, 0 listeners");
      long seconds = (System.nanoTime() - startNanos) / 1_000_000_000 + 1;
      assertThat(manager.count("STATUS=") - toldBefore).isBetween(1L, seconds);
    }
  }

  @Test
  void eachKindOfReloadingEndsInReady() {
    try (NotifyReceiver manager = NotifyReceiver.atPath();
        ProgramUnderTest subject = start(manager)) {
      manager.await(READY);
      subject.ask("reread");
      Until.holds("ready again", () -> manager.count(READY) == 2);
      subject.signal("INT");
      Until.holds("ready again", () -> manager.count(READY) == 3);
      subject.signal("HUP");
      Until.holds("ready again", () -> manager.count(READY) == 4);
      List<String> states =
          manager.heard().stream().filter(line -> !line.startsWith("STATUS=")).toList();
      for (int i = 1; i < states.size(); i += 2) {
        assertThat(states.get(i)).matches("RELOADING=1 MONOTONIC_USEC=[0-9]+");
        assertThat(states.get(i + 1)).startsWith(READY);
      }
    }
  }

  @Test
  void stoppingIsToldAtOnceAlthoughTheEndTakesItsTime() {
    try (NotifyReceiver manager = NotifyReceiver.atPath();
        ProgramUnderTest subject = start(manager);
        Wire held = subject.request("scan q1 /x hold")) {
      Until.holds("it is busy", () -> subject.states().contains("B"));
      subject.signal("TERM");
      manager.await("STOPPING=1");
      assertThat(subject.isAlive()).isTrue();
      subject.gate().open();
      assertThat(held.rest()).isEqualTo("ok scan q1 /x hold\n");
      Until.holds("it ends", () -> !subject.isAlive());
      assertThat(manager.count("STOPPING=1")).isEqualTo(1);
      assertThat(manager.count(READY)).isEqualTo(1);
    }
  }

  @Test
  void theWatchdogIsFedWhileTheLoopTurnsAndOnlyThen() {
    try (NotifyReceiver manager = NotifyReceiver.atPath();
        ProgramUnderTest subject = start(manager, WATCHDOG_SECOND)) {
      Until.holds("it is fed though all is quiet", () -> manager.count("WATCHDOG=1") >= 3);
      subject.signal("STOP");
      long atStop = manager.count("WATCHDOG=1");
      long stoppedNanos = System.nanoTime();
      // One may have been on its way.
      Until.holds(
          "three of its times pass", () -> System.nanoTime() - stoppedNanos > 1_500_000_000);
      assertThat(manager.count("WATCHDOG=1")).isBetween(atStop, atStop + 1);
      long meanwhile = manager.count("WATCHDOG=1");
      subject.signal("CONT");
      Until.holds("it goes on", () -> manager.count("WATCHDOG=1") > meanwhile + 1);
    }
  }

  @Test
  void aWatchdogForAnotherProcessIsNotFed() {
    try (NotifyReceiver manager = NotifyReceiver.atPath();
        ProgramUnderTest subject = start(manager, WATCHDOG_SECOND, "WATCHDOG_PID=1")) {
      subject.ask("reread");
      Until.holds("ready again", () -> manager.count(READY) == 2);
      subject.stop(END);
      manager.await("STOPPING=1");
      assertThat(manager.count("WATCHDOG=1")).isZero();
    }
  }

  @Test
  void workersAreToldNothingOfTheServiceManager() {
    try (NotifyReceiver manager = NotifyReceiver.atPath();
        ProgramUnderTest subject =
            ProgramUnderTest.startIn(
                manager.place(
                    WATCHDOG_SECOND, "LISTEN_PID=1", "LISTEN_FDS=1", "LISTEN_FDNAMES=x", "KEPT=1"),
                Program.OURS,
                TELLTALE_WORKER)) {
      assertThat(subject.ask("scan q1 /x"))
          .contains("KEPT=1")
          .doesNotContain("NOTIFY_SOCKET")
          .doesNotContain("WATCHDOG_")
          .doesNotContain("LISTEN_");
    }
  }

  @Test
  void aManagerThatDoesNotReadHoldsUpNothingAndIsToldLater() {
    try (NotifyReceiver manager = NotifyReceiver.atPath();
        ProgramUnderTest subject = start(manager, WATCHDOG_SECOND)) {
      manager.await(READY);
      manager.freeze();
      for (int i = 0; i < 1_000; i++) {
        subject.ask("reread");
      }
      assertThat(subject.ask("scan q1 /x")).isEqualTo("ok scan q1 /x\n");
      manager.thaw();
      // It is fed again when all that waited has been told.
      Until.holds("it is fed again", () -> manager.heard().getLast().equals("WATCHDOG=1"));
      assertThat(manager.count("RELOADING=1")).isEqualTo(manager.count(READY) - 1);
      assertThat(subject.stop(END)).isZero();
      manager.await("STOPPING=1");
    }
  }

  @Test
  void aSocketOfAnotherKindIsIgnored() {
    try (NotifyReceiver manager = NotifyReceiver.atPath();
        ProgramUnderTest subject = start(manager, "NOTIFY_SOCKET=vsock:2:1234")) {
      assertThat(subject.ask("free")).isEqualTo("4\n");
      assertThat(subject.stop(END)).isZero();
      assertThat(manager.heard()).isEmpty();
    }
  }

  @Test
  void aManagerThatIsGoneEndsNothing() {
    NotifyReceiver manager = NotifyReceiver.atPath();
    try (ProgramUnderTest subject = start(manager, WATCHDOG_SECOND)) {
      manager.await(READY);
      manager.close();
      subject.ask("reread");
      assertThat(subject.ask("scan q1 /x")).isEqualTo("ok scan q1 /x\n");
      assertThat(subject.stop(END)).isZero();
    }
  }
}
