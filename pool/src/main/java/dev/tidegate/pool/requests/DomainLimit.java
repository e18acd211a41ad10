package dev.tidegate.pool.requests;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;

/**
 * The number of recipok requests with a worker for each domain, whatever its case, and the limit of
 * {@code -y}.
 */
public final class DomainLimit {
  private final IntSupplier limit;
  private final Map<String, Integer> running = new HashMap<>();

  /**
   * Makes one that counts nothing yet.
   *
   * @param limit supplies the present limit for a domain, 0 for none
   */
  public DomainLimit(IntSupplier limit) {
    this.limit = limit;
  }

  public boolean isLimited() {
    return limit() > 0;
  }

  public int limit() {
    return limit.getAsInt();
  }

  /** Returns whether one request more for this domain is one too many. */
  public boolean isReached(String domain) {
    return isLimited() && running.getOrDefault(key(domain), 0) >= limit();
  }

  public void began(String domain) {
    running.merge(key(domain), 1, Integer::sum);
  }

  public void ended(String domain) {
    running.computeIfPresent(key(domain), (name, count) -> count > 1 ? count - 1 : null);
  }

  private static String key(String domain) {
    return domain.toLowerCase(Locale.ROOT);
  }
}
