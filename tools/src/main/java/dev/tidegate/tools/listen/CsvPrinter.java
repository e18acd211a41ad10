package dev.tidegate.tools.listen;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Values with commas between them and a line of headings, quoted as in RFC 4180 where they need it,
 * with a newline alone at the end of a line. The columns are always the same.
 */
record CsvPrinter() implements Printer {
  @Override
  public Optional<String> heading() {
    Stream<String> fields = Arrays.stream(Field.values()).map(Field::word);
    return Optional.of(
        String.join(
            ",",
            Stream.concat(Stream.of("time", "source", "type", "letter", "snapshot"), fields)
                .toList()));
  }

  @Override
  public Optional<String> text(ListenerEvent event) {
    return switch (event.type()) {
      case GREETING, HELLO, SNAPSHOT_BEGUN, SNAPSHOT -> Optional.empty();
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
          CONNECTED,
          LOST,
          REFUSED,
          SILENT,
          QUERY_FAILED,
          ERROR,
          OTHER ->
          Optional.of(row(event));
    };
  }

  private static String row(ListenerEvent event) {
    List<String> values = new ArrayList<>();
    values.add(Times.utc(event.time()));
    values.add(quoted(event.host()));
    values.add(event.type().word());
    values.add(event.type().letter().map(String::valueOf).orElse(""));
    values.add(event.stated() ? "true" : "");
    for (Field field : Field.values()) {
      values.add(quoted(event.text(field)));
    }
    return String.join(",", values);
  }

  static String quoted(String value) {
    boolean needed = value.chars().anyMatch(each -> ",\"\n\r".indexOf(each) >= 0);
    boolean spaced = !value.isEmpty() && !value.strip().equals(value);
    return needed || spaced ? "\"" + value.replace("\"", "\"\"") + "\"" : value;
  }
}
