package dev.tidegate.daemon.loop;

import dev.tidegate.daemon.net.Capacity;
import dev.tidegate.daemon.net.Connections;
import dev.tidegate.daemon.net.ListenerFeed;
import dev.tidegate.daemon.net.ListeningSocket;
import dev.tidegate.daemon.net.LoaderProgram;
import dev.tidegate.daemon.net.PartialMessageBudget;
import dev.tidegate.daemon.net.Peer;
import dev.tidegate.daemon.net.WorkerProcesses;
import dev.tidegate.daemon.posix.ListeningSockets;
import dev.tidegate.daemon.posix.WorkerProgram;
import dev.tidegate.daemon.proc.Examiner;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.Now;
import dev.tidegate.pool.Pool;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.ClientSocket;
import dev.tidegate.pool.values.LogLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A pool that runs with real sockets and real workers, all in this process. */
final class RunningPool implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 30;

  final List<String> log = new CopyOnWriteArrayList<>();
  final Path crashFile;

  /** What the next record in the log meets. */
  final AtomicReference<@Nullable Error> thrownByLog = new AtomicReference<>();

  private final Poller poller = new Poller();
  private final Driver driver;
  private final Path folder;
  private final CompletableFuture<Integer> exit;

  /** Workers run a Perl program with unbuffered stdout. */
  RunningPool(PoolSettings settings, String perl) throws Exception {
    folder = Files.createTempDirectory("tidegate-pool");
    crashFile = folder.resolve("last-events");
    RecordSink records =
        new RecordSink() {
          @Override
          public void log(LogLevel level, String text) {
            Error thrown = thrownByLog.getAndSet(null);
            if (thrown != null) {
              throw thrown;
            }
            log.add(level + " " + text);
          }

          @Override
          public void statistic(String text) {}
        };
    Now made = new Now(System.nanoTime(), System.currentTimeMillis());
    Pool pool = new Pool(settings, made);
    ServiceManager nobody = new ServiceManager(Optional.empty(), 0, records);
    driver = new Driver(pool, settings, made, poller, records, Trace.OFF, nobody, crashFile);
    PartialMessageBudget partialMessageBudget = new PartialMessageBudget(1 << 20);
    Connections connections =
        new Connections(
            poller,
            driver,
            ListenerFeed.of(driver),
            records,
            new Capacity(500, 0),
            partialMessageBudget);
    List<String> command = List.of("/usr/bin/perl", "-e", "$| = 1; " + perl);
    WorkerProgram program = new WorkerProgram(command.get(0), command, List.of(), false, List.of());
    Examiner examiner = new Examiner(poller::execute, driver);
    examiner.start();
    WorkerProcesses workers =
        new WorkerProcesses(
            poller,
            driver,
            new LoaderProgram(program, List.of(), Optional.empty(), "", List.of(), "ping"),
            examiner,
            settings.maxWorkers(),
            partialMessageBudget);
    List<ListeningSocket> sockets = new ArrayList<>();
    for (ClientSocket socket : ClientSocket.values()) {
      int fd = ListeningSockets.listenUnix(path(socket).toString(), 0700, 128);
      sockets.add(new ListeningSocket(socket, fd, false, Optional.of(path(socket).toString())));
    }
    exit = driver.start(connections, workers, () -> connections.accept(sockets));
  }

  Path path(ClientSocket socket) {
    return folder.resolve(socket.name());
  }

  Peer connect(ClientSocket socket) throws IOException {
    return Peer.connect(path(socket));
  }

  String ask(String line) throws Exception {
    try (Peer peer = connect(ClientSocket.COMMAND)) {
      return peer.write(line + "\n").readToEnd();
    }
  }

  /** Tells the driver something from outside. */
  void post(Event event) {
    poller.execute(() -> driver.post(event));
  }

  int exitStatus() throws Exception {
    return exit.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws IOException {
    if (!exit.isDone()) {
      post(new Event.TerminateSignalled());
      exit.orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS).join();
    }
    poller.stop();
    Files.deleteIfExists(crashFile);
    for (ClientSocket socket : ClientSocket.values()) {
      Files.deleteIfExists(path(socket));
    }
    Files.delete(folder);
  }
}
