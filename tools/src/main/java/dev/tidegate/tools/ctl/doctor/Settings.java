package dev.tidegate.tools.ctl.doctor;

import dev.tidegate.tools.ctl.command.Document;

/**
 * What a multiplexor goes by.
 *
 * @param queueTimeoutSeconds how long a request may wait for a worker
 */
record Settings(
    int minWorkers,
    int maxWorkers,
    int maxRequests,
    int busyTimeoutSeconds,
    int queueSize,
    int queueTimeoutSeconds,
    boolean autoscale) {
  private static final int USUAL_MAX_WORKERS = 2;
  private static final int USUAL_MAX_REQUESTS = 500;
  private static final int USUAL_BUSY_SECONDS = 120;
  private static final int USUAL_QUEUE_SECONDS = 30;

  /** Those that ours tells. */
  static Settings of(Document stats) {
    return new Settings(
        number(stats, "minWorkers", 1),
        number(stats, "maxWorkers", USUAL_MAX_WORKERS),
        number(stats, "maxRequests", USUAL_MAX_REQUESTS),
        number(stats, "busyTimeoutSeconds", USUAL_BUSY_SECONDS),
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
        words.number('q', 0),
        Math.clamp(words.number('Q', USUAL_QUEUE_SECONDS), 1, 600),
        words.has('k'));
  }

  /** The longest that a client may have to wait for its answer. */
  int longestSeconds() {
    return busyTimeoutSeconds + (queueSize > 0 ? queueTimeoutSeconds : 0);
  }
}
