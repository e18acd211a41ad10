package dev.tidegate.acceptance.transcript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/** Hears the scripted workers of one multiplexor and tells them what to do, over a Unix socket. */
final class WorkerScripts implements AutoCloseable {

  /** A worker that cannot write on must not stop the transcript. */
  private static final long ACKNOWLEDGED_WITHIN_MILLIS = 1000;

  private record Worker(SocketChannel channel, SynchronousQueue<String> acknowledged) {}

  private final ServerSocketChannel server;
  private final Heard heard;
  private final Map<String, Worker> workers = new ConcurrentHashMap<>();
  private final List<SocketChannel> channels = new CopyOnWriteArrayList<>();
  private int count;

  WorkerScripts(Path spool, Heard heard) {
    this.heard = heard;
    Path path = spool.resolve("script.sock");
    try {
      server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(path), 128);
      Spool.permit(path, "rwxrwxrwx");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.startVirtualThread(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        SocketChannel channel = server.accept();
        channels.add(channel);
        Thread.startVirtualThread(() -> converse(channel));
      }
    } catch (IOException _) {
      // closed: the transcript is over
    }
  }

  private void converse(SocketChannel channel) {
    String name = "";
    try (Scanner lines =
        new Scanner(Channels.newInputStream(channel), StandardCharsets.ISO_8859_1)) {
      while (lines.hasNextLine()) {
        String[] words = lines.nextLine().split(" ");
        switch (words[0]) {
          case "hello" -> name = started(channel, words);
          case "read" -> heard.worker(name, "reads " + text(words, 1));
          case "eof" -> heard.worker(name, "sees end of file");
          case "signal" -> heard.worker(name, "gets " + text(words, 1));
          case "done" -> {
            Worker worker = workers.get(name);
            if (worker != null) {
              worker.acknowledged().offer("", ACKNOWLEDGED_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
            }
          }
          default -> heard.note("unknown from a worker: " + words[0]);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    Worker worker = workers.remove(name);
    if (worker != null) {
      heard.worker(name, "ended");
      acknowledgeEnd(worker);
    }
  }

  /** Its end may come before anybody waits for it. */
  private static void acknowledgeEnd(Worker worker) {
    try {
      var _ = worker.acknowledged().offer("", ACKNOWLEDGED_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized String started(SocketChannel channel, String[] words) {
    String name = "w" + ++count;
    heard.fact(name, "pid", words[1]);
    for (int i = 2; i < words.length; i++) {
      String[] fact = text(words, i).split("=", 2);
      heard.fact(name, fact[0], fact[1]);
    }
    workers.put(name, new Worker(channel, new SynchronousQueue<>()));
    heard.worker(name, "started");
    return name;
  }

  private static String text(String[] words, int index) {
    return words.length <= index
        ? ""
        : new String(HexFormat.of().parseHex(words[index]), StandardCharsets.ISO_8859_1);
  }

  boolean knows(String worker) {
    return workers.containsKey(worker);
  }

  /** Returns once the worker has done it, or it has ended, or it is held up. */
  void tell(String name, Deed deed, String text) {
    Worker worker = workers.get(name);
    if (worker == null) {
      throw new IllegalStateException(name + " is not running");
    }
    String hex = HexFormat.of().formatHex(text.getBytes(StandardCharsets.ISO_8859_1));
    ByteBuffer line = StandardCharsets.US_ASCII.encode(deed.word() + " " + hex + "\n");
    try {
      while (line.hasRemaining()) {
        worker.channel().write(line);
      }
      // a worker that ends acknowledges by its end
      var _ = worker.acknowledged().poll(ACKNOWLEDGED_WITHIN_MILLIS, TimeUnit.MILLISECONDS);
    } catch (IOException e) {
      throw new IllegalStateException(name + " has ended: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
      for (SocketChannel channel : channels) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
