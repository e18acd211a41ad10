package dev.tidegate.daemon.options;

/**
 * Division of the heap, so that neither the number nor the size of peers' messages can exhaust it.
 *
 * @param heapBytes maximum size of the heap, in bytes
 */
public record HeapBudget(long heapBytes) {
  /** Bytes per connection: about 700 if idle, a few thousand if it waits or reads slowly. */
  private static final int CONNECTION_BYTES = 4096;

  /** Bytes per event kept for listeners, with its text. */
  private static final int EVENT_BYTES = 256;

  /** Maximum bytes of the events' commands, tags and reasons. */
  private static final int MOST_EVENT_TEXT_BYTES = 4 << 20;

  private static final int MOST_STDERR_BYTES = 4 << 20;

  private static final int FEWEST_EVENTS = 16;

  /** Bytes per slot: itself, and what listeners and queries need of it; a process has more. */
  private static final int SLOT_BYTES = 1024;

  private static final int SLOTS_PART = 48;

  private static final int CONNECTIONS_PART = 3;
  private static final int PART = 8;

  /** Returns the budget of this process. */
  public static HeapBudget own() {
    return new HeapBudget(Runtime.getRuntime().maxMemory());
  }

  /** Returns the maximum number of open connections. */
  public int connections() {
    return (int) Math.min(Integer.MAX_VALUE, heapBytes / CONNECTIONS_PART / CONNECTION_BYTES);
  }

  /** Returns the maximum number of slots, unless more were asked for. */
  public int slots() {
    return (int) Math.min(Integer.MAX_VALUE, heapBytes / SLOTS_PART / SLOT_BYTES);
  }

  /** Returns the maximum bytes held for partly received and partly sent messages. */
  public long unfinishedBytes() {
    return heapBytes / PART;
  }

  /** Returns the maximum bytes of requests that are queued or running. */
  public long requestBytes() {
    return heapBytes / PART;
  }

  /** Returns the maximum number of events kept for listeners. */
  public int listenerEvents() {
    return Math.clamp(heapBytes / PART / EVENT_BYTES, FEWEST_EVENTS, Integer.MAX_VALUE);
  }

  /** Returns the maximum bytes kept of the workers' stderr. */
  public int stderrBytes() {
    return (int) Math.min(MOST_STDERR_BYTES, heapBytes / PART / 4);
  }

  /** Returns the maximum bytes of commands, tags and reasons kept with the events. */
  public int listenerBytes() {
    return (int) Math.min(MOST_EVENT_TEXT_BYTES, heapBytes / PART / 2);
  }
}
