package dev.tidegate.daemon.startup;

import dev.tidegate.daemon.journal.EventTrace;
import dev.tidegate.daemon.journal.Journal;
import dev.tidegate.daemon.journal.Statistics;
import dev.tidegate.daemon.loop.Trace;
import dev.tidegate.daemon.net.Capacity;
import dev.tidegate.daemon.net.ListeningSocket;
import dev.tidegate.daemon.net.LoaderProgram;
import dev.tidegate.daemon.options.HeapBudget;
import dev.tidegate.daemon.options.Options;
import dev.tidegate.daemon.posix.DatagramSocket;
import dev.tidegate.daemon.posix.Descriptors;
import dev.tidegate.daemon.posix.Limits;
import dev.tidegate.daemon.posix.Limits.Limit;
import dev.tidegate.daemon.posix.PosixException;
import dev.tidegate.daemon.posix.PosixFiles;
import dev.tidegate.daemon.posix.Processes;
import dev.tidegate.pool.values.LogLevel;
import java.io.File;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Start-up, in the order on which administrators' scripts rely: the pid file is opened with root's
 * privileges, all other files without.
 */
public final class Startup {
  private static final String SYSLOG = "/dev/log";
  private static final int STDERR = 2;

  /**
   * Number of open descriptors assumed if /proc is not readable: the JVM's, the sockets, the log.
   */
  private static final int OPEN_AT_LEAST = 32;

  private static final int UMASK = 077;
  private static final int UMASK_WITH_GROUP = 027;

  private final Options options;
  private final RawArguments words;
  private final LaunchPipe pipe;
  private final Runnable beforeTheDrop;

  private Startup(Options options, RawArguments words, LaunchPipe pipe, Runnable beforeTheDrop) {
    this.options = options;
    this.words = words;
    this.pipe = pipe;
    this.beforeTheDrop = beforeTheDrop;
  }

  /**
   * Runs start-up on the calling thread.
   *
   * @param beforeTheDrop loads files that the unprivileged user might be unable to read
   * @return the result; empty if it failed, which has been reported to the caller of the process
   */
  public static Optional<StartupResult> run(
      Options options, RawArguments words, LaunchPipe pipe, Runnable beforeTheDrop) {
    return new Startup(options, words, pipe, beforeTheDrop).run();
  }

  private Optional<StartupResult> run() {
    PosixFiles.setUmask(options.daemon().groupAccess() ? UMASK_WITH_GROUP : UMASK);
    ProcessFiles files;
    String spoolDirectory;
    Limit descriptors;
    ServiceEnvironment service;
    try {
      service = ServiceEnvironment.read(words.environment(), processNumbers());
      closeInherited(service);
      String start = PosixFiles.currentDirectory();
      Privileges privileges = Privileges.of(options.daemon().user());
      files =
          ProcessFiles.openPidFile(
              options.daemon().pidFile().map(path -> Paths.resolve(start, path)));
      descriptors = Limits.own(Limits.Resource.DESCRIPTORS);
      raise(descriptors);
      beforeTheDrop.run();
      if (options.log().eventTrace()) {
        privileges.makeFile(EventTrace.PATH, 0600);
      }
      privileges.drop();
      spoolDirectory = enterSpool(Paths.resolve(start, options.daemon().spoolDirectory()));
      if (pipe.isPresent()) {
        Processes.startSession();
      }
    } catch (StartupFailure failure) {
      // The reference prints these errors on stderr before it forks.
      LaunchPipe.print(STDERR, failure.text());
      return Optional.empty();
    } catch (PosixException failure) {
      LaunchPipe.print(STDERR, "mimedefang-multiplexor: " + failure.getMessage());
      return Optional.empty();
    }
    try {
      return Optional.of(open(spoolDirectory, files, descriptors, service));
    } catch (StartupFailure failure) {
      files.remove();
      pipe.failed(failure.text());
      return Optional.empty();
    } catch (PosixException failure) {
      files.remove();
      pipe.failed(String.valueOf(failure.getMessage()));
      return Optional.empty();
    }
  }

  /** Returns the pid of this process and, in the background, of the launcher. */
  private Set<Integer> processNumbers() {
    return Stream.concat(
            Stream.of(Processes.ownPid()),
            words.launcherProperty("pid").map(Integer::valueOf).stream())
        .collect(Collectors.toSet());
  }

