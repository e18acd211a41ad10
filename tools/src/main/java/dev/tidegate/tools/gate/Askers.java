package dev.tidegate.tools.gate;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Who has asked lately, and whether all of them know that everything is open.
 *
 * <p>An asker is known by its address and what it sent ({@code agent-send}). Several that send the
 * same from one address cannot be told apart: for them it is waited as long as HAProxy's usual
 * interval, or as the longest pause that there was between two questions.
 */
final class Askers {
  static final int MOST = 256;

  /** Who has not asked for so long has gone. */
  static final Duration LATELY = Duration.ofSeconds(60);

  /** HAProxy asks every two seconds unless it is told otherwise. */
  static final Duration USUAL_INTERVAL = Duration.ofMillis(2_500);

  private record Asker(long lastNanos, long longestPauseNanos, boolean knowsThatAllIsOpen) {
    boolean isRecent(long nowNanos) {
      return nowNanos - lastNanos <= LATELY.toNanos();
    }
  }

  private final Map<String, Asker> byName = new LinkedHashMap<>();
  private boolean isAllOpen;

  /** Since when every answer was that all is open; of no meaning unless {@link #isAllOpen}. */
  private long openSinceNanos;

  /** Someone has taken an answer. */
  void answered(String name, boolean isOpen, long nowNanos) {
    Asker before = byName.remove(name);
    if (before == null && byName.size() == MOST) {
      byName.remove(byName.keySet().iterator().next());
    }
    long pauseNanos = before == null ? 0 : nowNanos - before.lastNanos;
    // A longer pause is believed at once and forgotten slowly: it may have been a restart.
    long longestNanos = before == null ? 0 : before.longestPauseNanos / 8 * 7;
    byName.put(name, new Asker(nowNanos, Math.max(pauseNanos, longestNanos), isOpen));
    if (isOpen && !isAllOpen) {
      openSinceNanos = nowNanos;
    }
    isAllOpen = isOpen;
  }

  /** Tells whether everybody who asked lately, or none, knows that all is open. */
  boolean knowThatAllIsOpen(long nowNanos) {
    long waitNanos = 0;
    for (Asker asker : byName.values()) {
      if (asker.isRecent(nowNanos)) {
        if (!asker.knowsThatAllIsOpen) {
          return false;
        }
        long withReserveNanos = asker.longestPauseNanos / 4 * 5;
        waitNanos = Math.max(waitNanos, Math.max(USUAL_INTERVAL.toNanos(), withReserveNanos));
      }
    }
    return waitNanos == 0 || (isAllOpen && nowNanos - openSinceNanos >= waitNanos);
  }
}
