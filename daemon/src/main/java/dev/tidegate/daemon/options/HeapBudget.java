package dev.tidegate.daemon.options;

/**
 * How the heap is divided, so that no number or size of what peers send can exhaust it.
 *
 * @param heapBytes the most that the heap can grow to
 */
public record HeapBudget(long heapBytes) {
  /** An idle connection has about 700 bytes, one that waits or reads slowly a few thousand. */
  private static final int CONNECTION_BYTES = 4096;

  /** One event that is kept for listeners, with its text. */
  private static final int EVENT_BYTES = 256;

  /** Kept of their commands, tags and reasons where there is room. */
  private static final int MOST_EVENT_TEXT_BYTES = 4 << 20;

  private static final int MOST_STDERR_BYTES = 4 << 20;

  private static final int FEWEST_EVENTS = 16;
  private static final int CONNECTIONS_PART = 3;
  private static final int PART = 8;

  /** Returns that of this process. */
  public static HeapBudget own() {
    return new HeapBudget(Runtime.getRuntime().maxMemory());
  }

  /** Returns how many connections may be open. */
  public int connections() {
    return (int) Math.min(Integer.MAX_VALUE, heapBytes / CONNECTIONS_PART / CONNECTION_BYTES);
  }

  /** Returns how many bytes may be kept of what is half sent or half taken. */
  public long unfinishedBytes() {
    return heapBytes / PART;
  }

  /** Returns how many bytes the requests may have that wait or are with a worker. */
  public long requestBytes() {
    return heapBytes / PART;
  }

  /** Returns how many events may be kept for listeners. */
  public int listenerEvents() {
    return Math.clamp(heapBytes / PART / EVENT_BYTES, FEWEST_EVENTS, Integer.MAX_VALUE);
  }

  /** Returns how many bytes may be kept of what workers wrote to stderr. */
  public int stderrBytes() {
    return (int) Math.min(MOST_STDERR_BYTES, heapBytes / PART / 4);
  }

  /** Returns how many bytes of commands, tags and reasons may be kept with them. */
  public int listenerBytes() {
    return (int) Math.min(MOST_EVENT_TEXT_BYTES, heapBytes / PART / 2);
  }
}
