package dev.tidegate.acceptance.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What becomes of a closed port when something dies or freezes: the table of docs/LISTENERS.md.
 * They mostly wait for time to pass, so they do it side by side.
 */
final class GateFailuresIT {

  /** Whatever has become of the gate, the kernel opens when the last renewal was so long ago. */
  private static final Duration LEASE = Duration.ofSeconds(15);

  private static final Duration WITHIN_THE_LEASE = LEASE.plusSeconds(5);

  private static final Duration WHEN_FROZEN = Duration.ofSeconds(20);

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

  private static void gateDies(GuardedHost host, Program program) {
    RunningGate first = host.gate();
    host.saturateUntilRefused();

    host.mail().host().shell("nft flush ruleset").succeeded();
    noteAll(host, program + ", rules flushed by someone", Answer.REFUSED, GuardedHost.SOON);

    first.signal("TERM");
    noteAll(host, program + ", gate ended by TERM", Answer.ACCEPTED, GuardedHost.SOON);

    RunningGate second = host.gate();
    noteAll(host, program + ", gate started while closed", Answer.REFUSED, GuardedHost.SOON);

    second.signal("KILL");
    noteAll(host, program + ", gate killed", Answer.ACCEPTED, WITHIN_THE_LEASE);

    host.gate();
    noteAll(
        host, program + ", gate started after one was killed", Answer.REFUSED, GuardedHost.SOON);
  }

  private static void nftFails(GuardedHost host, Program program) throws IOException {
    Path programs = Files.createTempDirectory("tidenft");
    try {
      Path fault = faultyNft(programs);
      host.gateThatFindsProgramsIn(programs);
      host.saturateUntilRefused();
      Files.writeString(fault, "echo nft is broken >&2; exit 1\n");
      noteAll(host, program + ", nft fails", Answer.ACCEPTED, WITHIN_THE_LEASE);
      Files.delete(fault);
      noteAll(host, program + ", nft works again", Answer.REFUSED, GuardedHost.SOON);
    } finally {
      Outcome.of(List.of("rm", "-rf", programs.toString())).succeeded();
    }
  }

  private static void nftHangs(GuardedHost host, Program program) throws IOException {
    Path programs = Files.createTempDirectory("tidenft");
    try {
      Path fault = faultyNft(programs);
      RunningGate gate = host.gateThatFindsProgramsIn(programs);
      host.saturateUntilRefused();
      Files.writeString(fault, "exec sleep 600\n");
      noteAll(host, program + ", nft hangs", Answer.ACCEPTED, WITHIN_THE_LEASE);
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

  private static void gateFreezes(GuardedHost host, Program program) {
    RunningGate gate = host.gate();
    host.saturateUntilRefused();
    gate.signal("STOP");
    noteAll(host, program + ", gate frozen", Answer.ACCEPTED, WHEN_FROZEN);
    gate.signal("CONT");
    noteAll(host, program + ", gate thawed", Answer.REFUSED, GuardedHost.SOON);
  }

  private static void multiplexorFreezes(GuardedHost host, Program program) {
    host.gate();
    host.saturateUntilRefused();
    host.pool().subject().signal("STOP");
    noteAll(host, program + ", multiplexor frozen", Answer.ACCEPTED, WHEN_FROZEN);
    host.pool().subject().signal("CONT");
    noteAll(host, program + ", multiplexor thawed", Answer.REFUSED, GuardedHost.SOON);
  }

  private static void multiplexorDies(GuardedHost host, Program program) {
    host.gate();
    host.saturateUntilRefused();
    host.pool().subject().signal("KILL");
    noteAll(host, program + ", multiplexor killed", Answer.ACCEPTED, GuardedHost.SOON);
  }

  private static void multiplexorIsRestarted(GuardedHost host, Program program) {
    host.gate();
    host.saturateUntilRefused();
    BusyPool free = host.anotherPool();
    BusyPool saturated = host.anotherPool();
    saturated.saturate();

    host.pool().subject().signal("KILL");
    host.replacePool(free);
    noteAll(host, program + ", multiplexor restarted", Answer.ACCEPTED, GuardedHost.SOON);

    free.saturate();
    host.awaitAll(Answer.REFUSED, GuardedHost.SOON);
    free.subject().signal("KILL");
    host.awaitAll(Answer.ACCEPTED, GuardedHost.SOON);
    long startNanos = System.nanoTime();
    host.replacePool(saturated);
    for (Route route : Route.STRANGERS) {
      Probe probe = host.await(route, Answer.REFUSED, GuardedHost.SOON);
      Figures.note(program + ", multiplexor restarted saturated", probe.millisAfter(startNanos));
    }
  }

  /** Measures from now until strangers get this answer, on each family. */
  private static void noteAll(GuardedHost host, String what, Answer answer, Duration patience) {
    long startNanos = System.nanoTime();
    for (Route route : Route.STRANGERS) {
      Probe probe = host.await(route, answer, patience);
      Figures.note(what + " (" + route.to() + ")", probe.millisAfter(startNanos));
    }
  }
}
