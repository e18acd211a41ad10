package dev.tidegate.acceptance.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Script;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestFactory;

/**
 * What becomes of a closed port when something dies or freezes: the table of docs/LISTENERS.md.
 * They mostly wait for time to pass, so they do it side by side.
 */
@Order(2)
final class GateFailuresIT {

  /**
   * Twice the lease, after which the kernel opens whatever has become of the gate: on a machine
   * that has much else to do a signal takes seconds to be sent, and a connection to be tried.
   */
  private static final Duration WITHIN_THE_LEASE = Duration.ofSeconds(30);

  /** A case, which has a mail host of its own. */
  @FunctionalInterface
  private interface Case {
    void run(GuardedHost host, Program program) throws Exception;
  }

  private record Named(String name, List<Program> programs, Case body) {
    Named(String name, Case body) {
      this(name, List.of(Program.values()), body);
    }
  }

  private static final List<Named> CASES =
      List.of(
          new Named("rules flushed, gate ended, started late, killed", GateFailuresIT::gateDies),
          new Named("nft fails", List.of(Program.OURS), GateFailuresIT::nftFails),
          new Named("nft hangs", List.of(Program.OURS), GateFailuresIT::nftHangs),
          new Named("gate frozen", GateFailuresIT::gateFreezes),
          new Named("multiplexor frozen", GateFailuresIT::multiplexorFreezes),
          new Named("multiplexor killed", GateFailuresIT::multiplexorDies),
          new Named("multiplexor restarted", GateFailuresIT::multiplexorIsRestarted));

  @TestFactory
  Stream<DynamicTest> portOpensByItself() {
    ExecutorService sideBySide = Executors.newVirtualThreadPerTaskExecutor();
    List<DynamicTest> tests =
        CASES.stream()
            .flatMap(each -> each.programs().stream().map(on -> begun(sideBySide, each, on)))
            .toList();
    sideBySide.shutdown();
    return tests.stream();
  }

  private static DynamicTest begun(ExecutorService sideBySide, Named each, Program program) {
    Future<?> running =
        sideBySide.submit(
            () -> {
              try (GuardedHost host = GuardedHost.start(program, 1)) {
                each.body().run(host, program);
              }
              return each;
            });
    return DynamicTest.dynamicTest(
        program + ": " + each.name(),
        () -> {
          try {
            running.get();
          } catch (ExecutionException e) {
            throw e.getCause();
          }
        });
  }

  private static void gateDies(GuardedHost host, Program program) throws Exception {
    Timed timed = new Timed(host, program);
    RunningGate first = host.gate();
    host.saturateUntilRefused();
    timed.within(
        GuardedHost.SOON,
        "rules flushed by someone",
        Answer.REFUSED,
        () -> host.mail().host().shell("nft flush ruleset").succeeded());
    timed.within(
        GuardedHost.SOON, "gate ended by TERM", Answer.ACCEPTED, () -> first.signal("TERM"));

    Deque<RunningGate> later = new ArrayDeque<>();
    timed.within(
        GuardedHost.SOON,
        "gate started while saturated",
        Answer.REFUSED,
        () -> later.push(host.gate()));
    timed.within(
        WITHIN_THE_LEASE, "gate killed", Answer.ACCEPTED, () -> later.pop().signal("KILL"));
    timed.within(GuardedHost.SOON, "gate started after a kill", Answer.REFUSED, host::gate);
  }

  private static void nftFails(GuardedHost host, Program program) throws Exception {
    Path programs = Files.createTempDirectory("tidenft");
    try {
      Path fault = faultyNft(programs);
      host.gateThatFindsProgramsIn(programs);
      host.saturateUntilRefused();
      Timed timed = new Timed(host, program);
      timed.within(
          WITHIN_THE_LEASE,
          "nft fails",
          Answer.ACCEPTED,
          () -> Files.writeString(fault, "echo nft is broken >&2; exit 1\n"));
      timed.within(GuardedHost.SOON, "nft works again", Answer.REFUSED, () -> Files.delete(fault));
    } finally {
      Outcome.of(List.of("rm", "-rf", programs.toString())).succeeded();
    }
  }

  private static void nftHangs(GuardedHost host, Program program) throws Exception {
    Path programs = Files.createTempDirectory("tidenft");
    try {
      Path fault = faultyNft(programs);
      RunningGate gate = host.gateThatFindsProgramsIn(programs);
      host.saturateUntilRefused();
      new Timed(host, program)
          .within(
              WITHIN_THE_LEASE,
              "nft hangs",
              Answer.ACCEPTED,
              () -> Files.writeString(fault, "exec sleep 600\n"));
      gate.signal("TERM");
      assertThat(gate.awaitEnd()).isNotZero();
      host.assertAll(Answer.ACCEPTED);
    } finally {
      Outcome.of(List.of("rm", "-rf", programs.toString())).succeeded();
    }
  }

  /** Returns a file; what is in it an nft in that folder does instead, as long as it is there. */
  private static Path faultyNft(Path programs) {
    Path fault = programs.resolve("fault");
    Script.write(
        programs.resolve("nft"),
        """
        #!/bin/sh
        [ -e %1$s ] && . %1$s
        exec /usr/sbin/nft "$@"
        """
            .formatted(fault));
    return fault;
  }

  private static void gateFreezes(GuardedHost host, Program program) throws Exception {
    Timed timed = new Timed(host, program);
    RunningGate gate = host.gate();
    host.saturateUntilRefused();
    timed.within(WITHIN_THE_LEASE, "gate frozen", Answer.ACCEPTED, () -> gate.signal("STOP"));
    timed.within(GuardedHost.SOON, "gate thawed", Answer.REFUSED, () -> gate.signal("CONT"));
    gate.awaitSaid("has run out, the kernel has opened: the gate did not get to prolong it for ");
  }

  private static void multiplexorFreezes(GuardedHost host, Program program) throws Exception {
    Timed timed = new Timed(host, program);
    ProgramUnderTest multiplexor = host.pool().subject();
    host.gate();
    host.saturateUntilRefused();
    timed.within(
        WITHIN_THE_LEASE, "multiplexor frozen", Answer.ACCEPTED, () -> multiplexor.signal("STOP"));
    timed.within(
        GuardedHost.SOON, "multiplexor thawed", Answer.REFUSED, () -> multiplexor.signal("CONT"));
  }

  private static void multiplexorDies(GuardedHost host, Program program) throws Exception {
    host.gate();
    host.saturateUntilRefused();
    new Timed(host, program)
        .within(
            GuardedHost.SOON,
            "multiplexor killed",
            Answer.ACCEPTED,
            () -> host.pool().subject().signal("KILL"));
  }

  private static void multiplexorIsRestarted(GuardedHost host, Program program) throws Exception {
    Timed timed = new Timed(host, program);
    host.gate();
    host.saturateUntilRefused();
    BusyPool free = host.anotherPool();
    BusyPool saturated = host.anotherPool();
    saturated.saturate();

    timed.within(
        GuardedHost.SOON,
        "multiplexor restarted",
        Answer.ACCEPTED,
        () -> {
          host.pool().subject().signal("KILL");
          host.replacePool(free);
        });
    free.saturate();
    host.awaitAll(Answer.REFUSED, GuardedHost.SOON);
    free.subject().signal("KILL");
    host.awaitAll(Answer.ACCEPTED, GuardedHost.SOON);
    timed.within(
        GuardedHost.SOON,
        "multiplexor restarted saturated",
        Answer.REFUSED,
        () -> host.replacePool(saturated));
  }
}
