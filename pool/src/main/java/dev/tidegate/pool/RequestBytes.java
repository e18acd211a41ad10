package dev.tidegate.pool;

/**
 * How many bytes the requests have that wait for a worker or are with one, and the most that there
 * may be: memory has a bound however many and however long they are.
 */
final class RequestBytes {
  /** A map request is written percent-encoded, three times as long at most, beside its own text. */
  private static final int MAP_FACTOR = 4;

  private final long limit;
  private long held;

  RequestBytes(long limit) {
    this.limit = limit;
  }

  /** Counts a request, unless it would be too much; returns whether it did. */
  boolean take(Request request) {
    long bytes =
        (long) request.textBytes()
            * (request.origin() instanceof RequestOrigin.Map ? MAP_FACTOR : 1);
    if (held + bytes > limit) {
      return false;
    }
    held += bytes;
    request.countedBytes = bytes;
    return true;
  }

  /** A request has its answer or nobody waits for it: it counts no more. */
  void release(Request request) {
    held -= request.countedBytes;
    request.countedBytes = 0;
  }

  long held() {
    return held;
  }
}
