package dev.tidegate.pool;

import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.settings.Setting;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A pool's settings and its last inputs, as a text which can be replayed.
 *
 * <p>The first line names the format, the second holds the environment and the settings by their
 * long names, the third the time at which the pool was made, the fourth how many inputs are
 * missing; then a line an input: monotonic nanoseconds, wall milliseconds, the input's name, {@code
 * field=value} for each of its fields. Text is percent-encoded.
 *
 * @param made when the pool was made
 * @param missing how many inputs of the pool are not in the list; with 0 it replays exactly
 * @param moments the inputs, oldest first
 */
public record PoolTrace(PoolSettings settings, Now made, long missing, List<Moment> moments) {

  private static final String FORMAT = "tidegate events 4";

  private static final int HEAD_LINES = 4;

  private static final Class<?>[] INPUTS = inputs();

  /** An input and its time. */
  public record Moment(PoolInput input, Now now) {

    /** Returns the input as one line without its newline. */
    public String line() {
      return now.monotonicNanos() + " " + now.wallMillis() + " " + print((Record) input);
    }

    /** Reads what {@link #line} wrote; throws IllegalArgumentException for anything else. */
    public static Moment parse(String line) {
      String[] words = line.split(" ", 3);
      if (words.length < 3) {
        throw new IllegalArgumentException("no input of a pool: " + line);
      }
      Now now = new Now(Long.parseLong(words[0]), Long.parseLong(words[1]));
      return new Moment((PoolInput) read(words[2], INPUTS), now);
    }
  }

  /** Returns the complete text, each line with its newline. */
  public String print() {
    StringBuilder text = new StringBuilder(FORMAT).append('\n');
    text.append(print(settings)).append('\n');
    text.append("made ").append(made.monotonicNanos()).append(' ').append(made.wallMillis());
    text.append("\nmissing ").append(missing).append('\n');
    for (Moment each : moments) {
      text.append(each.line()).append('\n');
    }
    return text.toString();
  }

  /** Reads what {@link #print} wrote; throws IllegalArgumentException for anything else. */
  public static PoolTrace parse(String text) {
    List<String> lines = text.lines().toList();
    if (lines.size() < HEAD_LINES || !lines.get(0).equals(FORMAT)) {
      throw new IllegalArgumentException("not a trace of events: it has no line '" + FORMAT + "'");
    }
    PoolSettings settings = settings(lines.get(1));
    String[] made = words(lines.get(2), "made", 2);
    Now madeAt = new Now(Long.parseLong(made[1]), Long.parseLong(made[2]));
    long missing = Long.parseLong(words(lines.get(3), "missing", 1)[1]);
    return new PoolTrace(
        settings, madeAt, missing, lines.stream().skip(HEAD_LINES).map(Moment::parse).toList());
  }

  /** Splits a line of the head at its spaces. */
  private static String[] words(String line, String name, int values) {
    String[] words = line.split(" ", -1);
    if (words.length != values + 1 || !words[0].equals(name)) {
      throw new IllegalArgumentException("not a trace of events: a line '" + name + "' is missing");
    }
    return words;
  }

  private static Class<?>[] inputs() {
    List<Class<?>> all = new ArrayList<>(List.of(Event.class.getPermittedSubclasses()));
    all.add(ListenerReady.class);
    return all.toArray(Class<?>[]::new);
  }

  private static String print(PoolSettings settings) {
    StringBuilder text = new StringBuilder(print(settings.environment()));
    for (Setting each : Setting.values()) {
      text.append(' ').append(each.longName()).append('=').append(settings.get(each));
    }
    return text.toString();
  }

  private static PoolSettings settings(String line) {
    PoolSettings.Builder builder =
        PoolSettings.builder()
            .environment((PoolSettings.Environment) read(line, PoolSettings.Environment.class));
    Map<String, String> fields = fields(line);
    for (Setting each : Setting.values()) {
      builder.set(each, Integer.parseInt(required(fields, each.longName(), "settings")));
    }
    return builder.build();
  }

