package dev.tidegate.tools.webhook;

import dev.tidegate.protocol.notify.JsonLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An event as CloudEvents 1.0 has it.
 *
 * @param id the same whenever the same event is sent again, and no other event of that source has
 *     it
 * @param source a URI that names where it comes from
 * @param type in reverse order of domains, such as {@code dev.tidegate.pool.none_free}
 * @param subject what of the source it is about
 * @param data in their order; long texts last
 */
public record CloudEvent(
    String id,
    String source,
    String type,
    Instant time,
    Optional<String> subject,
    List<Datum> data) {

  private static final int MAX_ATTRIBUTE_BYTES = 128;

  /** A host name of 253 bytes and the path of a socket with every byte as %xx. */
  private static final int MAX_SOURCE_BYTES = 640;

  private static final int MAX_TEXT_BYTES = 400;

  /** All texts of the data together: what the rest leaves of a line, with room to spare. */
  private static final int MAX_TEXTS_BYTES = 1_900;

  /** A line has room for so many, whatever their values, with names of 20 bytes. */
  private static final int MAX_DATA = 24;

  public CloudEvent {
    data = List.copyOf(data);
    if (data.size() > MAX_DATA) {
      throw new IllegalArgumentException(data.size() + " data of an event");
    }
  }

  /** A name, which is short, and a value. */
  public sealed interface Datum {
    /** Returns its name. */
    String name();

    /** A whole number. */
    record Whole(String name, long value) implements Datum {}

    /** Yes or no. */
    record Flag(String name, boolean value) implements Datum {}

    /** A text, which is cut if it is too long. */
    record Text(String name, String value) implements Datum {}
  }

  /** Returns it as one JSON object in ASCII without a newline, of at most 4,095 bytes. */
  byte[] print() {
    JsonLine line = new JsonLine().begin();
    line.text("specversion", "1.0").text("id", id, MAX_ATTRIBUTE_BYTES);
    line.text("source", source, MAX_SOURCE_BYTES).text("type", type, MAX_ATTRIBUTE_BYTES);
    line.time("time", time.toEpochMilli());
    subject.ifPresent(text -> line.text("subject", text, MAX_ATTRIBUTE_BYTES));
    line.open("data");
    printData(line);
    byte[] printed = line.close().end();
    return Arrays.copyOf(printed, printed.length - 1);
  }

  private void printData(JsonLine line) {
    List<Datum.Text> texts = new ArrayList<>();
    for (Datum each : data) {
      switch (each) {
        case Datum.Whole(String name, long value) -> line.number(name, value);
        case Datum.Flag(String name, boolean value) -> line.flag(name, value);
        case Datum.Text text -> texts.add(text);
      }
    }
    int left = MAX_TEXTS_BYTES;
    boolean isCut = false;
    for (int at = 0; at < texts.size(); at++) {
      Datum.Text text = texts.get(at);
      int most = at == texts.size() - 1 ? left : Math.min(left, MAX_TEXT_BYTES);
      String fitting = fitting(text.value(), most);
      isCut |= fitting.length() < text.value().length();
      left -= escapedBytes(fitting);
      line.text(text.name(), fitting);
    }
    if (isCut) {
      line.flag("cut", true);
    }
  }

  private static String fitting(String text, int mostBytes) {
    int bytes = 0;
    for (int at = 0; at < text.length(); at++) {
      bytes += escapedBytes(text.charAt(at));
      if (bytes > mostBytes) {
        return text.substring(0, at);
      }
    }
    return text;
  }

  private static int escapedBytes(String text) {
    return text.chars().map(each -> escapedBytes((char) each)).sum();
  }

  private static int escapedBytes(char each) {
    if (each < ' ' || each > '~') {
      return 6;
    }
    return each == '"' || each == '\\' ? 2 : 1;
  }
}
