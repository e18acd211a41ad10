package dev.tidegate.tools.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * A receiver of HTTP that does with each request what a test says, and can go away and come back.
 */
final class ScriptedReceiver implements AutoCloseable {
  private static final String TAKEN = "HTTP/1.1 204 No Content\r\n\r\n";

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * Bound and not listening, so that the port belongs to no other program and no outgoing
   * connection while the receiver is away.
   */
  private final Socket holder = new Socket();

  private ServerSocket server;
  private Thread accepting;
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private volatile Behaviour behaviour = (request, out) -> out.write(bytes(TAKEN));

  /** One that came whole. */
  record Request(Map<String, String> headers, String body) {}

  /** What to do with a request; the connection is closed if it throws. */
  interface Behaviour {
    void answer(Request request, OutputStream out) throws IOException, InterruptedException;
  }

  ScriptedReceiver() throws IOException {
    holder.setReuseAddress(true);
    holder.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    server = listening();
    accepting = accepting(server);
  }

  /**
   * Listens, again and again if need be: while another thread starts a program, the new process has
   * copies of all descriptors for some milliseconds, that of a socket that was closed here as well.
   */
  private ServerSocket listening() throws IOException {
    long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return new ServerSocket(holder.getLocalPort(), 50, holder.getLocalAddress());
      } catch (BindException inUse) {
        if (System.nanoTime() - deadlineNanos > 0) {
          throw inUse;
        }
        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
      }
    }
  }

  private Thread accepting(ServerSocket from) {
    return Thread.ofVirtual().start(() -> acceptAll(from));
  }

  /** Listens again, on the same port. */
  void comeBack() throws IOException {
    server = listening();
    accepting = accepting(server);
  }

  String url() {
    return "http://127.0.0.1:" + port() + "/events?key=hidden";
  }

  int port() {
    return holder.getLocalPort();
  }

  List<Request> requests() {
    return requests;
  }

  List<String> bodies() {
    return requests.stream().map(Request::body).toList();
  }

  int connectionsMade() {
    return connections.size();
  }

  void behave(Behaviour next) {
    behaviour = next;
  }

  /** Takes everything. */
  void take() {
    answer(TAKEN);
  }

  void answer(String text) {
    behave((request, out) -> out.write(bytes(text)));
  }

  void status(int status) {
    answer("HTTP/1.1 " + status + " Said So\r\nContent-Length: 0\r\n\r\n");
  }

  /** Answers with a text and closes the connection. */
  void answerAndCut(String text) {
    behave(
        (request, out) -> {
          out.write(bytes(text));
          throw new IOException("cut");
        });
  }

  /** Says nothing, for ever. */
  void saySilence() {
    behave((request, out) -> new Semaphore(0).acquire());
  }

  /** Answers with a text and goes on with another for ever. */
  void answerEndlessly(String text, String more, int pauseMillis) {
    behave(
        (request, out) -> {
          out.write(bytes(text));
          while (true) {
            out.write(bytes(more));
            if (pauseMillis > 0) {
              Thread.sleep(pauseMillis);
            }
          }
        });
  }

  private void acceptAll(ServerSocket from) {
    try {
      while (true) {
        Socket connection = from.accept();
        connections.add(connection);
        Thread.ofVirtual().start(() -> serve(connection));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      InputStream in = new BufferedInputStream(connection.getInputStream());
      while (true) {
        Request request = read(in);
        requests.add(request);
        behaviour.answer(request, connection.getOutputStream());
        connection.getOutputStream().flush();
      }
    } catch (IOException | InterruptedException over) {
      // Closed by one of the two.
    }
  }

  private static Request read(InputStream in) throws IOException {
    List<String> head = new ArrayList<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      head.add(line);
    }
    Map<String, String> headers = new HashMap<>();
    headers.put("", head.getFirst());
    for (String line : head.subList(1, head.size())) {
      String[] parts = line.split(": ?", 2);
      headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    return new Request(headers, new String(in.readNBytes(length), ISO_8859_1));
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int each = in.read(); each != '\n'; each = in.read()) {
      if (each < 0) {
        throw new IOException("end");
      }
      line.append((char) each);
    }
    return line.toString().strip();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private boolean isListening() {
    try (Socket client = new Socket(holder.getLocalAddress(), holder.getLocalPort())) {
      return client.isConnected();
    } catch (IOException refused) {
      return false;
    }
  }

  /** Returns when nobody can connect any more. */
  void goAway() {
    try {
      server.close();
      // Until it has noticed, the kernel goes on to take connections.
      accepting.join();
      for (Socket each : connections) {
        each.close();
      }
      // And so it does where a program is being started that has a copy of the descriptor.
      Until.holds(PATIENCE, () -> !isListening());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    goAway();
    try {
      holder.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
