package dev.tidegate.tools.view;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How long a request of each class may take, as far as it is known.
 *
 * @param busySeconds of the classes that have no timeout of their own
 * @param ownSeconds of those that have one
 */
public record RequestTimeouts(OptionalLong busySeconds, Map<RequestClass, Long> ownSeconds) {
  /** Those of a multiplexor that tells none. */
  public static final RequestTimeouts UNKNOWN = new RequestTimeouts(OptionalLong.empty(), Map.of());

  public RequestTimeouts {
    ownSeconds = Map.copyOf(ownSeconds);
  }

  /** Returns those in the configuration that {@code stats} has. */
  static RequestTimeouts of(Map<String, String> configuration) {
    Map<RequestClass, Long> own = new EnumMap<>(RequestClass.class);
    for (RequestClass each : RequestClass.values()) {
      String word = each.word();
      String name = "timeout" + word.substring(0, 1).toUpperCase(Locale.ROOT);
      seconds(configuration, name + word.substring(1) + "Seconds")
          .filter(seconds -> seconds > 0)
          .ifPresent(seconds -> own.put(each, seconds));
    }
    return new RequestTimeouts(
        seconds(configuration, "busyTimeoutSeconds")
            .map(OptionalLong::of)
            .orElse(OptionalLong.empty()),
        own);
  }

  private static Optional<Long> seconds(Map<String, String> configuration, String name) {
    String text = configuration.getOrDefault(name, "");
    return text.matches("[0-9]{1,10}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  /** Returns how long a request of that class may take. */
  public OptionalLong seconds(RequestClass of) {
    Long own = ownSeconds.get(of == RequestClass.TICK ? RequestClass.OTHER : of);
    return own == null ? busySeconds : OptionalLong.of(own);
  }
}
