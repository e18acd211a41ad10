package dev.tidegate.acceptance.gate.backends;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.gate.BusyPool;
import dev.tidegate.acceptance.gate.RunningGate;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Until;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gate with the back-end haproxy, and HAProxy 2.6 itself in front of two mail servers. */
@Execution(ExecutionMode.CONCURRENT)
final class HaproxyGateIT {
  private static final int WORKERS = 2;
  private static final int SAMPLE = 20;

  /** Which of the two hosts is meant, by the last digit of its address. */
  private static RunningGate gate(HaproxyHost host, int number, BusyPool pool, String... options) {
    Path spool = pool.subject().spool();
    List<String> all = new ArrayList<>();
    all.addAll(List.of("--to", spool.resolve("notify.sock").toString()));
    all.addAll(List.of("--control", spool.resolve("any.sock").toString()));
    all.addAll(List.of("--socket", "/run/gate" + number + ".sock"));
    all.addAll(List.of("--backend", "haproxy", "--listen", "192.0.2.1" + number + ":4568"));
    all.addAll(Arrays.asList(options));
    return RunningGate.start(host.mail(), spool, all);
  }

  private static void awaitState(HaproxyHost host, String server, String state) {
    Until.holds(
        server + " is " + state,
        Duration.ofMinutes(1),
        () -> host.state(server).equals(state),
        () -> host.operate("show stat"));
  }

  @ParameterizedTest
  @EnumSource
  void trafficLeavesWhoeverIsSaturatedAndComesBack(Program program) throws Exception {
    try (HaproxyHost host = HaproxyHost.start();
        BusyPool first = BusyPool.start(host.mail(), program, WORKERS);
        BusyPool second = BusyPool.start(host.mail(), Program.OURS, WORKERS);
        RunningGate one = gate(host, 1, first);
        RunningGate two = gate(host, 2, second)) {
      one.awaitSaid("keeping");
      two.awaitSaid("keeping");
      assertThat(host.reached("mx1", SAMPLE)).isEqualTo(SAMPLE / 2);
      first.saturate();
      awaitState(host, "mx1", "UP 1");
      assertThat(host.reached("mx2", SAMPLE)).isGreaterThanOrEqualTo(SAMPLE - 1);
      first.free();
      awaitState(host, "mx1", "UP 100");
      assertThat(host.reached("mx1", SAMPLE)).isBetween(SAMPLE / 2 - 1, SAMPLE / 2 + 1);

      first.saturate();
      second.saturate();
      awaitState(host, "mx1", "UP 1");
      awaitState(host, "mx2", "UP 1");
      assertThat(host.serverReached()).as("where both are saturated mail passes").isNotEmpty();
    }
  }

  @Test
  void weightIsTheShareOfServiceableWorkers() {
    try (HaproxyHost host = HaproxyHost.start();
        BusyPool pool = BusyPool.start(host.mail(), Program.OURS, 4);
        RunningGate gate = gate(host, 1, pool)) {
      gate.awaitSaid("keeping");
      pool.occupy(1);
      awaitState(host, "mx1", "UP 75");
      pool.occupy(2);
      awaitState(host, "mx1", "UP 25");
      pool.release();
      awaitState(host, "mx1", "UP 100");
    }
  }

  @Test
  void gateThatEndsWaitsUntilHaproxyKnowsThatAllIsOpen() {
    try (HaproxyHost host = HaproxyHost.start();
        BusyPool pool = BusyPool.start(host.mail(), Program.OURS, WORKERS);
        RunningGate gate = gate(host, 1, pool)) {
      gate.awaitSaid("keeping");
      pool.saturate();
      awaitState(host, "mx1", "UP 1");
      gate.signal("TERM");
      assertThat(gate.awaitEnd()).isZero();
      assertThat(host.state("mx1")).isEqualTo("UP 100");
    }
  }

  @Test
  void gateThatDrainsSaysReadyBeforeItEnds() {
    try (HaproxyHost host = HaproxyHost.start();
        BusyPool pool = BusyPool.start(host.mail(), Program.OURS, WORKERS);
        RunningGate gate = gate(host, 1, pool, "--drain")) {
      gate.awaitSaid("keeping");
      pool.saturate();
      awaitState(host, "mx1", "DRAIN (agent) 1");
      pool.free();
      awaitState(host, "mx1", "UP 100");
      pool.saturate();
      awaitState(host, "mx1", "DRAIN (agent) 1");
      gate.signal("TERM");
      assertThat(gate.awaitEnd()).isZero();
      assertThat(host.state("mx1")).isEqualTo("UP 100");
    }
  }

  @Test
  void whatIsNotKnownIsOpen() {
    try (HaproxyHost host = HaproxyHost.start();
        BusyPool pool = BusyPool.start(host.mail(), Program.OURS, WORKERS);
        RunningGate gate = gate(host, 1, pool)) {
      gate.awaitSaid("keeping");
      pool.saturate();
      awaitState(host, "mx1", "UP 1");
      pool.subject().signal("STOP");
      awaitState(host, "mx1", "UP 100");
      pool.subject().signal("CONT");
      awaitState(host, "mx1", "UP 1");
    }
  }

  @Test
  void gateThatIsKilledLeavesALittleAndTheNextOneTheTruth() throws Exception {
    try (HaproxyHost host = HaproxyHost.start();
        BusyPool pool = BusyPool.start(host.mail(), Program.OURS, WORKERS)) {
      try (RunningGate gate = gate(host, 1, pool)) {
        gate.awaitSaid("keeping");
        pool.saturate();
        awaitState(host, "mx1", "UP 1");
        gate.signal("KILL");
      }
      pool.free();
      assertThat(host.state("mx1")).isEqualTo("UP 1");
      host.operate("set server smtp/mx2 state maint");
      assertThat(host.serverReached()).as("it is never locked out").isEqualTo("mx1");
      try (RunningGate next = gate(host, 1, pool)) {
        next.awaitSaid("keeping");
        awaitState(host, "mx1", "UP 100");
      }
    }
  }

  @Test
  void maintenanceThatAnOperatorOrderedIsNotEnded() {
    try (HaproxyHost host = HaproxyHost.start();
        BusyPool pool = BusyPool.start(host.mail(), Program.OURS, 4);
        RunningGate gate = gate(host, 1, pool)) {
      gate.awaitSaid("keeping");
      host.operate("set server smtp/mx1 state maint");
      pool.saturate();
      awaitState(host, "mx1", "MAINT 1");
      gate.signal("TERM");
      assertThat(gate.awaitEnd()).isZero();
      assertThat(host.state("mx1")).isEqualTo("MAINT 100");
    }
  }
}
