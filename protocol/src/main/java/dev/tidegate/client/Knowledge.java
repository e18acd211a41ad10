package dev.tidegate.client;

import java.util.OptionalInt;

/** What a listener knows of the pool at a moment; that nobody can know is said, never guessed. */
public sealed interface Knowledge {
  /**
   * Nobody can say how the pool is.
   *
   * @param why in words, for people
   */
  record Unknown(String why) implements Knowledge {}

  /**
   * The pool is like this.
   *
   * @param level as the last {@code Z} or {@code Y} or a question on the command socket told it
   * @param free how many workers are free; empty if that was not told
   * @param serviceable how many requests can be taken now; empty if the server does not tell that
   * @param maxWorkers how many slots the pool has; empty if the server did not tell that
   */
  record Known(Level level, OptionalInt free, OptionalInt serviceable, OptionalInt maxWorkers)
      implements Knowledge {

    /** Returns whether a request that came now would be taken: the word that a gate goes by. */
    public boolean takesRequests() {
      return serviceable.isPresent() ? serviceable.getAsInt() > 0 : level == Level.SOME_FREE;
    }
  }

  /** Whether workers are free. */
  enum Level {
    /** At least one is. */
    SOME_FREE,
    /** None is. */
    NONE_FREE
  }
}
