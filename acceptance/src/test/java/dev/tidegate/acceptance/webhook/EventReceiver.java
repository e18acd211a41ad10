package dev.tidegate.acceptance.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tidegate.acceptance.subject.HeldPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A receiver of CloudEvents that can go away and come back, and fail in several ways. */
final class EventReceiver implements AutoCloseable {

  /** What it does with a request. */
  interface Behaviour {
    void answer(HttpExchange exchange) throws IOException, InterruptedException;
  }

  /** Takes it. */
  static final Behaviour TAKES = exchange -> exchange.sendResponseHeaders(204, -1);

  private final HeldPort port;
  private final List<JsonObject> requests = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile Behaviour behaviour = TAKES;
  private volatile String token = "";
  private @Nullable HttpServer server;

  private EventReceiver(HeldPort port) {
    this.port = port;
  }

  /** One at whose port connections are refused. */
  static EventReceiver away() {
    return new EventReceiver(HeldPort.take());
  }

  static EventReceiver present() {
    EventReceiver receiver = away();
    receiver.comeBack();
    return receiver;
  }

  String url() {
    return "http://127.0.0.1:%d/hook?key=hidden-key".formatted(port.number());
  }

  void behave(Behaviour next) {
    behaviour = next;
  }

  void comeBack() {
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port.number());
    try {
      HttpServer next = port.listen(() -> HttpServer.create(address, 0));
      next.createContext("/hook", this::handle);
      next.setExecutor(threads);
      next.start();
      server = next;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void goAway() {
    if (server != null) {
      server.stop(0);
    }
    server = null;
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
    port.close();
  }
}
