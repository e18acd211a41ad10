package dev.tidegate.tools.dashboard.web;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;

/**
 * Where each request comes in: it lets in who calls this server by its name, gives each answer the
 * headers that keep browsers safe, and hands the request to what answers it.
 */
final class Door extends Handler.Abstract {
  /** How long the body of a request may be. */
  static final int MAX_BODY_BYTES = 4_096;

  private static final int MAX_PATH_CHARS = 512;

  /** No script but ours, nothing from elsewhere, and in nobody's frame. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self';"
          + " connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private static final Map<String, String> SAFETY =
      Map.of(
          "Content-Security-Policy", POLICY,
          "X-Content-Type-Options", "nosniff",
          "Referrer-Policy", "no-referrer",
          "Cross-Origin-Resource-Policy", "same-origin",
          "Cross-Origin-Opener-Policy", "same-origin",
          "X-Frame-Options", "DENY");

  private final Optional<HostNames> names;
  private final Site site;
  private final EventStreams streams;
  private final WebConnections connections;
  private final Consumer<String> log;

  /**
   * @param names by which it may be called; empty if any will do
   */
  Door(
      Optional<HostNames> names,
      Site site,
      EventStreams streams,
      WebConnections connections,
      Consumer<String> log) {
    this.names = names;
    this.site = site;
    this.streams = streams;
    this.connections = connections;
    this.log = log;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    Connection connection = request.getConnectionMetaData().getConnection();
    connections.step(connection);
    Request.addCompletionListener(request, failure -> connections.step(connection));
    Optional<Reply> refusal = refusal(request);
    if (refusal.isPresent()) {
      // What is left of the request is not waited for.
      response.getHeaders().put(HttpHeader.CONNECTION, "close");
      send(request, response, callback, refusal.get());
      return true;
    }
    String path = Request.getPathInContext(request);
    if (path.equals(Site.EVENTS)) {
      stream(request, response, callback);
    } else {
      send(request, response, callback, answer(request, path));
    }
    return true;
  }

  private Optional<Reply> refusal(Request request) {
    String path = Request.getPathInContext(request);
    // A browser always says which host it means; only old programs that watch servers do not.
    List<String> hosts = request.getHeaders().getValuesList(HttpHeader.HOST);
    if (names.isPresent() && !hosts.stream().allMatch(names.get()::knows)) {
      return Optional.of(
          Reply.error(
              421,
              "This dashboard is not called by that name; who runs it can add names with"
                  + " --host-name."));
    }
    if (path.length() > MAX_PATH_CHARS) {
      return Optional.of(Reply.error(414, "The address is too long."));
    }
    if (!site.knows(path, request.getMethod())) {
      return Optional.of(
          Reply.error(405, "That can not be done to this address.")
              .with("Allow", site.allowed(path)));
    }
    return Optional.empty();
  }

  private Reply answer(Request request, String path) {
    try {
      String body = site.takesBody(request.getMethod()) ? body(request) : "";
      return site.route(path).answer(inquiry(request, path, body));
    } catch (TooLargeException tooLarge) {
      return Reply.error(413, "The body of a request may have " + MAX_BODY_BYTES + " bytes.");
    } catch (IOException broken) {
      return Reply.error(400, "The request did not come whole.");
    } catch (RuntimeException bug) {
      log.accept("no answer to " + request.getMethod() + " " + path + ": " + bug);
      return Reply.error(500, "An error of the dashboard; its log has more.");
    }
  }

  private static Inquiry inquiry(Request request, String path, String body) {
    HttpFields headers = request.getHeaders();
    return new Inquiry(
        request.getMethod(),
        path,
        query(request),
        name -> Optional.ofNullable(headers.get(name)),
        body,
        String.valueOf(request.getConnectionMetaData().getRemoteSocketAddress()));
  }

  private static Map<String, String> query(Request request) {
    Map<String, String> query = new HashMap<>();
    try {
      for (Fields.Field field : Request.extractQueryParameters(request)) {
        query.put(field.getName(), field.getValue());
      }
    } catch (RuntimeException malformed) {
      query.clear();
    }
    return Map.copyOf(query);
  }

  /** Told of a body that is longer than one may be. */
  private static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1;
  }

  private static String body(Request request) throws IOException {
    try (InputStream in = Request.asInputStream(request)) {
      byte[] bytes = in.readNBytes(MAX_BODY_BYTES + 1);
      if (bytes.length > MAX_BODY_BYTES) {
        throw new TooLargeException();
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  private void stream(Request request, Response response, Callback callback) {
    if (!streams.takePlace()) {
      send(
          request,
          response,
          callback,
          Reply.error(
              503,
              "As many as " + EventStreams.MAX_READERS + " read events already: try again later."));
      return;
    }
    connections.stay(request.getConnectionMetaData().getConnection());
    HttpFields.Mutable headers = response.getHeaders();
    SAFETY.forEach(headers::put);
    headers.put(HttpHeader.CONTENT_TYPE, "text/event-stream");
    headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    headers.put("X-Accel-Buffering", "no");
    response.setStatus(200);
    EventReader reader = new EventReader(response, new StreamEnd(streams, callback));
    request.addFailureListener(reader::failed);
    streams.add(reader, Optional.ofNullable(request.getHeaders().get("Last-Event-ID")).orElse(""));
  }

  private static void send(Request request, Response response, Callback callback, Reply reply) {
    HttpFields.Mutable headers = response.getHeaders();
    SAFETY.forEach(headers::put);
    headers.put(HttpHeader.CONTENT_TYPE, reply.contentType());
    if (!reply.headers().containsKey("Cache-Control")) {
      headers.put(HttpHeader.CACHE_CONTROL, "no-store");
    }
    reply.headers().forEach(headers::put);
    response.setStatus(reply.status());
    boolean empty = request.getMethod().equals("HEAD") || reply.status() == 304;
    if (reply.status() != 304) {
      headers.put(new HttpField(HttpHeader.CONTENT_LENGTH, Integer.toString(reply.body().length)));
    }
    response.write(true, ByteBuffer.wrap(empty ? new byte[0] : reply.body()), callback);
  }

  /** Gives the headers of every answer to one that was not made here. */
  static void errorBeforeTheDoor(
      Request request, Response response, Callback callback, int status) {
    String sentence =
        switch (status) {
          case 414, 431 -> "The address or the headers of the request are too long.";
          case 400 -> "This is no request of HTTP that can be understood.";
          case 505 -> "Only HTTP/1.1 and HTTP/1.0 are spoken here.";
          default -> "The request could not be answered.";
        };
    send(request, response, callback, Reply.error(status, sentence));
  }
}
