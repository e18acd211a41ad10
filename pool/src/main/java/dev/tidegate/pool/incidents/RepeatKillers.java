package dev.tidegate.pool.incidents;

import java.util.LinkedHashMap;

/**
 * The number of workers that each message has ended, for the last {@value #MOST_KEYS} messages that
 * ended one. From {@value #FEWEST} on a message is a repeat killer.
 */
public final class RepeatKillers {
  static final int MOST_KEYS = 256;
  static final int FEWEST = 3;

  /** After the first time a repeat killer is logged again at this count and each power of it. */
  private static final int LOG_FACTOR = 10;

  /** By the key of the message, least recently counted first. */
  private final LinkedHashMap<String, Integer> counts = new LinkedHashMap<>(16, 0.75f, true);

  private long seen;

  /** Counts that a message has ended one more worker; returns how many those are. */
  public int ended(String key) {
    int count = counts.merge(key, 1, Integer::sum);
    if (counts.size() > MOST_KEYS) {
      counts.pollFirstEntry();
    }
    if (count == FEWEST) {
      seen++;
    }
    return count;
  }

  /** Returns how many workers a message has ended, 0 if it is no repeat killer. */
  public int count(String key) {
    int count = counts.getOrDefault(key, 0);
    return count >= FEWEST ? count : 0;
  }

  /** Returns whether a message with that count is to be logged now. */
  public static boolean isLoggedAt(int count) {
    int power = LOG_FACTOR;
    while (power < count && power <= Integer.MAX_VALUE / LOG_FACTOR) {
      power *= LOG_FACTOR;
    }
    return count == FEWEST || count == power;
  }

  /** Returns how often a message became a repeat killer. */
  public long seen() {
    return seen;
  }

  int size() {
    return counts.size();
  }
}
