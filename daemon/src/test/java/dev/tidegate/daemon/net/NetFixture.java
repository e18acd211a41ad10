package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.Poller;
import dev.tidegate.daemon.loop.RecordSink;
import dev.tidegate.daemon.posix.ListeningSockets;
import dev.tidegate.daemon.posix.WorkerProgram;
import dev.tidegate.daemon.proc.Examiner;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.ClientSocket;
import dev.tidegate.pool.values.LoaderStop;
import dev.tidegate.pool.values.LogLevel;
import dev.tidegate.pool.values.WorkerSignal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * Sockets and worker processes on a loop of their own; the test says what the pool would, and sees
 * what the pool would be told.
 */
final class NetFixture implements AutoCloseable {
  private static final long DEADLINE_SECONDS = 20;

  private static final int SLOTS = 128;

  private static final long LOADERS = 4;

  /** How many connections there may be at once, less the spare ones. */
  static final int MOST_CONNECTIONS = 200;

  /** How many more of them there may be to the command sockets. */
  static final int SPARE_CONNECTIONS = 16;

  /** What may be kept for peers that are in the middle of something. */
  static final int UNFINISHED_BYTES = 2_000_000;

  final Connections connections;
  final WorkerProcesses workers;
  final List<String> log = new ArrayList<>();

  private final Poller poller = new Poller();
  private final Path folder;
  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

  /** What listeners are owed. */
  private final Map<Long, ByteBuffer> owed = new ConcurrentHashMap<>();

  private Task atNextTake = () -> {};
  private int takes;
  private final CompletableFuture<Integer> takesBeforeTheLine = new CompletableFuture<>();
  private volatile boolean answersLines;

  /** Whether a line was told and nothing was taken since. */
  private volatile boolean isUnanswered;

  private NetFixture(Path folder, List<String> program, boolean statusPipe) {
    this(
        folder,
        new LoaderProgram(
            new WorkerProgram(
                program.get(0), program, List.of("PATH=/usr/bin:/bin"), statusPipe, List.of()),
            List.of(),
            Optional.empty(),
            LoaderProgram.readWarmParentText(),
            List.of(),
            "ping"));
  }

  private NetFixture(Path folder, LoaderProgram program) {
    this.folder = folder;
    RecordSink records =
        new RecordSink() {
          @Override
          public void log(LogLevel level, String text) {
            log.add(text);
          }

          @Override
          public void statistic(String text) {}
        };
    PartialMessageBudget partialMessageBudget = new PartialMessageBudget(UNFINISHED_BYTES);
    connections =
        new Connections(
            poller,
            this::told,
            feed(),
            records,
            new Capacity(MOST_CONNECTIONS, SPARE_CONNECTIONS),
            partialMessageBudget);
    Examiner examiner = new Examiner(poller::execute, events::add);
    examiner.start();
    workers =
        new WorkerProcesses(poller, events::add, program, examiner, SLOTS, partialMessageBudget);
    poller.start(() -> {}, () -> poller.wakeAt(connections.serveListeners()), failure::complete);
  }

  /** Has a socket of each kind. */
  static NetFixture listening() throws Exception {
    NetFixture shell = with("/bin/true");
    List<ListeningSocket> sockets = new ArrayList<>();
    for (ClientSocket socket : ClientSocket.values()) {
      Path path = shell.path(socket);
      int fd = ListeningSockets.listenUnix(path.toString(), 0700, 128);
      sockets.add(new ListeningSocket(socket, fd, false, Optional.of(path.toString())));
    }
    shell.run(() -> shell.connections.accept(sockets));
    return shell;
  }

  /** Has workers and loaders that run a program. */
  static NetFixture with(LoaderProgram program) throws Exception {
    return new NetFixture(Files.createTempDirectory("tidegate-shell"), program);
  }

  /** Has workers that run a program. */
  static NetFixture with(String... program) throws Exception {
    return new NetFixture(Files.createTempDirectory("tidegate-shell"), List.of(program), false);
  }

  /** Has workers that run a Perl program with unbuffered stdout. */
  static NetFixture withPerl(String text) throws Exception {
    return with("/usr/bin/perl", "-e", "$| = 1; " + text);
  }

  /** As {@link #withPerl}, with a status descriptor. */
  static NetFixture withPerlAndStatus(String text) throws Exception {
    List<String> program =
        List.of(
            "/usr/bin/perl",
            "-e",
            "$| = 1; open S, '>&=3'; select S; $| = 1; select STDOUT; " + text);
    return new NetFixture(Files.createTempDirectory("tidegate-shell"), program, true);
  }

  Path path(ClientSocket socket) {
    return folder.resolve(socket.name());
  }

