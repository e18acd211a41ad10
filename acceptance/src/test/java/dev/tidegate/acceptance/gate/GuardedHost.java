package dev.tidegate.acceptance.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A mail host with a multiplexor and a gate; each may be ended and started again. */
public final class GuardedHost implements AutoCloseable {

  /** What must happen at once, on a machine that has much else to do. */
  public static final Duration SOON = Duration.ofMinutes(1);

  private final SmtpHost mail;
  private final Program program;
  private final int workers;
  private final Path folder;
  private final List<AutoCloseable> started = new ArrayList<>();
  private final List<RunningGate> gates = new ArrayList<>();
  private BusyPool pool;

  private GuardedHost(SmtpHost mail, Program program, int workers, Path folder) {
    this.mail = mail;
    this.program = program;
    this.workers = workers;
    this.folder = folder;
    pool = BusyPool.start(mail, program, workers);
    started.add(pool);
    point(pool);
  }

  /** Starts a mail host with a multiplexor of that many workers, and no gate yet. */
  public static GuardedHost start(Program program, int workers) {
    program.require();
    SmtpHost mail = SmtpHost.start();
    try {
      return new GuardedHost(mail, program, workers, Files.createTempDirectory("tideguard"));
    } catch (IOException e) {
      mail.close();
      throw new UncheckedIOException(e);
    } catch (AssertionError e) {
      mail.close();
      throw e;
    }
  }

  /** The gate finds the sockets by a link, so that a later multiplexor takes the place of this. */
  private void point(BusyPool to) {
    Outcome.of(
            List.of("ln", "-sfn", to.subject().spool().toString(), folder.resolve("mx").toString()))
        .succeeded();
  }

  /** Starts a gate for ports 25 and 587 that may ask on a socket for commands. */
  public RunningGate gate(String... options) {
    return gateThatFindsProgramsIn(folder, options);
  }

  /** The same; it runs programs of that folder first. */
  public RunningGate gateThatFindsProgramsIn(Path programs, String... options) {
    List<String> all = ordinary(options);
    all.addAll(List.of("--control", folder.resolve("mx/any.sock").toString()));
    return started(RunningGate.start(mail, programs, all));
  }

  /** Starts a gate for ports 25 and 587 that only listens. */
  public RunningGate gateThatMayNotAsk(String... options) {
    return started(RunningGate.start(mail, folder, ordinary(options)));
  }

  private List<String> ordinary(String... options) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("--to", folder.resolve("mx/notify.sock").toString()));
    all.addAll(List.of("--port", "25,587", "--exempt", Route.EXEMPT_NETWORKS));
    all.addAll(List.of(options));
    return all;
  }

  /** Calls {@code tidegate gate} with a word for the one that runs; returns what it answers. */
  public String ask(String word) {
    return mail.host().run(Program.launcher().toString(), "gate", word).succeeded().output();
  }

  private RunningGate started(RunningGate gate) {
    started.add(gate);
    gates.add(gate);
    return gate;
  }

  /** Makes all workers busy, and returns when strangers are refused. */
  public void saturateUntilRefused() {
    pool.saturate();
    awaitAll(Answer.REFUSED, SOON);
  }

  /** Returns when strangers get this answer on either family. */
  public void awaitAll(Answer answer, Duration patience) {
    Route.STRANGERS.forEach(route -> await(route, answer, patience));
  }

  /** Connects again and again until this comes of it; if it does not, the gate's words are told. */
  public Probe await(Route route, Answer answer, Duration patience) {
    try {
      return mail.await(route, answer, patience);
    } catch (AssertionError tooLate) {
      String said = gates.stream().map(RunningGate::said).collect(Collectors.joining("\n---\n"));
      throw new AssertionError(tooLate.getMessage() + "\n" + said, tooLate);
    }
  }

  /** Connects once on either family, and fails if the answer is another one. */
  public void assertAll(Answer answer) {
    for (Route route : Route.STRANGERS) {
      assertThat(mail.probe(route).answer()).as("%s", route).isEqualTo(answer);
    }
  }

  /** Connects on either family for that time, and fails if another answer came too. */
  public void assertStays(Answer answer, Duration time) {
    for (Route route : Route.STRANGERS) {
      assertThat(mail.probeFor(time, route).keySet()).as("%s", route).containsExactly(answer);
    }
  }

  /** Starts a further multiplexor; {@link #replacePool} puts it into the place of the first. */
  public BusyPool anotherPool() {
    BusyPool another = BusyPool.start(mail, program, workers);
    started.add(another);
    return another;
  }

  public void replacePool(BusyPool by) {
    point(by);
    pool = by;
  }

  public BusyPool pool() {
    return pool;
  }

  public SmtpHost mail() {
    return mail;
  }

  @Override
  public void close() {
    try {
      for (AutoCloseable each : started.reversed()) {
        each.close();
      }
      mail.close();
      Outcome.of(List.of("rm", "-rf", folder.toString())).succeeded();
    } catch (Exception e) {
      throw new AssertionError("closing", e);
    }
  }
}
