package dev.tidegate.tools.listen;

import dev.tidegate.client.Update.Cause;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One thing to be told, whichever way it came to be known.
 *
 * @param time by the multiplexor's clock if it told that, else by ours when it came
 * @param host the name of where it came from
 * @param stated whether it states how things are, rather than that something happened
 * @param fields what is known of it, in printable ASCII
 * @param cause what it was made of; an event may state only a part of that
 */
record ListenerEvent(
    Instant time,
    String host,
    EventType type,
    boolean stated,
    Map<Field, String> fields,
    Cause cause) {

  Optional<String> field(Field field) {
    return Optional.ofNullable(fields.get(field));
  }

  /** The text of a field, empty if it is not known. */
  String text(Field field) {
    return fields.getOrDefault(field, "");
  }

  /** Whether it is told with the event before it, why the state is unknown now. */
  boolean isExplained() {
    return type == EventType.UNKNOWN && !(cause instanceof Cause.Received);
  }

  /**
   * Whether something has happened that a command can be run for, or a level is stated. (How each
   * worker is, as a snapshot states it, is no event.)
   */
  boolean isOccasion() {
    return type.canHaveRule() && !(stated && type == EventType.STATUS);
  }
}