  /** Before any lock is taken: closing another descriptor of the same file would release it. */
  private void closeInherited(ServiceEnvironment service) {
    Set<Integer> passed =
        service.sockets().stream().map(ServiceEnvironment.Passed::fd).collect(Collectors.toSet());
    words.inheritedDescriptors().stream()
        .filter(fd -> !passed.contains(fd))
        .forEach(Descriptors::close);
  }

  private static void raise(Limit descriptors) throws PosixException {
    Limits.set(
        0,
        new Limits.Setting(
            Limits.Resource.DESCRIPTORS, new Limit(descriptors.hard(), descriptors.hard())));
  }

  private static String enterSpool(String path) throws StartupFailure {
    try {
      PosixFiles.changeDirectory(path);
      return path;
    } catch (PosixException failure) {
      throw new StartupFailure(
          "mimedefang-multiplexor: Unable to chdir(" + path + "): " + failure.reason());
    }
  }

  private static int mostWorkers(
      DescriptorBudget descriptors, ProcessBudget processes, HeapBudget heap) {
    long running = Math.min(descriptors.mostWorkers(), processes.workersPossible());
    return (int) Math.max(1, Math.min(running, heap.slots()));
  }

  private StartupResult open(
      String spoolDirectory, ProcessFiles files, Limit descriptors, ServiceEnvironment service)
      throws StartupFailure, PosixException {
    DescriptorBudget.of(options, descriptors.hard(), openNow()).require();
    files.lock(options.daemon().lockFile().map(path -> Paths.resolve(spoolDirectory, path)));
    int pid = Processes.ownPid();
    files.writePid(pid);
    List<PassedSockets.Taken> passed =
        PassedSockets.take(service.sockets(), spoolDirectory, options.sockets());
    List<ListeningSocket> sockets =
        SocketOpening.openAll(
            spoolDirectory, options, passed.stream().map(PassedSockets.Taken::socket).toList());
    Options.Log log = options.log();
    ZoneId zone = ZoneId.systemDefault();
    Journal journal =
        new Journal(
            log.facility().number(),
            log.label(),
            pid,
            SYSLOG,
            terminal(),
            InstantSource.system(),
            zone);
    Statistics statistics =
        new Statistics(
            log.statisticsFile().map(path -> Paths.resolve(spoolDirectory, path)),
            options.daemon().groupAccess() ? 0640 : 0600,
            log.flushStatistics(),
            log.statisticsToSyslog(),
            journal,
            InstantSource.system(),
            zone);
    Trace trace = log.eventTrace() ? new EventTrace(EventTrace.PATH, journal, zone) : Trace.OFF;
    LoaderProgram workers = WorkerPrograms.of(options.worker(), words, descriptors);
    DescriptorBudget budget = DescriptorBudget.of(options, descriptors.hard(), openNow());
    HeapBudget heap = HeapBudget.own();
    StartupWarnings startupWarnings = new StartupWarnings(journal, options);
    startupWarnings.onTheFilter();
    startupWarnings.on(budget);
    ProcessBudget processes = ProcessBudget.own();
    startupWarnings.on(processes);
    startupWarnings.on(heap);
    service.warnings().forEach(warning -> journal.log(LogLevel.WARNING, warning));
    passed.forEach(each -> journal.log(LogLevel.INFO, each.remark()));
    return new StartupResult(
        spoolDirectory,
        sockets,
        workers,
        mostWorkers(budget, processes, heap),
        new Capacity(Math.min(budget.mostConnections(), heap.connections()), budget.spare()),
        journal,
        statistics,
        trace,
        service,
        files,
        pipe);
  }

  /**
   * Returns stderr for copies of records in the foreground, if it is a terminal or syslog has no
   * receiver.
   */
  private OptionalInt terminal() {
    if (pipe.isPresent()) {
      return OptionalInt.empty();
    }
    DatagramSocket probe = new DatagramSocket(SYSLOG);
    boolean syslog = probe.connect();
    probe.close();
    return !syslog || Descriptors.isTerminal(STDERR) ? OptionalInt.of(STDERR) : OptionalInt.empty();
  }

  /**
   * Returns the number of open descriptors; all stay open, since the loop's thread has not started.
   */
  private static int openNow() {
    String[] open = new File("/proc/self/fd").list();
    return open == null ? OPEN_AT_LEAST : open.length;
  }
}
