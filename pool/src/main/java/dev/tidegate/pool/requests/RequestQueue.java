package dev.tidegate.pool.requests;

import dev.tidegate.pool.EventContext;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;

/** The requests that wait for a worker, in order of arrival; any one can be removed at once. */
public final class RequestQueue {
  private final EventContext context;
  private final SequencedSet<Request> waiting = new LinkedHashSet<>();

  public RequestQueue(EventContext context) {
    this.context = context;
  }

  public int limit() {
    return context.settings().queueSize();
  }

  public int size() {
    return waiting.size();
  }

  public boolean isEmpty() {
    return waiting.isEmpty();
  }

  public boolean isFull() {
    return waiting.size() >= limit();
  }

  public void addLast(Request request) {
    waiting.addLast(request);
  }

  /** Puts back a request that was the head before; the limit does not apply to it. */
  public void addFirst(Request request) {
    waiting.addFirst(request);
  }

  public Optional<Request> head() {
    return waiting.isEmpty() ? Optional.empty() : Optional.of(waiting.getFirst());
  }

  /** Removes a request at whatever position; returns whether it was there. */
  public boolean remove(Request request) {
    return waiting.remove(request);
  }
}
