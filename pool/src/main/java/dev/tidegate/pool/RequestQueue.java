package dev.tidegate.pool;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.SequencedSet;

/** The requests that wait for a worker, in order of arrival; any one can be taken out at once. */
final class RequestQueue {
  private final LiveSettings settings;
  private final SequencedSet<Request> waiting = new LinkedHashSet<>();

  RequestQueue(LiveSettings settings) {
    this.settings = settings;
  }

  int limit() {
    return settings.now().queueSize();
  }

  int size() {
    return waiting.size();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  boolean isFull() {
    return waiting.size() >= limit();
  }

  void addLast(Request request) {
    waiting.addLast(request);
  }

  /** Puts one back that was the head already; the limit does not count against it. */
  void addFirst(Request request) {
    waiting.addFirst(request);
  }

  Optional<Request> head() {
    return waiting.isEmpty() ? Optional.empty() : Optional.of(waiting.getFirst());
  }

  /** Takes a request out, wherever it stands; returns whether it was there. */
  boolean remove(Request request) {
    return waiting.remove(request);
  }
}
