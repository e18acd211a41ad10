package dev.tidegate.tools.ctl.command;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** A JSON object of a multiplexor, of which any part may be missing or another thing. */
public final class Document {
  private final JsonObject object;

  private Document(JsonObject object) {
    this.object = object;
  }

  /** Returns the object of a text, if it is one. */
  public static Optional<Document> parse(String text) {
    try {
      JsonElement element = new Gson().fromJson(text, JsonElement.class);
      return element instanceof JsonObject object
          ? Optional.of(new Document(object))
          : Optional.empty();
    } catch (JsonParseException notJson) {
      return Optional.empty();
    }
  }

  /** Returns the number at the end of these names, or nothing; a truth value is 1 or 0. */
  public OptionalDouble number(String... names) {
    Optional<JsonPrimitive> found = primitive(names);
    if (found.isEmpty()) {
      return OptionalDouble.empty();
    }
    JsonPrimitive value = found.get();
    if (value.isBoolean()) {
      return OptionalDouble.of(value.getAsBoolean() ? 1 : 0);
    }
    try {
      double number = value.isNumber() ? value.getAsDouble() : Double.NaN;
      return Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    } catch (NumberFormatException noNumber) {
      return OptionalDouble.empty();
    }
  }

  /** Returns the text at the end of these names, or an empty one; as it came. */
  public String text(String... names) {
    return primitive(names)
        .filter(JsonPrimitive::isString)
        .map(JsonPrimitive::getAsString)
        .orElse("");
  }

  public boolean isTrue(String... names) {
    return primitive(names)
        .filter(JsonPrimitive::isBoolean)
        .map(JsonPrimitive::getAsBoolean)
        .orElse(false);
  }

  /** Returns the object as JSON. */
  public String json() {
    return object.toString();
  }

  public boolean has(String name) {
    return object.has(name);
  }

  /** Returns the objects of the array of that name; none if there is none. */
  public List<Document> list(String name) {
    List<Document> list = new ArrayList<>();
    if (object.get(name) instanceof JsonArray array) {
      for (JsonElement each : array) {
        if (each instanceof JsonObject found) {
          list.add(new Document(found));
        }
      }
    }
    return list;
  }

  /** Returns the texts of the array at the end of these names; none if there is none. */
  public List<String> texts(String... names) {
    List<String> texts = new ArrayList<>();
    if (element(names) instanceof JsonArray array) {
      for (JsonElement each : array) {
        if (each instanceof JsonPrimitive text && text.isString()) {
          texts.add(text.getAsString());
        }
      }
    }
    return texts;
  }

  /** Returns the names in the object at the end of these names; none if there is none. */
  public List<String> names(String... names) {
    return element(names) instanceof JsonObject inner ? List.copyOf(inner.keySet()) : List.of();
  }

  private Optional<JsonPrimitive> primitive(String... names) {
    return element(names) instanceof JsonPrimitive found ? Optional.of(found) : Optional.empty();
  }

  private @Nullable JsonElement element(String... names) {
    JsonElement element = object;
    for (String name : names) {
      element = element instanceof JsonObject inner ? inner.get(name) : null;
    }
    return element;
  }
}
