package dev.tidegate.pool.requests;

import java.util.HashMap;
import java.util.Map;

/**
 * How many recipok requests are being worked on for each domain, against the limit of {@code -y}.
 */
public final class DomainLimit {
  private final int limit;
  private final Map<String, Integer> running = new HashMap<>();

  /** Makes one with a limit per domain, 0 for none. */
  public DomainLimit(int limit) {
    this.limit = limit;
  }

  public boolean isLimited() {
    return limit > 0;
  }

  public int limit() {
    return limit;
  }

  /** Returns whether one request more for this domain is one too many. */
  public boolean isReached(String domain) {
    return limit > 0 && running.getOrDefault(domain, 0) >= limit;
  }

  public void began(String domain) {
    running.merge(domain, 1, Integer::sum);
  }

  public void ended(String domain) {
    running.computeIfPresent(domain, (name, count) -> count > 1 ? count - 1 : null);
  }
}