  /** Runs something on the loop's thread and waits until it is done. */
  void run(Task task) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    poller.execute(
        () -> {
          try {
            task.run();
            done.complete(null);
          } catch (Exception thrown) {
            done.completeExceptionally(thrown);
          }
        });
    done.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  /** Starts a worker and returns its process. */
  int spawn(int slot) throws Exception {
    run(() -> workers.spawn(slot));
    return next(Event.WorkerSpawned.class).pid();
  }

  void send(int slot, String line) throws Exception {
    run(() -> workers.send(slot, line));
  }

  private void told(Event event) {
    if (event instanceof Event.LineArrived) {
      isUnanswered = true;
      takesBeforeTheLine.complete(takes);
    }
    events.add(event);
  }

  /** Gives a listener something to be told. */
  void owe(long id, byte[] messages) throws Exception {
    run(() -> oweInTheLoop(id, messages));
  }

  /** As {@link #owe}, for who is on the loop's thread. */
  void oweInTheLoop(long id, byte[] messages) {
    owed.put(id, ByteBuffer.wrap(messages));
    connections.wakeListener(id);
  }

  /** Has something done in the middle of serving listeners; for who is on the loop's thread. */
  void atFirstTake(Task task) {
    takes = 0;
    atNextTake = task;
  }

  /** Returns how often something was taken for listeners before the first line was told. */
  int takesBeforeTheLine() throws Exception {
    return takesBeforeTheLine.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
  }

  boolean isOwed(long id) {
    ByteBuffer rest = owed.get(id);
    return rest != null && rest.hasRemaining();
  }

  /** From now on one line is taken of a listener, and the next one when it has read all. */
  void answersLines() {
    answersLines = true;
  }

  private ListenerFeed feed() {
    return new ListenerFeed() {
      @Override
      public int takeForListener(long id, ByteBuffer into) {
        return take(id, into);
      }

      @Override
      public boolean takesLines(long id) {
        return !answersLines || !isUnanswered;
      }
    };
  }

  private int take(long id, ByteBuffer into) {
    Task task = atNextTake;
    atNextTake = () -> {};
    try {
      task.run();
    } catch (Exception thrown) {
      throw new IllegalStateException(thrown);
    }
    takes++;
    ByteBuffer rest = owed.getOrDefault(id, Poller.EMPTY);
    int bytes = Math.min(rest.remaining(), into.remaining());
    into.put(rest.slice(rest.position(), bytes));
    rest.position(rest.position() + bytes);
    isUnanswered &= bytes == 0 || rest.hasRemaining();
    return bytes;
  }

  /** Returns the next event, which must be of this kind. */
  <T extends Event> T next(Class<T> kind) throws Exception {
    Event event = events.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
    if (!kind.isInstance(event)) {
      throw new AssertionError(
          "expected " + kind.getSimpleName() + ", got " + event + ", then " + events + failed());
    }
    return kind.cast(event);
  }

  /** Returns the next event of this kind, whatever comes before it. */
  <T extends Event> T skipTo(Class<T> kind, Predicate<T> wanted) throws Exception {
    while (true) {
      Event event = events.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
      if (event == null) {
        throw new AssertionError("no " + kind.getSimpleName() + failed());
      }
      if (kind.isInstance(event) && wanted.test(kind.cast(event))) {
        return kind.cast(event);
      }
    }
  }

  /** Returns whether nothing is told once everything that is ready has been looked at. */
  boolean isQuiet() throws Exception {
    for (int turns = 0; turns < 3; turns++) {
      run(() -> {});
    }
    return events.isEmpty();
  }

  private String failed() {
    return failure.isDone() ? "; failed: " + failure.getNow(new Throwable()) : "";
  }

  Peer connect(ClientSocket socket) throws Exception {
    return Peer.connect(path(socket));
  }

  /** Connects and returns the connection's number as well. */
  Connected connected(ClientSocket socket) throws Exception {
    Peer peer = connect(socket);
    return new Connected(peer, next(Event.Connected.class).id());
  }

  /** Something to do on the loop's thread. */
  interface Task {
    void run() throws Exception;
  }

  /** A peer and its number. */
  record Connected(Peer peer, long id) {}

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    poller.execute(
        () -> {
          for (int slot = 0; slot < SLOTS; slot++) {
            workers.signal(slot, WorkerSignal.KILL_GROUP);
          }
          for (long loader = 0; loader < LOADERS; loader++) {
            workers.stopLoader(loader, LoaderStop.KILL);
          }
        });
    poller.stop();
    for (ClientSocket socket : ClientSocket.values()) {
      Files.deleteIfExists(path(socket));
    }
    Files.delete(folder);
    if (failure.isDone()) {
      throw new AssertionError("the loop failed", failure.join());
    }
  }
}
