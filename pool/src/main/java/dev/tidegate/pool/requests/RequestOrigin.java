package dev.tidegate.pool.requests;

/** The sender of a request, which gets its answer: a client, or the timer of a tick. */
public sealed interface RequestOrigin permits Clients.Client, Ticks.Tick {

  /** Delivers the answer to a request, in the form of its kind; a client may be gone. */
  void answer(String text);
}
