package dev.tidegate.tools.view;

import dev.tidegate.tools.view.Figures.ClassFigures;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** How fast requests of each class end, out of what is counted since the start of one epoch. */
final class Rates {
  /** Over how long the figures go, once it is watched for so long. */
  static final long WINDOW_MILLIS = 10_000;

  private static final int MOST_LOOKS = 64;

  private record Counted(long ended, long measured, long sumMillis) {}

  private record Look(String epoch, long uptimeMillis, Map<RequestClass, Counted> counted) {}

  private final Deque<Look> looks = new ArrayDeque<>();
  private Map<RequestClass, ClassFigures> last = Map.of();

  void take(Stats stats) {
    if (stats.uptimeMillis().isEmpty()) {
      return;
    }
    Map<RequestClass, Counted> counted = new EnumMap<>(RequestClass.class);
    stats.requests().forEach((kind, requests) -> counted.put(kind, count(requests)));
    Look look = new Look(stats.epoch(), stats.uptimeMillis().getAsLong(), counted);
    Look before = looks.peekLast();
    // Counters that began anew, and an answer that is older than the one before.
    if (before != null
        && (!before.epoch().equals(look.epoch()) || look.uptimeMillis() < before.uptimeMillis())) {
      looks.clear();
    }
    last = looks.isEmpty() ? Map.of() : between(looks.getLast(), look);
    looks.addLast(look);
    while (looks.size() > 2
        && (looks.size() > MOST_LOOKS
            || look.uptimeMillis() - looks.getFirst().uptimeMillis() > WINDOW_MILLIS + 500)) {
      looks.removeFirst();
    }
  }

  private static Counted count(Stats.Requests requests) {
    long ended = requests.outcomes().values().stream().mapToLong(Long::longValue).sum();
    return new Counted(ended, requests.durations().count(), requests.durations().sumMillis());
  }

  void forget() {
    looks.clear();
    last = Map.of();
  }

  /** Returns the figures over the window; rates are empty before the second look. */
  Map<RequestClass, ClassFigures> figures() {
    return looks.isEmpty() ? Map.of() : between(looks.getFirst(), looks.getLast());
  }

  /** Returns the figures between the last two looks; none before the second one. */
  Map<RequestClass, ClassFigures> lastFigures() {
    return last;
  }

  private static Map<RequestClass, ClassFigures> between(Look from, Look to) {
    Map<RequestClass, ClassFigures> figures = new EnumMap<>(RequestClass.class);
    double seconds = (to.uptimeMillis() - from.uptimeMillis()) / 1_000.0;
    to.counted()
        .forEach(
            (kind, now) -> {
              Counted then = from.counted().getOrDefault(kind, now);
              long measured = now.measured() - then.measured();
              figures.put(
                  kind,
                  new ClassFigures(
                      seconds > 0
                          ? OptionalDouble.of(Math.max(0, now.ended() - then.ended()) / seconds)
                          : OptionalDouble.empty(),
                      measured > 0
                          ? OptionalDouble.of(
                              Math.max(0, now.sumMillis() - then.sumMillis()) / (double) measured)
                          : OptionalDouble.empty(),
                      OptionalLong.of(now.ended())));
            });
    return figures;
  }
}
