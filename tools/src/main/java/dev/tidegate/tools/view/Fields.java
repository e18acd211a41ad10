package dev.tidegate.tools.view;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import dev.tidegate.protocol.notify.CleanText;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a JSON object that came from outside: whatever is in it, no method throws; what is
 * missing or of another kind is empty.
 */
final class Fields {
  /** How many fields or elements of one object or array are looked at. */
  static final int MOST = 256;

  private static final Pattern WHOLE = Pattern.compile("-?[0-9]{1,18}");

  private final JsonObject object;

  private Fields(JsonObject object) {
    this.object = object;
  }

  /** Returns the object that a text is; empty if it is none. */
  static Optional<Fields> read(String text) {
    try {
      JsonElement element = JsonParser.parseString(text);
      return element.isJsonObject()
          ? Optional.of(new Fields(element.getAsJsonObject()))
          : Optional.empty();
    } catch (JsonParseException malformed) {
      return Optional.empty();
    }
  }

  boolean has(String name) {
    return object.has(name);
  }

  /** Returns a number that is not negative: the multiplexor has −1 for what there is not. */
  OptionalLong number(String name) {
    OptionalLong whole = whole(object.get(name));
    return whole.isPresent() && whole.getAsLong() >= 0 ? whole : OptionalLong.empty();
  }

  /** Returns a number that may be negative. */
  OptionalLong signed(String name) {
    return whole(object.get(name));
  }

  OptionalInt slot(String name) {
    OptionalLong number = number(name);
    return number.isPresent() && number.getAsLong() < SlotModel.MAX_SLOTS
        ? OptionalInt.of((int) number.getAsLong())
        : OptionalInt.empty();
  }

  private static OptionalLong whole(@Nullable JsonElement element) {
    if (element == null || !element.isJsonPrimitive()) {
      return OptionalLong.empty();
    }
    if (element.getAsJsonPrimitive().isBoolean()) {
      return OptionalLong.of(element.getAsBoolean() ? 1 : 0);
    }
    String digits = element.getAsString();
    return digits.length() <= 19 && WHOLE.matcher(digits).matches()
        ? OptionalLong.of(Long.parseLong(digits))
        : OptionalLong.empty();
  }

  boolean flag(String name) {
    return signed(name).orElse(0) == 1;
  }

  /** Returns a text made printable and cut; empty if it is missing or has nothing in it. */
  Optional<String> text(String name, int most) {
    return text(object.get(name), most).filter(text -> !text.isEmpty());
  }

  private static Optional<String> text(@Nullable JsonElement element, int most) {
    return element != null && element.isJsonPrimitive()
        ? Optional.of(CleanText.of(element.getAsString(), most))
        : Optional.empty();
  }

  Optional<Instant> time(String name) {
    try {
      return text(name, 40).map(Instant::parse);
    } catch (DateTimeException malformed) {
      return Optional.empty();
    }
  }

  List<String> texts(String name, int most) {
    List<String> texts = new ArrayList<>();
    for (JsonElement each : array(name)) {
      if (texts.size() < MOST) {
        text(each, most).ifPresent(texts::add);
      }
    }
    return List.copyOf(texts);
  }

  List<Long> numbers(String name) {
    List<Long> numbers = new ArrayList<>();
    for (JsonElement each : array(name)) {
      OptionalLong whole = whole(each);
      if (numbers.size() < MOST && whole.isPresent()) {
        numbers.add(whole.getAsLong());
      }
    }
    return List.copyOf(numbers);
  }

  private JsonArray array(String name) {
    JsonElement element = object.get(name);
    return element != null && element.isJsonArray() ? element.getAsJsonArray() : new JsonArray();
  }

  /** Returns the object of that name; one without fields if there is none. */
  Fields object(String name) {
    JsonElement element = object.get(name);
    return new Fields(
        element != null && element.isJsonObject() ? element.getAsJsonObject() : new JsonObject());
  }

  /** Returns the objects in an array, as many as that at most. */
  List<Fields> objects(String name, int most) {
    List<Fields> objects = new ArrayList<>();
    for (JsonElement each : array(name)) {
      if (objects.size() < most && each.isJsonObject()) {
        objects.add(new Fields(each.getAsJsonObject()));
      }
    }
    return objects;
  }

  /** Returns those fields that are whole numbers, or true or false. */
  Map<String, Long> allNumbers() {
    Map<String, Long> numbers = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> each : object.entrySet()) {
      OptionalLong whole = whole(each.getValue());
      if (numbers.size() < MOST && whole.isPresent()) {
        numbers.put(CleanText.of(each.getKey(), 60), whole.getAsLong());
      }
    }
    return numbers;
  }

  /** Returns those fields that are no arrays and no objects, as texts. */
  Map<String, String> allTexts(int most) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> each : object.entrySet()) {
      Optional<String> text = text(each.getValue(), most);
      if (texts.size() < MOST && text.isPresent()) {
        texts.put(CleanText.of(each.getKey(), 60), text.get());
      }
    }
    return texts;
  }
}
