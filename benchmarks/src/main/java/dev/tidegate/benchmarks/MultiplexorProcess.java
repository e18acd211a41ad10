package dev.tidegate.benchmarks;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** One multiplexor of either kind, in a spool directory of its own, with minimal workers. */
final class MultiplexorProcess implements AutoCloseable {
  /** The reference's largest queue. */
  private static final String QUEUE_SIZE = "128";

  /** The reference's longest. */
  private static final String BACKLOG = "200";

  private static final long START_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final double FILL_LIMIT_SECONDS = 30;
  private static final long STOP_LIMIT_SECONDS = 30;

  /** How long a process may take to end after it has left a client alone. */
  private static final long CRASH_LIMIT_SECONDS = 2;

  private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
  private static final int FILL_POLL_MILLIS = 20;
  private static final int ANSWER_BYTES = 1 << 20;
  private static final int SIGNAL_STATUS = 128;
  private static final int KILLED = 9;
  private static final Pattern PROCESS_OF_WORKER = Pattern.compile("(?m)^\\d+ [IBK] (\\d+)");

  private final Process process;
  private final Spool spool;
  private final int workers;
  private final long startNanos;

  /** Ends the process if the benchmark is interrupted. */
  private final Thread killer;

  private long startUpNanos;

  private MultiplexorProcess(
      Process process, Spool spool, int workers, long startNanos, Thread killer) {
    this.process = process;
    this.spool = spool;
    this.workers = workers;
    this.startNanos = startNanos;
    this.killer = killer;
  }

  /** The options that both programs are given, but for those that name files. */
  static List<String> options(int workers) {
    return List.of(
        "-m",
        "1",
        "-x",
        Integer.toString(workers),
        "-r",
        "700000000",
        "-i",
        "3600",
        "-b",
        "600",
        "-q",
        QUEUE_SIZE,
        "-I",
        BACKLOG);
  }

  /** Starts it and waits until a client can connect. */
  static MultiplexorProcess start(List<String> program, int workers) throws IOException {
    MultiplexorProcess multiplexor = begin(program, workers);
    try {
      multiplexor.awaitSocket();
      return multiplexor;
    } catch (IOException failure) {
      multiplexor.close();
      throw failure;
    }
  }

  /** Starts it; no client can connect yet. */
  static MultiplexorProcess begin(List<String> program, int workers) throws IOException {
    Spool spool = Spool.make();
    List<String> options = new ArrayList<>(options(workers));
    options.addAll(List.of("-f", spool.path("worker").toString()));
    return begin(program, spool, options, workers);
  }

  /** The same with options of one's own, but for those that name the spool. */
  static MultiplexorProcess begin(
      List<String> program, Spool spool, List<String> options, int workers) throws IOException {
    List<String> command = new ArrayList<>(program);
    command.add("-D");
    command.addAll(options);
    command.addAll(spool.placeOptions().toList());
    loadClasses();
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(spool.path("output.log").toFile())
            .start();
    Thread killer = Thread.ofPlatform().unstarted(process::destroy);
    Runtime.getRuntime().addShutdownHook(killer);
    return new MultiplexorProcess(process, spool, workers, start, killer);
  }

