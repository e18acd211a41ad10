package dev.tidegate.benchmarks;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.NotYetConnectedException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** One multiplexor of either kind, in a spool directory of its own, with minimal workers. */
final class MultiplexorProcess implements AutoCloseable {
  /** The reference's largest queue; every request of 64 clients fits. */
  private static final String QUEUE_SIZE = "128";

  private static final String BACKLOG = "200";
  private static final long START_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(120);
  private static final long STOP_LIMIT_SECONDS = 30;
  private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(500);
  private static final int FILL_TRIES = 5;
  private static final int ANSWER_BYTES = 4096;
  private static final String MAIL_USER = "defang";

  private final Process process;
  private final Path spool;
  private final long startUpNanos;

  /** Ends the process if the benchmark is interrupted. */
  private final Thread killer;

  private MultiplexorProcess(Process process, Path spool, long startUpNanos, Thread killer) {
    this.process = process;
    this.spool = spool;
    this.startUpNanos = startUpNanos;
    this.killer = killer;
  }

  /** Starts it and waits until a client can connect. */
  static MultiplexorProcess start(Program program, Path root, int workers) throws IOException {
    Path spool = Files.createTempDirectory("tidegate-bench");
    Files.setPosixFilePermissions(spool, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path worker = writeWorker(spool);
    List<String> command = new ArrayList<>(program.command(root));
    boolean superuser = System.getProperty("user.name").equals("root");
    if (superuser) {
      UserPrincipal owner =
          spool.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(MAIL_USER);
      Files.setOwner(spool, owner);
      command.addAll(List.of("-U", MAIL_USER));
    }
    command.addAll(List.of("-D", "-m", "1", "-x", Integer.toString(workers)));
    command.addAll(List.of("-r", "700000000", "-i", "3600", "-b", "600"));
    command.addAll(List.of("-q", QUEUE_SIZE, "-I", BACKLOG));
    command.addAll(List.of("-z", spool.toString(), "-f", worker.toString()));
    command.addAll(List.of("-s", spool.resolve("command.sock").toString()));
    command.addAll(List.of("-O", spool.resolve("notify.sock").toString()));
    Path log = spool.resolve("output.log");
    loadClasses();
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    Thread killer = Thread.ofPlatform().unstarted(process::destroy);
    Runtime.getRuntime().addShutdownHook(killer);
    return new MultiplexorProcess(process, spool, awaitSocket(process, spool, start), killer);
  }

  Path commandSocket() {
    return spool.resolve("command.sock");
  }

  Path notifySocket() {
    return spool.resolve("notify.sock");
  }

  /** From exec until a client could connect. */
  long startUpNanos() {
    return startUpNanos;
  }

  /** Has every slot start its worker: it is held until as many requests as slots wait for it. */
  void fill(int workers) throws IOException {
    Libc libc = new Libc();
    for (int attempt = 0; attempt < FILL_TRIES; attempt++) {
      libc.kill(process.pid(), Libc.SIGSTOP);
      try (LoadGenerator generator = new LoadGenerator(commandSocket(), workers)) {
        libc.kill(process.pid(), Libc.SIGCONT);
        generator.drain();
      }
      if (!ask("status").substring(0, workers).contains("S")) {
        return;
      }
    }
    throw new IOException("not all of " + workers + " workers could be started");
  }

  ProcessFigures figures() throws IOException {
    return ProcessFigures.of(process.pid());
  }

  private String ask(String command) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(commandSocket()));
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
    return StandardCharsets.ISO_8859_1.decode(answer.flip()).toString();
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the multiplexor ends");
    }
    Runtime.getRuntime().removeShutdownHook(killer);
    try (Stream<Path> files = Files.list(spool)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(spool);
  }

  /**
   * A worker that answers each line with itself at the least cost: cat, which is everywhere. It
   * does so only after a moment, so that a burst of requests at the start finds no worker free
   * twice.
   */
  private static Path writeWorker(Path spool) throws IOException {
    Path worker = spool.resolve("worker");
    Files.writeString(worker, "#!/bin/sh\nsleep 2\nexec cat\n");
    Files.setPosixFilePermissions(worker, PosixFilePermissions.fromString("rwxr-xr-x"));
    return worker;
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

  private static long awaitSocket(Process process, Path spool, long startNanos) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(spool.resolve("command.sock"));
    while (System.nanoTime() - startNanos < START_LIMIT_NANOS) {
      try {
        long connectedNanos = 0;
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
          channel.connect(address);
          connectedNanos = System.nanoTime();
          // A bare connect and close would make the reference wake a worker.
          exchange(channel, "free");
        }
        return connectedNanos - startNanos;
      } catch (IOException notYet) {
        if (!process.isAlive()) {
          throw new IOException(
              "the multiplexor ended with status "
                  + process.exitValue()
                  + ": "
                  + Files.readString(spool.resolve("output.log"), StandardCharsets.ISO_8859_1),
              notYet);
        }
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
    process.destroyForcibly();
    throw new IOException("no client could connect within " + START_LIMIT_NANOS + " ns");
  }
}
