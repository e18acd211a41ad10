package dev.tidegate.tools.ctl.doctor;

import dev.tidegate.tools.ctl.command.Document;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a multiplexor goes by.
 *
 * @param ownTimeoutSeconds of the classes of requests, 0 if the busy timeout applies; empty if it
 *     has no such settings
 * @param queueTimeoutSeconds how long a request may wait for a worker
 */
record Settings(
    int minWorkers,
    int maxWorkers,
    int maxRequests,
    int busyTimeoutSeconds,
    Map<String, Integer> ownTimeoutSeconds,
    int queueSize,
    int queueTimeoutSeconds,
    boolean autoscale) {
  private static final List<String> CLASSES =
      List.of("scan", "relayok", "senderok", "recipok", "map", "other");
  private static final int USUAL_MAX_WORKERS = 2;
  private static final int USUAL_MAX_REQUESTS = 500;
  private static final int USUAL_BUSY_SECONDS = 120;
  private static final int USUAL_QUEUE_SECONDS = 30;

  Settings {
    ownTimeoutSeconds = Map.copyOf(ownTimeoutSeconds);
  }

  /** Those that ours tells. */
  static Settings of(Document stats) {
    return new Settings(
        number(stats, "minWorkers", 1),
        number(stats, "maxWorkers", USUAL_MAX_WORKERS),
        number(stats, "maxRequests", USUAL_MAX_REQUESTS),
        number(stats, "busyTimeoutSeconds", USUAL_BUSY_SECONDS),
        ownTimeouts(stats),
        number(stats, "queueSize", 0),
        number(stats, "queueTimeoutSeconds", USUAL_QUEUE_SECONDS),
        stats.isTrue("configuration", "autoscale"));
  }

  private static int number(Document stats, String name, int usual) {
    return (int) stats.number("configuration", name).orElse(usual);
  }

  /** Those of its command line, for MIMEDefang's own tells none. */
  static Settings of(MultiplexorWords words) {
    int most = Math.max(1, words.number('x', USUAL_MAX_WORKERS));
    return new Settings(
        Math.clamp(words.number('m', 1), 1, most),
        most,
        Math.max(1, words.number('r', USUAL_MAX_REQUESTS)),
        Math.max(10, words.number('b', USUAL_BUSY_SECONDS)),
        Map.of(),
        words.number('q', 0),
        Math.clamp(words.number('Q', USUAL_QUEUE_SECONDS), 1, 600),
        words.has('k'));
  }

  private static Map<String, Integer> ownTimeouts(Document stats) {
    Map<String, Integer> own = new HashMap<>();
    for (String each : CLASSES) {
      String name = each.substring(0, 1).toUpperCase(Locale.ROOT) + each.substring(1);
      stats
          .number("configuration", "timeout" + name + "Seconds")
          .ifPresent(seconds -> own.put(each, (int) seconds));
    }
    return own;
  }

  /** Returns whether each class of requests can have a timeout of its own. */
  boolean hasClassTimeouts() {
    return !ownTimeoutSeconds.isEmpty();
  }

  /** Returns how long a worker may take for a request of that class. */
  int timeoutSeconds(String requestClass) {
    int own =
        ownTimeoutSeconds.getOrDefault(requestClass.equals("tick") ? "other" : requestClass, 0);
    return own > 0 ? own : busyTimeoutSeconds;
  }

  /** The longest that a client may have to wait for the answer to a scan. */
  int longestSeconds() {
    return timeoutSeconds("scan") + (queueSize > 0 ? queueTimeoutSeconds : 0);
  }
}