  private static String print(Record value) {
    StringBuilder text = new StringBuilder(value.getClass().getSimpleName());
    for (RecordComponent each : value.getClass().getRecordComponents()) {
      text.append(' ').append(each.getName()).append('=').append(field(component(value, each)));
    }
    return text.toString();
  }

  private static Object component(Record value, RecordComponent component) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot read " + component, e);
    }
  }

  private static String field(Object value) {
    return switch (value) {
      case Optional<?> optional -> optional.map(text -> "+" + encode(text.toString())).orElse("-");
      case Record nested -> encode(print(nested));
      case List<?> list -> list.stream().map(PoolTrace::item).collect(Collectors.joining(","));
      default -> encode(value.toString());
    };
  }

  private static Record read(String line, Class<?>... kinds) {
    String[] words = line.split(" ", -1);
    Class<?> kind =
        Arrays.stream(kinds)
            .filter(each -> each.getSimpleName().equals(words[0]))
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("unknown: " + words[0]));
    return construct(kind, fields(line));
  }

  private static Map<String, String> fields(String line) {
    Map<String, String> fields = new HashMap<>();
    for (String word : line.split(" ", -1)) {
      int equals = word.indexOf('=');
      if (equals > 0) {
        fields.put(word.substring(0, equals), word.substring(equals + 1));
      }
    }
    return fields;
  }

  private static String required(Map<String, String> fields, String name, String of) {
    String text = fields.get(name);
    if (text == null) {
      throw new IllegalArgumentException(of + " without " + name);
    }
    return text;
  }

  private static Record construct(Class<?> kind, Map<String, String> fields) {
    List<Class<?>> types = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    for (RecordComponent each : kind.getRecordComponents()) {
      String text = required(fields, each.getName(), kind.getSimpleName());
      types.add(each.getType());
      values.add(each.getType() == List.class ? items(each, text) : value(each.getType(), text));
    }
    try {
      return (Record)
          kind.getDeclaredConstructor(types.toArray(Class<?>[]::new)).newInstance(values.toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot make " + kind, e);
    }
  }

  private static List<Object> items(RecordComponent component, String text) {
    Class<?> type =
        (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(",", -1)).map(each -> value(type, each)).toList();
  }

  private static Object value(Class<?> type, String text) {
    if (type == Optional.class) {
      return text.startsWith("+") ? Optional.of(decode(text.substring(1))) : Optional.empty();
    }
    String plain = decode(text);
    if (type == long.class) {
      return Long.parseLong(plain);
    }
    if (type == int.class) {
      return Integer.parseInt(plain);
    }
    if (type == boolean.class) {
      return Boolean.parseBoolean(plain);
    }
    if (type == String.class) {
      return plain;
    }
    if (type.isEnum()) {
      return Arrays.stream(type.getEnumConstants())
          .filter(each -> each.toString().equals(plain))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("unknown: " + plain));
    }
    return read(plain, type.isSealed() ? type.getPermittedSubclasses() : new Class<?>[] {type});
  }

  private static String item(Object item) {
    String text = item instanceof Record nested ? print(nested) : item.toString();
    return encode(text).replace(",", "%2C");
  }

  private static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); at++) {
      char each = text.charAt(at);
      if (each <= ' ' || each > '~' || each == '%') {
        encoded.append('%').append("0123456789ABCDEF".charAt(each >> 4 & 15));
        encoded.append("0123456789ABCDEF".charAt(each & 15));
      } else {
        encoded.append(each);
      }
    }
    return encoded.toString();
  }

  private static String decode(String text) {
    StringBuilder decoded = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); at++) {
      char each = text.charAt(at);
      if (each == '%') {
        decoded.append((char) Integer.parseInt(text, at + 1, at + 3, 16));
        at += 2;
      } else {
        decoded.append(each);
      }
    }
    return decoded.toString();
  }
}
