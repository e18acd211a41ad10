package dev.tidegate.tools.gate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.UnaryOperator;

/**
 * The Unix socket at which the running gate can be asked: one line in, some lines out. At most 16
 * clients at once, each for ten seconds; nothing that they do reaches the gate's own thread.
 */
final class GateSocket implements AutoCloseable {
  private static final int MOST_CLIENTS = 16;
  private static final int MOST_LINE_BYTES = 256;
  private static final int MOST_ANSWER_BYTES = 8_192;
  private static final Duration CLIENT_TIME = Duration.ofSeconds(10);
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMillis(100);

  private final Path path;
  private final ServerSocketChannel server;
  private final UnaryOperator<String> answer;
  private final Semaphore places = new Semaphore(MOST_CLIENTS);

  private GateSocket(Path path, ServerSocketChannel server, UnaryOperator<String> answer) {
    this.path = path;
    this.server = server;
    this.answer = answer;
  }

  /**
   * Offers it; a socket that a dead gate has left there is replaced.
   *
   * @param answer to a line, called by any thread
   * @throws SocketTakenException if a living gate answers there
   */
  static GateSocket open(Path path, UnaryOperator<String> answer)
      throws IOException, SocketTakenException {
    if (isAnswered(path)) {
      throw new SocketTakenException(
          "another gate answers at " + path + ": give this one its own --socket");
    }
    Path folder = path.toAbsolutePath().getParent();
    if (folder != null && !Files.exists(folder)) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
    GateSocket socket = new GateSocket(path, bind(path), answer);
    Thread.ofPlatform().daemon().name("socket").start(socket::accept);
    return socket;
  }

  /**
   * Made in a folder that nobody else can enter, and moved when its rights are as they shall be.
   */
  private static ServerSocketChannel bind(Path path) throws IOException {
    Path folder = path.toAbsolutePath().getParent();
    Path cradle = Files.createTempDirectory(folder, ".");
    Path made = cradle.resolve("s");
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(made), MOST_CLIENTS);
      Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
      Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      server.close();
      throw e;
    } finally {
      Files.deleteIfExists(made);
      Files.deleteIfExists(cradle);
    }
    return server;
  }

  private static boolean isAnswered(Path path) {
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return client.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        places.acquire();
        serveNext();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void serveNext() throws InterruptedException {
    try {
      SocketChannel client = server.accept();
      Thread.ofVirtual().start(() -> serve(client));
    } catch (ClosedChannelException e) {
      places.release();
    } catch (IOException e) {
      places.release();
      Thread.sleep(PAUSE_AFTER_FAILURE);
    }
  }

  private void serve(SocketChannel client) {
    Thread watch = Thread.ofVirtual().start(() -> end(client));
    try (client) {
      ByteBuffer out = ByteBuffer.wrap(bounded(answer.apply(line(client))));
      while (out.hasRemaining()) {
        client.write(out);
      }
    } catch (IOException e) {
      // The client's mistake, or its time was up.
    } finally {
      watch.interrupt();
      places.release();
    }
  }

  private static byte[] bounded(String text) {
    return text.substring(0, Math.min(text.length(), MOST_ANSWER_BYTES)).getBytes(ISO_8859_1);
  }

  private static String line(SocketChannel client) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(MOST_LINE_BYTES);
    while (in.hasRemaining() && client.read(in) >= 0) {
      String text = new String(in.array(), 0, in.position(), ISO_8859_1);
      int end = text.indexOf('\n');
      if (end >= 0) {
        return text.substring(0, end);
      }
    }
    throw new IOException("no line");
  }

  private static void end(SocketChannel client) {
    try {
      Thread.sleep(CLIENT_TIME);
      client.close();
    } catch (InterruptedException | IOException e) {
      // It has been served.
    }
  }

  /** Takes it away. */
  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(path);
  }
}
