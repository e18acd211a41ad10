package dev.tidegate.tools.webhook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How an operator set up a webhook.
 *
 * @param url http or https
 * @param headers each {@code NAME=VALUE} or {@code NAME=@FILE}
 * @param spool a directory for this webhook alone; it is made if it is not there
 * @param spoolBytes how much waits there at most
 * @param timeout for one try
 */
public record WebhookSettings(
    String url, List<String> headers, Path spool, long spoolBytes, Duration timeout) {
  /** The smallest spool. */
  public static final long MIN_SPOOL_BYTES = Segments.MIN_BYTES;

  /** The largest; each start reads what is in it. */
  public static final long MAX_SPOOL_BYTES = 16L << 30;

  public WebhookSettings {
    headers = List.copyOf(headers);
  }

  /**
   * Looks whether all of it can be understood.
   *
   * @throws WebhookException if not
   */
  void check() throws WebhookException {
    WebhookAddress.parse(url);
    RequestHeaders.parse(headers);
  }

  /** Returns a text without what may be secret. */
  @Override
  public String toString() {
    return "webhook with its spool in " + spool;
  }
}
