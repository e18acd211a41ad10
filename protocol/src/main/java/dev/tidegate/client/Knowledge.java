package dev.tidegate.client;

import java.util.OptionalInt;

/**
 * Pool state known to a listener at a moment; an unknown state is reported as such, never guessed.
 */
public sealed interface Knowledge {
  /**
   * The state of the pool is not known.
   *
   * @param why reason, in words
   */
  record Unknown(String why) implements Knowledge {}

  /**
   * The state of the pool is known.
   *
   * @param level level by the last {@code Z}, {@code Y} or polled answer
   * @param free number of free workers; empty if unknown
   * @param serviceable number of requests that can be taken now; empty if the server does not
   *     report it
   * @param maxWorkers number of slots of the pool; empty if the server did not report it
   */
  record Known(Level level, OptionalInt free, OptionalInt serviceable, OptionalInt maxWorkers)
      implements Knowledge {

    /** Returns whether a request that came now would be taken: the value for a gate to act on. */
    public boolean takesRequests() {
      return serviceable.isPresent() ? serviceable.getAsInt() > 0 : level == Level.SOME_FREE;
    }
  }

  /** Whether workers are free. */
  enum Level {
    /** At least one worker is free. */
    SOME_FREE,
    /** No worker is free. */
    NONE_FREE
  }
}
