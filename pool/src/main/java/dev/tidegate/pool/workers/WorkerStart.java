package dev.tidegate.pool.workers;

import dev.tidegate.pool.counters.StartReason;
import dev.tidegate.pool.requests.Request;
import java.util.Optional;

/** A start that is under way in a slot: a process is being spawned, or is to be forked. */
public final class WorkerStart {
  private final Slot slot;
  private final StartReason reason;
  private final String words;
  private final Optional<Request> request;
  private final boolean forked;

  /** Its number, by which {@code StartBackoff} knows it. */
  long attempt;

  /** The generation of the program that the process has loaded, or will load. */
  long generation;

  /** The number of the warm parent that was ordered to fork. */
  long parent;

  /** Whether the fork is ordered; until then the start waits for a warm parent. */
  boolean ordered;

  WorkerStart(
      Slot slot, StartReason reason, String words, Optional<Request> request, boolean forked) {
    this.slot = slot;
    this.reason = reason;
    this.words = words;
    this.request = request;
    this.forked = forked;
  }

  public Slot slot() {
    return slot;
  }

  /** Returns why it was begun. */
  public StartReason reason() {
    return reason;
  }

  /** Returns why it was begun, in the words of the log. */
  public String words() {
    return words;
  }

  /** Returns whether a process is spawned, not forked. */
  public boolean isSpawned() {
    return !forked;
  }

  /** Returns the request that goes to the spawned process, if there is one. */
  public Optional<Request> request() {
    return request;
  }

  /** Returns whether it is to show whether workers can be started again. */
  public boolean isTrial() {
    return reason == StartReason.TRIAL;
  }
}