  /** Returns when a client can connect. */
  void awaitSocket() throws IOException {
    while (System.nanoTime() - startNanos < START_LIMIT_NANOS) {
      try {
        long connectedNanos = 0;
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
          channel.connect(UnixDomainSocketAddress.of(commandSocket()));
          connectedNanos = System.nanoTime();
          // A bare connect and close would make the reference wake a worker.
          exchange(channel, "free");
        }
        startUpNanos = connectedNanos - startNanos;
        return;
      } catch (IOException notYet) {
        if (!process.isAlive()) {
          String output = Files.readString(spool.path("output.log"), StandardCharsets.ISO_8859_1);
          throw new IOException("the multiplexor ended: " + output.strip(), notYet);
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
    process.destroyForcibly();
    throw new IOException("no client could connect within " + START_LIMIT_NANOS + " ns");
  }

  Path commandSocket() {
    return spool.path("command.sock");
  }

  Path notifySocket() {
    return spool.path("notify.sock");
  }

  /** From exec until a client could connect. */
  long startUpNanos() {
    return startUpNanos;
  }

  /** Has every slot start its worker: they begin to answer only when all of them hold a request. */
  void fill() throws IOException {
    try (Deadman _ = deadman(FILL_LIMIT_SECONDS);
        Requests requests = new Requests(commandSocket(), workers)) {
      for (int request = 0; request < workers; request++) {
        requests.begin(request);
      }
      while (states().contains("S")) {
        if (requests.await(FILL_POLL_MILLIS) > 0) {
          throw new IOException("a request was refused while workers were started");
        }
      }
      spool.openGate();
      int answered = 0;
      while (answered < workers) {
        int ready = requests.await(FILL_POLL_MILLIS);
        for (int index = 0; index < ready; index++) {
          requests.complete(requests.ended(index));
        }
        answered += ready;
      }
    }
  }

  /** Workers that wait at the gate go on. */
  void openGate() throws IOException {
    spool.openGate();
  }

  /** Whether a process is one that it is the parent of. */
  boolean isChild(ProcessHandle other) {
    return other.parent().map(parent -> parent.pid() == process.pid()).orElse(false);
  }

  /** Its pid, and those of all that it has started. */
  List<Long> family() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(ProcessHandle::pid)
        .toList();
  }

  /** Whether its output has these words. */
  boolean hasSaid(String words) {
    try {
      return Files.readString(spool.path("output.log"), StandardCharsets.ISO_8859_1)
          .contains(words);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Kills it unless closed in time, so that nothing waits for it for ever. */
  Deadman deadman(double seconds) {
    return new Deadman(process, seconds);
  }

  /** How it ended, if it has or is about to. */
  Optional<String> ended() throws IOException {
    try {
      if (!process.waitFor(CRASH_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        return Optional.empty();
      }
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
    int status = process.exitValue();
    if (status == SIGNAL_STATUS + KILLED) {
      return Optional.of("made no progress, was killed");
    }
    return Optional.of(
        status > SIGNAL_STATUS
            ? "signal " + (status - SIGNAL_STATUS)
            : "exit with status " + status);
  }

  ProcessFigures figures() throws IOException {
    return ProcessFigures.of(process.pid());
  }

  /** The program that really runs. */
  Path executable() throws IOException {
    return Path.of("/proc", Long.toString(process.pid()), "exe").toRealPath();
  }

  ListenerView.Truth truth() throws IOException {
    return new ListenerView.Truth(states(), Integer.parseInt(ask("free").strip()));
  }

  /** A letter a slot. */
  private String states() throws IOException {
    String answer = ask("status");
    if (answer.length() < workers) {
      throw new IOException("status was answered with: " + answer.strip());
    }
    return answer.substring(0, workers);
  }

  List<Long> workerPids() throws IOException {
    return PROCESS_OF_WORKER
        .matcher(ask("workers"))
        .results()
        .map(match -> Long.valueOf(match.group(1)))
        .toList();
  }

  String ask(String command) throws IOException {
    return ask(commandSocket(), command);
  }

  static String ask(Path socket, String command) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(socket));
      return exchange(channel, command);
    }
  }

  private static String exchange(SocketChannel channel, String command) throws IOException {
    channel.write(ByteBuffer.wrap((command + "\n").getBytes(StandardCharsets.ISO_8859_1)));
    ByteBuffer answer = ByteBuffer.allocate(ANSWER_BYTES);
    int count = 0;
    while (count >= 0 && answer.hasRemaining()) {
      count = channel.read(answer);
    }
    if (answer.position() == 0) {
      throw new IOException("no answer to " + command);
    }
    return StandardCharsets.ISO_8859_1.decode(answer.flip()).toString();
  }

  @Override
  public void close() throws IOException {
    // A worker that waits at the gate would be given its time to go.
    spool.openGate();
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException interrupted) {
      throw interrupted(interrupted);
    }
    Runtime.getRuntime().removeShutdownHook(killer);
    spool.close();
  }

  /** The first process and the first connection of this JVM are not to count as start-up. */
  private static void loadClasses() throws IOException {
    new ProcessBuilder("true").start();
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      exchange(channel, "");
    } catch (NotYetConnectedException expected) {
      // Nothing listens for it.
    }
  }

  private static InterruptedIOException interrupted(InterruptedException cause) {
    Thread.currentThread().interrupt();
    InterruptedIOException failure =
        new InterruptedIOException("interrupted while the multiplexor ends");
    failure.initCause(cause);
    return failure;
  }
}
