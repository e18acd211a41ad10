package dev.tidegate.acceptance.dashboard;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A request of HTTP/1.1 and its whole answer, byte by byte as a test wants it; no client that would
 * know better stands between.
 */
record Exchange(int status, List<String> headers, String body) {

  /** Sends it by a connection of its own. */
  static Exchange with(
      SocketAddress address, String request, String host, List<String> headers, String body) {
    StringBuilder text = new StringBuilder(request + " HTTP/1.1\r\nHost: " + host + "\r\n");
    headers.forEach(header -> text.append(header).append("\r\n"));
    if (!body.isEmpty()) {
      text.append("Content-Length: ").append(body.getBytes(UTF_8).length).append("\r\n");
    }
    text.append("Connection: close\r\n\r\n").append(body);
    return of(address, text.toString());
  }

  /** Sends these bytes and reads until the end. */
  static Exchange of(SocketAddress address, String text) {
    try (SocketChannel channel = SocketChannel.open(address)) {
      send(channel, text);
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      ByteBuffer piece = ByteBuffer.allocate(65_536);
      while (channel.read(piece.clear()) >= 0) {
        answer.write(piece.array(), 0, piece.position());
      }
      return parse(answer.toString(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A server that refuses early need not read it all. */
  private static void send(SocketChannel channel, String text) {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    } catch (IOException refused) {
      // What was answered tells why.
    }
  }

  private static Exchange parse(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    if (end < 0) {
      throw new AssertionError("no whole answer: " + answer);
    }
    List<String> lines = answer.substring(0, end).lines().toList();
    int status = Integer.parseInt(lines.getFirst().split(" ", -1)[1]);
    return new Exchange(status, lines.subList(1, lines.size()), answer.substring(end + 4));
  }

  /** Returns a header by its name, if it is there. */
  Optional<String> header(String name) {
    String start = name.toLowerCase(Locale.ROOT) + ": ";
    return headers.stream()
        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(start))
        .map(line -> line.substring(start.length()))
        .findFirst();
  }

  /** Returns the body as a document. */
  JsonObject json() {
    return new Gson().fromJson(body, JsonObject.class);
  }

  /** Returns the sentence of a refusal. */
  String error() {
    return json().get("error").getAsString();
  }
}
