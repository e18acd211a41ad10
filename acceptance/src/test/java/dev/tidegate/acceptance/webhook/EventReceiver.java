package dev.tidegate.acceptance.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;

/** A receiver of CloudEvents that can go away and come back, and fail in several ways. */
final class EventReceiver implements AutoCloseable {

  /** What it does with a request. */
  interface Behaviour {
    void answer(HttpExchange exchange) throws IOException, InterruptedException;
  }

  /** Takes it. */
  static final Behaviour TAKES = exchange -> exchange.sendResponseHeaders(204, -1);

  private final InetSocketAddress address;
  private final List<JsonObject> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile Behaviour behaviour = TAKES;
  private volatile String token = "";
  private boolean isThere;
  private HttpServer server;

  private EventReceiver(InetSocketAddress address, HttpServer server) {
    this.address = address;
    this.server = server;
  }

  /**
   * Chooses a port where nobody is yet, on a loopback address of its own: what else runs here takes
   * its ports on others meanwhile.
   */
  static EventReceiver away() {
    byte[] own = new byte[4];
    ThreadLocalRandom.current().nextBytes(own);
    own[0] = 127;
    own[3] |= 2;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByAddress(own))) {
      return new EventReceiver(
          (InetSocketAddress) free.getLocalSocketAddress(), HttpServer.create());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static EventReceiver present() {
    EventReceiver receiver = away();
    receiver.comeBack();
    return receiver;
  }

  String url() {
    return "http://%s:%d/hook?key=hidden-key"
        .formatted(address.getAddress().getHostAddress(), address.getPort());
  }

  void behave(Behaviour next) {
    behaviour = next;
  }

  void comeBack() {
    try {
      server = HttpServer.create(address, 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/hook", this::handle);
    server.setExecutor(threads);
    server.start();
    isThere = true;
  }

  void goAway() {
    if (isThere) {
      server.stop(0);
    }
    isThere = false;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
      requests.add(JsonParser.parseString(body).getAsJsonObject());
      token = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
      behaviour.answer(exchange);
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  /** The Authorization that came last. */
  String token() {
    return token;
  }

  /** Each try, in its order. */
  List<JsonObject> requests() {
    return requests;
  }

  /** Each event once, in the order of their first tries. The same id must mean the same event. */
  List<JsonObject> events() {
    Map<String, JsonObject> events = new LinkedHashMap<>();
    for (JsonObject each : requests) {
      JsonObject before = events.putIfAbsent(text(each, "id"), each);
      if (before != null && !before.equals(each)) {
        throw new AssertionError("two events with one id: " + before + " and " + each);
      }
    }
    return List.copyOf(events.values());
  }

  static String text(JsonObject object, String name) {
    return object.get(name).getAsString();
  }

  @Override
  public void close() {
    goAway();
    threads.shutdownNow();
  }
}
