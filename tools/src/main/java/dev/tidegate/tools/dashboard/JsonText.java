package dev.tidegate.tools.dashboard;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Writes one object of JSON on one line; what is empty is left out. What means something to HTML is
 * escaped, though it should never come near it.
 */
final class JsonText {
  private final StringWriter text = new StringWriter();
  private final JsonWriter out = new JsonWriter(text);

  private JsonText() {
    out.setHtmlSafe(true);
  }

  /** Returns an object with these fields. */
  static String object(Consumer<JsonText> fields) {
    JsonText json = new JsonText();
    json.write(
        () -> {
          json.out.beginObject();
          fields.accept(json);
          json.out.endObject();
        });
    return json.text.toString();
  }

  /** What may only fail as a StringWriter never does. */
  private interface Writing {
    void run() throws IOException;
  }

  private JsonText write(Writing writing) {
    try {
      writing.run();
      return this;
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  JsonText put(String name, long value) {
    return write(() -> out.name(name).value(value));
  }

  JsonText put(String name, boolean value) {
    return write(() -> out.name(name).value(value));
  }

  JsonText put(String name, String value) {
    return write(() -> out.name(name).value(value));
  }

  JsonText put(String name, Instant value) {
    return put(name, value.toEpochMilli());
  }

  JsonText put(String name, OptionalInt value) {
    return value.isPresent() ? put(name, value.getAsInt()) : this;
  }

  JsonText put(String name, OptionalLong value) {
    return value.isPresent() ? put(name, value.getAsLong()) : this;
  }

  JsonText put(String name, OptionalDouble value) {
    return value.isPresent() ? write(() -> number(name, value.getAsDouble())) : this;
  }

  private void number(String name, double value) throws IOException {
    if (Double.isFinite(value)) {
      out.name(name).value(Math.round(value * 1_000) / 1_000.0);
    }
  }

  JsonText putText(String name, Optional<String> value) {
    return value.isPresent() ? put(name, value.get()) : this;
  }

  JsonText putTime(String name, Optional<Instant> value) {
    return value.isPresent() ? put(name, value.get()) : this;
  }

  JsonText putTexts(String name, Collection<String> values) {
    return putEach(name, values, (json, value) -> json.write(() -> json.out.value(value)));
  }

  /** Writes a field that is an object. */
  JsonText put(String name, Consumer<JsonText> fields) {
    return write(
        () -> {
          out.name(name).beginObject();
          fields.accept(this);
          out.endObject();
        });
  }

  /** Writes something of each value of a list. */
  interface Each<T> {
    void write(JsonText json, T value);
  }

  /** Writes a field that is a list of whatever is written. */
  <T> JsonText putEach(String name, Collection<T> values, Each<T> each) {
    return write(
        () -> {
          out.name(name).beginArray();
          values.forEach(value -> each.write(this, value));
          out.endArray();
        });
  }

  /** Writes a field that is a list of objects. */
  <T> JsonText putObjects(String name, Collection<T> values, Each<T> fields) {
    return putEach(
        name,
        values,
        (json, value) ->
            write(
                () -> {
                  out.beginObject();
                  fields.write(json, value);
                  out.endObject();
                }));
  }

  /** Writes one value of a list: a number or null. */
  void item(OptionalDouble value) {
    write(
        () -> {
          if (value.isPresent() && Double.isFinite(value.getAsDouble())) {
            out.value(Math.round(value.getAsDouble() * 1_000) / 1_000.0);
          } else {
            out.nullValue();
          }
        });
  }

  /** Writes one value of a list: a number or null. */
  void item(OptionalInt value) {
    write(() -> out.value(value.isPresent() ? (Integer) value.getAsInt() : null));
  }

  /** Writes one value of a list: a pair, the second of them perhaps null. */
  void pair(long first, Optional<String> second) {
    write(() -> out.beginArray().value(first).value(second.orElse(null)).endArray());
  }
}
