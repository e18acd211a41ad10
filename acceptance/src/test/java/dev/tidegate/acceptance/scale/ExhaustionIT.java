package dev.tidegate.acceptance.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Descriptors and processes run out under a running multiplexor, and come back. */
final class ExhaustionIT {
  private static final int SLOTS = 20;
  private static final int PER_WORKER = 4;
  private static final String REFUSED = "error: Unable to activate worker\n";
  private static final Duration A_MOMENT = Duration.ofMillis(20);
  private static final int SAMPLES = 50;

  private static ProgramUnderTest start(String... furtherOptions) {
    List<String> options = new ArrayList<>(List.of("-x", String.valueOf(SLOTS), "-b", "600", "-l"));
    options.addAll(List.of(furtherOptions));
    return ProgramUnderTest.startWithWorker(
        Program.OURS, ScaleIT.WORKER, options.toArray(new String[0]));
  }

  /** What it has open besides its workers' pipes. */
  private static int ownDescriptors(ProgramUnderTest subject) {
    return subject.openDescriptors() - PER_WORKER * subject.workerPids().size();
  }

  /** The same at rest: now and then it has a file of /proc open for a moment. */
  private static int ownDescriptorsAtRest(ProgramUnderTest subject) {
    return IntStream.range(0, SAMPLES).map(_ -> ownDescriptors(subject)).min().orElseThrow();
  }

  private static void nothingIsLeft(ProgramUnderTest subject, int ownBefore) {
    Until.holds(
        "all descriptors are given back",
        Duration.ofSeconds(20),
        () -> ownDescriptors(subject) == ownBefore,
        () -> ownDescriptors(subject) + " open, at first " + ownBefore);
    new Scarcity(subject).hasNoZombies();
  }

  @Test
  void startsThatFindNoDescriptorsAreRefusedAndLeaveNothing() {
    try (ProgramUnderTest subject = start()) {
      Scarcity scarcity = new Scarcity(subject);
      assertThat(subject.ask("scan q")).isEqualTo("ok scan q\n");
      int own = ownDescriptorsAtRest(subject);
      // One is the client's own. Then each step of a start finds one too few: 3 pipes, the pidfd.
      for (int left = 1; left <= 7; left++) {
        List<Wire> working = new ArrayList<>();
        for (int running = subject.workerPids().size(); running > 0; running--) {
          working.add(holding(subject));
        }
        // One that is still being closed would be one more to be had.
        Until.holds(
            "earlier clients are gone",
            Duration.ofMinutes(1),
            () -> ownDescriptors(subject) == own + working.size(),
            () ->
                ownDescriptors(subject)
                    + " open, not "
                    + (own + working.size())
                    + "\n"
                    + subject.ask("workers")
                    + subject.output());
        scarcity.leaveDescriptors(left);
        assertThat(subject.ask("scan refused")).isEqualTo(REFUSED);
        scarcity.isBorne();
        scarcity.giveDescriptors();
        working.add(holding(subject));
        release(subject, working);
      }
      nothingIsLeft(subject, own);
      scarcity.isOver(SLOTS);
      nothingIsLeft(subject, own);
    }
  }

  private static void release(ProgramUnderTest subject, List<Wire> working) {
    subject.gate().open();
    for (Wire wire : working) {
      assertThat(wire.rest()).isEqualTo("ok scan held hold\n");
      wire.close();
    }
    subject.gate().shut();
  }

  /** A request that one more worker works on; starts may be held back for a while. */
  private static Wire holding(ProgramUnderTest subject) {
    long before = busy(subject);
    List<Wire> wires = new ArrayList<>();
    Until.holds(
        "one more is busy",
        Duration.ofMinutes(1),
        () -> {
          if (wires.isEmpty() || wires.getLast().line(A_MOMENT).isPresent()) {
            wires.forEach(Wire::close);
            wires.add(subject.request("scan held hold"));
          }
          return busy(subject) == before + 1;
        },
        subject::output);
    return wires.getLast();
  }

  private static long busy(ProgramUnderTest subject) {
    return subject.states().chars().filter(state -> state == 'B').count();
  }

  @Test
  void clientsThatFindNoDescriptorAreServedOnceThereIsOne() {
    try (ProgramUnderTest subject = start()) {
      Scarcity scarcity = new Scarcity(subject);
      assertThat(subject.ask("scan q")).isEqualTo("ok scan q\n");
      int own = ownDescriptorsAtRest(subject);
      scarcity.leaveDescriptors(1);
      try (Wire resting = subject.map();
          Wire asking = subject.request("free")) {
        assertThat(asking.line(Duration.ofMillis(300))).isEmpty();
        scarcity.doesNotSpin();
        resting.shutDownSending();
        assertThat(asking.rest()).isEqualTo(SLOTS + "\n");
      }
      scarcity.isBorne();
      scarcity.giveDescriptors();
      scarcity.isOver(SLOTS);
      nothingIsLeft(subject, own);
    }
  }

  @Test
  void startsThatFindNoProcessAreRefusedAndListenersAreToldTheTruth() {
    try (ProgramUnderTest subject = start();
        Wire listener = subject.listenerTo("?F");
        Wire map = subject.map()) {
      Scarcity scarcity = new Scarcity(subject);
      // Answered, so it has been accepted.
      map.send("9:names key,");
      assertThat(map.netstring()).isEqualTo("ok map names key");
      int own = ownDescriptorsAtRest(subject);
      scarcity.takeProcesses();
      Wire held = holding(subject);
      assertThat(listener.line()).isEqualTo("F " + (SLOTS - 1));
      for (int i = 0; i < 10; i++) {
        assertThat(subject.ask("scan refused")).isEqualTo(REFUSED);
        map.send("9:names key,");
        assertThat(map.netstring()).isEqualTo("TEMP Unable to activate worker");
      }
      scarcity.isBorne();
      release(subject, List.of(held));
      assertThat(listener.line()).isEqualTo("F " + SLOTS);
      // What runs goes on working.
      assertThat(subject.ask("scan q")).isEqualTo("ok scan q\n");
      nothingIsLeft(subject, own);
      scarcity.giveProcesses();
      scarcity.isOver(SLOTS);
      nothingIsLeft(subject, own);
    }
  }

  @Test
  void signalsAreHeardThoughNoThreadCanBeStarted() {
    // A reread that loads the filter first would need a process.
    try (ProgramUnderTest subject = start("--reread=at-once");
        Wire listener = subject.listenerTo("?R*")) {
      new Scarcity(subject).takeProcesses();
      subject.signal("INT");
      String told = listener.line();
      while (!told.equals("R")) {
        told = listener.line();
      }
      assertThat(subject.stop(Duration.ofSeconds(40))).isZero();
    }
  }
}
