package dev.tidegate.pool.requests;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.counters.Counters;
import dev.tidegate.pool.counters.Outcome;
import dev.tidegate.pool.counters.RequestKind;

/**
 * The limits and counters that all requests share: the bytes of those that wait or are with a
 * worker, the recipok requests with a worker for each domain, and the counters of each kind.
 *
 * <p>With the limit of bytes, memory has a bound however many and however long requests are.
 */
public final class RequestAccounting {
  /** A map request is written percent-encoded, three times as long at most, beside its own text. */
  private static final int MAP_FACTOR = 4;

  private final long maxBytes;
  private final DomainLimit domains;
  private final Counters counters;
  private long bytes;

  public RequestAccounting(EventContext context, Counters counters) {
    this.maxBytes = context.settings().requestBytes();
    this.domains = new DomainLimit(() -> context.settings().recipokPerDomain());
    this.counters = counters;
  }

  /** Returns the bytes of the requests that wait or are with a worker. */
  public long bytes() {
    return bytes;
  }

  boolean limitsDomains() {
    return domains.isLimited();
  }

  /** Returns the limit of recipok requests with a worker for one domain. */
  public int domainLimit() {
    return domains.limit();
  }

  /** Returns whether one request more for this domain would exceed the limit. */
  public boolean isReached(String domain) {
    return domains.isReached(domain);
  }

  boolean admit(Request request) {
    long more = (long) request.textBytes() * (request.kind() == RequestKind.MAP ? MAP_FACTOR : 1);
    if (bytes + more > maxBytes) {
      return false;
    }
    bytes += more;
    request.countedBytes = more;
    return true;
  }

  void taken(Request request, long waitedNanos) {
    if (request.limitedDomain().isPresent()) {
      domains.began(request.limitedDomain().get());
    }
    counters.requests(request.kind()).taken(waitedNanos);
  }

  void left(Request request, long durationNanos) {
    if (request.limitedDomain().isPresent()) {
      domains.ended(request.limitedDomain().get());
    }
    counters.requests(request.kind()).left(durationNanos);
  }

  void ended(Request request, Outcome outcome) {
    bytes -= request.countedBytes;
    request.countedBytes = 0;
    counters.requests(request.kind()).ended(outcome);
  }
}
