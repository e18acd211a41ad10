package dev.tidegate.acceptance.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidegate.acceptance.subject.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser's stream of events, as text, as far as it has been read. */
final class EventStream implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("(?m)^id: (\\S+)$");

  private final SocketChannel channel;
  private final StringBuilder text = new StringBuilder();
  private final ByteBuffer piece = ByteBuffer.allocate(65_536);

  private EventStream(SocketChannel channel) {
    this.channel = channel;
  }

  static EventStream open(SocketAddress address, String... headers) {
    try {
      SocketChannel channel = SocketChannel.open(address);
      String more = headers.length == 0 ? "" : String.join("\r\n", List.of(headers)) + "\r\n";
      channel.write(
          ByteBuffer.wrap(
              ("GET /api/events HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n").getBytes(UTF_8)));
      channel.configureBlocking(false);
      return new EventStream(channel);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads what is there and returns all that came. */
  String text() throws IOException {
    while (channel.read(piece.clear()) > 0) {
      text.append(UTF_8.decode(piece.flip()));
    }
    return text.toString();
  }

  void await(String part) {
    Until.holds("the stream has " + part, () -> text().contains(part));
  }

  /** Waits for a match in what comes after this call. */
  void awaitLater(Pattern pattern) {
    int from = text.length();
    Until.holds("the stream has " + pattern, () -> pattern.matcher(text().substring(from)).find());
  }

  /** Returns the id of the event that came last. */
  String lastId() throws IOException {
    Matcher ids = ID.matcher(text());
    String last = "";
    while (ids.find()) {
      last = ids.group(1);
    }
    return last;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
