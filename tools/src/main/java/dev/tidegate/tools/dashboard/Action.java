package dev.tidegate.tools.dashboard;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import java.util.Optional;

/** What an operator wants done. */
sealed interface Action {
  /** Returns it as a command of the command socket. */
  String command();

  /** The slot gets no more work. */
  record Drain(int slot) implements Action {
    @Override
    public String command() {
      return "drain " + slot;
    }
  }

  /** The slot gets work again. */
  record Resume(int slot) implements Action {
    @Override
    public String command() {
      return "resume " + slot;
    }
  }

  /** That process is ended. */
  record Kill(int slot, long pid) implements Action {
    @Override
    public String command() {
      return "kill " + slot + ":" + pid;
    }
  }

  /** The filter is read again. */
  record Reread() implements Action {
    @Override
    public String command() {
      return "reread";
    }
  }

  /** Reads one; empty if it is not whole or not known. */
  static Optional<Action> parse(String text) {
    try {
      JsonObject object = new Gson().fromJson(text, JsonObject.class);
      if (object == null) {
        return Optional.empty();
      }
      return switch (word(object)) {
        case "drain" -> Optional.of(new Drain(slot(object)));
        case "resume" -> Optional.of(new Resume(slot(object)));
        case "kill" -> Optional.of(new Kill(slot(object), number(object, "pid")));
        case "reread" -> Optional.of(new Reread());
        default -> Optional.empty();
      };
    } catch (JsonParseException | ArithmeticException | NumberFormatException malformed) {
      return Optional.empty();
    }
  }

  private static String word(JsonObject object) {
    return object.get("action") instanceof JsonPrimitive word ? word.getAsString() : "";
  }

  private static int slot(JsonObject object) {
    return Math.toIntExact(number(object, "slot"));
  }

  private static long number(JsonObject object, String name) {
    if (!(object.get(name) instanceof JsonPrimitive number)) {
      throw new JsonParseException("no " + name);
    }
    long value = number.getAsBigDecimal().longValueExact();
    if (value < 0) {
      throw new JsonParseException("negative");
    }
    return value;
  }
}
