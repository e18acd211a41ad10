package dev.tidegate.image;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** What clients of a multiplexor do in a day, in a second: something of everything. */
final class TrainingWorkload {
  private static final long START_NANOS = 30_000_000_000L;
  private static final long LOOK_MILLIS = 5;
  private static final int ROUNDS = 300;
  private static final int CLIENTS = 6;
  private static final int ANSWER_BYTES = 8192;

  private static final List<String> REQUESTS =
      List.of(
          "scan Q1 /nowhere",
          "relayok 192.0.2.1 host.example 2525 192.0.2.2 25 Q2",
          "senderok a@example.com 192.0.2.1 host.example helo /nowhere Q3 x",
          "recipok b@example.com a@example.com 192.0.2.1 host.example c helo /nowhere Q4 x",
          "helook 192.0.2.1 host.example helo",
          "scan Q5 complain");
  private static final List<String> QUESTIONS =
      List.of(
          "free",
          "version",
          "status",
          "workers",
          "busyworkers",
          "workerinfo 0",
          "workerinfo x",
          "load",
          "load-relayok",
          "load1 60",
          "hload",
          "hload-scan",
          "histo",
          "msgs",
          "stats",
          "drain 3",
          "resume 3",
          "kill 0:1",
          "help",
          "autoscale",
          "tick",
          "foo_no_such_command",
          "");

  private final Path spool;
  private final Process daemon;

  TrainingWorkload(Path spool, Process daemon) {
    this.spool = spool;
    this.daemon = daemon;
  }

  /** Returns when all is done and answered. */
  void run() throws IOException, InterruptedException {
    try (SocketChannel all = listen("?* snapshot\n");
        SocketChannel gate = listen("?YZ heartbeat=1\n");
        SocketChannel reader = listen("?* json snapshot\n");
        SocketChannel resumed = listen("?BU json since=0123456789abcdef:1\n")) {
      ask("command", "scan Q0 die");
      requests();
      for (String question : QUESTIONS) {
        ask("command", question);
        ask("unprivileged", question);
      }
      ask("map", "3:a b,8:table me,2:x,");
      ask("command", "reread");
      requests();
      for (SocketChannel listener : List.of(all, gate, reader, resumed)) {
        drain(listener);
      }
    }
  }

  /** Returns when its sockets take connections. */
  void awaitStart() throws IOException, InterruptedException {
    long startNanos = System.nanoTime();
    while (true) {
      try {
        ask("notify", "");
        return;
      } catch (IOException notYet) {
        if (!daemon.isAlive() || System.nanoTime() - startNanos > START_NANOS) {
          throw new IOException("the training run does not come up", notYet);
        }
        Thread.sleep(LOOK_MILLIS);
      }
    }
  }

  private void requests() throws IOException, InterruptedException {
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Void>> running =
          IntStream.range(0, CLIENTS)
              .mapToObj(
                  client ->
                      clients.<Void>submit(
                          () -> {
                            for (int round = 0; round < ROUNDS; round++) {
                              ask("command", REQUESTS.get((client + round) % REQUESTS.size()));
                            }
                            return null;
                          }))
              .toList();
      for (Future<Void> each : running) {
        each.get();
      }
    } catch (ExecutionException failure) {
      throw new IOException("a request of the training run failed", failure);
    }
  }

  private SocketChannel open(String socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(UnixDomainSocketAddress.of(spool.resolve(socket)));
      return channel;
    } catch (IOException failure) {
      channel.close();
      throw failure;
    }
  }

  private SocketChannel listen(String interest) throws IOException {
    SocketChannel channel = open("notify");
    write(channel, interest);
    return channel;
  }

  private static void drain(SocketChannel listener) throws IOException {
    listener.configureBlocking(false);
    ByteBuffer piece = ByteBuffer.allocate(ANSWER_BYTES);
    while (listener.read(piece.clear()) > 0) {
      // Until there is nothing left.
    }
  }

  /** Sends a line, and reads what comes until the other side closes. */
  private void ask(String socket, String line) throws IOException {
    try (SocketChannel channel = open(socket)) {
      write(channel, line + "\n");
      channel.shutdownOutput();
      ByteBuffer piece = ByteBuffer.allocate(ANSWER_BYTES);
      while (channel.read(piece.clear()) >= 0) {
        // Until there is nothing more.
      }
    }
  }

  private static void write(SocketChannel channel, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
