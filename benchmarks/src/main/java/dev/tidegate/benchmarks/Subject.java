package dev.tidegate.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One running multiplexor with all of its workers started, and the listeners it has at present. */
final class Subject implements AutoCloseable {
  /** A request owes each listener three S (two changes of state and a tag) and two F. */
  static final int MESSAGES_PER_REQUEST = 5;

  private static final double CELL_WARM_UP_SECONDS = 0.2;
  private static final double STALL_SECONDS = 25;
  private static final int WARM_UP_CLIENTS = 8;

  private final Program program;
  private final int workers;
  private final MultiplexorProcess multiplexor;
  private Listeners listeners;
  private Listeners.Heard heard;

  private Subject(Program program, int workers, MultiplexorProcess multiplexor, Listeners none) {
    this.program = program;
    this.workers = workers;
    this.multiplexor = multiplexor;
    this.listeners = none;
    this.heard = none.heardWhenQuiet();
  }

  /** What was measured of mail, and what the two processes took meanwhile; shares are of a core. */
  record Measured(
      Load load, double cpuSeconds, double multiplexorShare, double loadShare, long requestsInAll) {

    double cpuMicrosPerRequest() {
      return cpuSeconds * 1e6 / load.answered();
    }
  }

  /** A program that crashed while it was started is told by {@link CrashedException}. */
  static Subject start(Program program, List<String> command, int workers) throws IOException {
    MultiplexorProcess multiplexor = MultiplexorProcess.begin(command, workers);
    try {
      multiplexor.awaitSocket();
      multiplexor.fill();
      return new Subject(program, workers, multiplexor, Listeners.none(multiplexor.notifySocket()));
    } catch (IOException failure) {
      try (multiplexor) {
        throw explained(multiplexor, failure, "while its workers were started");
      }
    }
  }

  Program program() {
    return program;
  }

  int workers() {
    return workers;
  }

  MultiplexorProcess multiplexor() {
    return multiplexor;
  }

  Listeners listeners() {
    return listeners;
  }

  /** Connects so many listeners in the place of the present ones. */
  void listen(int count, String interest) throws IOException {
    listeners.close();
    listeners = new Listeners(multiplexor.notifySocket(), count, interest, workers);
    heard = listeners.heardWhenQuiet();
  }

  /** What all listeners have been told since the last time, once nothing more has come. */
  Listeners.Heard heardSince() throws IOException {
    Listeners.Heard before = heard;
    heard =
        listeners.count() == 0
            ? listeners.heardWhenQuiet()
            : listeners.heardWhenQuiet(multiplexor.truth());
    return heard.since(before);
  }

  void warmUp(double seconds) throws IOException {
    measure(WARM_UP_CLIENTS, seconds);
  }

  /** Closed-loop load, after a moment that is not measured. */
  Measured measure(int clients, double seconds) throws IOException {
    return measure(clients, seconds, Long.MAX_VALUE);
  }

  Measured measure(int clients, double seconds, long mostRequests) throws IOException {
    try (Deadman _ = multiplexor.deadman(seconds + STALL_SECONDS);
        LoadGenerator generator = new LoadGenerator(multiplexor.commandSocket(), clients)) {
      Load warmUp = generator.run(nanos(CELL_WARM_UP_SECONDS));
      ProcessFigures before = multiplexor.figures();
      long listenersBefore = listeners.cpuNanos();
      Load load = generator.run(nanos(seconds), mostRequests);
      Measured measured = measured(load, before, listenersBefore, 0);
      Load rest = generator.drain();
      long requests = warmUp.answered() + load.answered() + rest.answered();
      return new Measured(
          load, measured.cpuSeconds(), measured.multiplexorShare(), measured.loadShare(), requests);
    } catch (IOException failure) {
      throw explained(multiplexor, failure, "with " + clients + " clients");
    }
  }

  /** Load at a fixed rate. */
  Measured measureRate(double requestsPerSecond, double seconds) throws IOException {
    try (Deadman _ = multiplexor.deadman(seconds + STALL_SECONDS);
        SteadyLoad generator = new SteadyLoad(multiplexor.commandSocket(), requestsPerSecond)) {
      generator.run(nanos(CELL_WARM_UP_SECONDS));
      ProcessFigures before = multiplexor.figures();
      long listenersBefore = listeners.cpuNanos();
      Load load = generator.run(nanos(seconds));
      return measured(load, before, listenersBefore, load.answered());
    } catch (IOException failure) {
      throw explained(multiplexor, failure, "at a fixed rate");
    }
  }

  private Measured measured(
      Load load, ProcessFigures before, long listenersBefore, long requestsInAll)
      throws IOException {
    double cpuSeconds = multiplexor.figures().cpuSecondsSince(before);
    long ownCpuNanos = load.ownCpuNanos() + listeners.cpuNanos() - listenersBefore;
    return new Measured(
        load,
        cpuSeconds,
        cpuSeconds * TimeUnit.SECONDS.toNanos(1) / load.elapsedNanos(),
        ownCpuNanos / (double) load.elapsedNanos(),
        requestsInAll);
  }

  @Override
  public void close() throws IOException {
    try {
      listeners.close();
    } finally {
      multiplexor.close();
    }
  }

  private static IOException explained(
      MultiplexorProcess multiplexor, IOException failure, String when) throws IOException {
    return multiplexor
        .ended()
        .<IOException>map(how -> new CrashedException(how + " " + when, failure))
        .orElse(failure);
  }

  static long nanos(double seconds) {
    return (long) (seconds * TimeUnit.SECONDS.toNanos(1));
  }

  /** The multiplexor ended although nobody had asked it to. */
  static final class CrashedException extends IOException {
    private static final long serialVersionUID = 1;

    private CrashedException(String how, IOException cause) {
      super(how, cause);
    }

    String how() {
      return String.valueOf(getMessage());
    }
  }
}
