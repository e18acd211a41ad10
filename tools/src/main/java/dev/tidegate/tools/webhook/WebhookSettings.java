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
 * @param source a URI that names this program and its host
 */
public record WebhookSettings(
    String url,
    List<String> headers,
    Path spool,
    long spoolBytes,
    Duration timeout,
    String source) {
  /** The smallest spool. */
  public static final long MIN_SPOOL_BYTES = Segments.MIN_BYTES;

  public WebhookSettings {
    headers = List.copyOf(headers);
  }
}
