package dev.tidegate.daemon;

import dev.tidegate.daemon.journal.Journal;
import dev.tidegate.daemon.journal.Statistics;
import dev.tidegate.daemon.loop.Driver;
import dev.tidegate.daemon.loop.Poller;
import dev.tidegate.daemon.loop.RecordSink;
import dev.tidegate.daemon.loop.ServiceManager;
import dev.tidegate.daemon.loop.SignalWatch;
import dev.tidegate.daemon.net.Connections;
import dev.tidegate.daemon.net.ListenerFeed;
import dev.tidegate.daemon.net.LoaderProgram;
import dev.tidegate.daemon.net.PartialMessageBudget;
import dev.tidegate.daemon.net.WorkerProcesses;
import dev.tidegate.daemon.options.HeapBudget;
import dev.tidegate.daemon.options.Options;
import dev.tidegate.daemon.posix.PosixException;
import dev.tidegate.daemon.posix.Processes;
import dev.tidegate.daemon.posix.SignalName;
import dev.tidegate.daemon.posix.Signals;
import dev.tidegate.daemon.proc.Examiner;
import dev.tidegate.daemon.startup.StartupFailure;
import dev.tidegate.daemon.startup.StartupResult;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.Now;
import dev.tidegate.pool.Pool;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.LogLevel;
import io.netty.channel.epoll.Epoll;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** Connects the pool, the loop and the resources opened by start-up, and runs them. */
final class Wiring {
  private final StartupResult started;
  private final Poller poller = new Poller();
  private final ServiceManager serviceManager;
  private final Driver driver;
  private final Connections connections;
  private final WorkerProcesses processes;
  private final Examiner examiner;

  private Wiring(Options options, StartupResult started) {
    this.started = started;
    RecordSink records = new JournalRecords(started.journal(), started.statistics());
    Now made = new Now(System.nanoTime(), System.currentTimeMillis());
    PoolSettings settings = limited(options.pool(), started.mostWorkers());
    Pool pool = new Pool(settings, made);
    Path crashFile =
        spool(started.spoolDirectory()).resolve("tidegate-events-" + Processes.ownPid() + ".txt");
    serviceManager =
        new ServiceManager(
            started.service().notifySocket(), started.service().watchdogNanos(), records);
    driver =
        new Driver(
            pool, settings, made, poller, records, started.trace(), serviceManager, crashFile);
    PartialMessageBudget partialMessageBudget =
        new PartialMessageBudget(HeapBudget.own().unfinishedBytes());
    connections =
        new Connections(
            poller,
            driver,
            ListenerFeed.of(driver),
            records,
            started.capacity(),
            partialMessageBudget);
    examiner = new Examiner(poller::execute, driver);
    processes =
        new WorkerProcesses(
            poller,
            driver,
            started.workers(),
            examiner,
            settings.maxWorkers(),
            partialMessageBudget);
  }

  private static PoolSettings limited(PoolSettings given, int mostWorkers) {
    return given.maxWorkersLimit() > 0
        ? given
        : given.toBuilder().maxWorkersLimit(mostWorkers).build();
  }

  /**
   * Loads classes and files of the JDK and the jars that the unprivileged user might be unable to
   * read.
   */
  static void load() {
    // Set explicitly, because Netty's search for a logger opens every jar, several times.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    Epoll.ensureAvailability();
    // All time zones are in one file, which is cached.
    var _ = ZonedDateTime.now(ZoneId.systemDefault());
    var _ = LoaderProgram.readWarmParentText();
    // A search through all jars, so that each is open from now on.
    var _ = Wiring.class.getClassLoader().getResource("no/such/resource");
  }

  /**
   * Returns the spool directory. A name that the locale cannot decode is no Path, but it is the
   * current directory of the process.
   */
  private static Path spool(String directory) {
    try {
      return Path.of(directory);
    } catch (InvalidPathException unknownBytes) {
      return Path.of("/proc/self/cwd");
    }
  }

  /** Runs until the pool requests the exit; returns the exit status. */
  static int run(Options options, StartupResult started) {
    try {
      int status = new Wiring(options, started).run();
      started.statistics().flush();
      return status;
    } catch (StartupFailure failure) {
      started.pipe().failed(failure.text());
      return 1;
    } finally {
      started.files().remove();
    }
  }

  private int run() throws StartupFailure {
    Signals.ignorePipe();
    Runnable listenToSignals = signals();
    started.journal().retryBy(poller::after);
    if (started.pipe().isPresent()) {
      serviceManager.introduce(Processes.ownPid());
    }
    started.pipe().ready();
    CompletableFuture<Integer> exit =
        driver.start(
            connections,
            processes,
            () -> {
              connections.accept(started.sockets());
              listenToSignals.run();
            });
    examiner.start();
    return exit.join();
  }

  /** Returns the action that starts the reporting of signals, to be run on the loop's thread. */
  private Runnable signals() throws StartupFailure {
    try {
      OptionalInt descriptor = Signals.open();
      if (descriptor.isPresent()) {
        return new SignalWatch(poller, descriptor.getAsInt(), this::signalled)::begin;
      }
    } catch (PosixException failure) {
      throw new StartupFailure(String.valueOf(failure.getMessage()));
    }
    Signals.install(name -> poller.execute(() -> signalled(name)));
    return () -> {};
  }

  private void signalled(SignalName name) {
    switch (name) {
      case HUP -> serviceManager.reload(started.statistics()::reopen);
      case INT -> driver.post(new Event.RereadSignalled());
      case TERM -> driver.post(new Event.TerminateSignalled());
      case KILL, PIPE, CONT, STOP -> throw new IllegalStateException(name + " is not handled");
    }
  }

  /** Passes the loop's records to the log and the statistics. */
  private record JournalRecords(Journal journal, Statistics statistics) implements RecordSink {
    @Override
    public void log(LogLevel level, String text) {
      journal.log(level, text);
    }

    @Override
    public void statistic(String text) {
      statistics.record(text);
    }
  }
}
