package dev.tidegate.tools.listen;

import dev.tidegate.client.Update.Cause;
import dev.tidegate.protocol.notify.CleanText;
import dev.tidegate.protocol.notify.JsonLine;
import dev.tidegate.protocol.notify.Message;
import dev.tidegate.protocol.notify.MessageForm;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An object a line: the multiplexor's own if it spoke in JSON, else one of ours with the same
 * names. With several hosts each begins with {@code source}, the name of the host. ({@code host} is
 * the multiplexor's word, in {@code hello}.)
 */
record JsonPrinter(boolean namesHosts) implements Printer {
  private static final String SOURCE = "source";

  /** So that what the multiplexor cut at its bound is not cut a second time. */
  private static final int MAX_SOURCE_BYTES = 512;

  @Override
  public Optional<String> text(ListenerEvent event) {
    if (event.cause() instanceof Cause.Received(Message message, String line)
        && isWholeStory(event, message, line)) {
      return Optional.of(named(event.host(), CleanText.of(line, JsonLine.MAX_BYTES)));
    }
    return switch (event.type()) {
      case GREETING, HELLO, SNAPSHOT_BEGUN, SNAPSHOT -> Optional.empty();
      case CONNECTED ->
          event.field(Field.VERSION).isPresent() ? Optional.empty() : Optional.of(own(event));
      case BUSY_TIMEOUT,
          FREE_WORKERS,
          REREAD,
          REREAD_FAILED,
          STATUS,
          WORKER_DIED,
          SOME_FREE,
          NONE_FREE,
          SERVICEABLE_WORKERS,
          UNKNOWN,
          DROPPED,
          LOST,
          REFUSED,
          SILENT,
          QUERY_FAILED,
          ERROR,
          OTHER ->
          Optional.of(own(event));
    };
  }

  /** Not of an event that was only concluded from what was told. */
  private static boolean isWholeStory(ListenerEvent event, Message message, String line) {
    boolean json =
        message.form() instanceof MessageForm.Json
            || (message instanceof Message.Unknown && line.startsWith("{") && line.endsWith("}"));
    return json && HostView.typeOf(message).equals(Optional.of(event.type()));
  }

  private String named(String host, String object) {
    if (!namesHosts) {
      return object;
    }
    String source = new String(source(host), StandardCharsets.US_ASCII).strip();
    String rest = object.substring(1);
    return source.substring(0, source.length() - 1) + (rest.equals("}") ? "" : ",") + rest;
  }

  private static byte[] source(String host) {
    return new JsonLine().begin().text(SOURCE, host, MAX_SOURCE_BYTES).end();
  }

  private String own(ListenerEvent event) {
    JsonLine line = new JsonLine().begin();
    if (namesHosts) {
      line.text(SOURCE, event.host(), MAX_SOURCE_BYTES);
    }
    Instant time = event.time();
    line.time("time", time.toEpochMilli()).text("type", event.type().word());
    event.type().letter().ifPresent(letter -> line.text("letter", String.valueOf(letter)));
    if (event.stated()) {
      line.flag("snapshot", true);
    }
    for (Map.Entry<Field, String> each : event.fields().entrySet()) {
      Field field = each.getKey();
      switch (field.kind()) {
        case NUMBER -> line.number(field.word(), Long.parseLong(each.getValue()));
        case FLAG -> line.flag(field.word(), Boolean.parseBoolean(each.getValue()));
        case TEXT -> line.text(field.word(), each.getValue());
      }
    }
    return new String(line.end(), StandardCharsets.US_ASCII).strip();
  }
}
