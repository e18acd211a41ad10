package dev.tidegate.pool;

/** Where a request came from, and so where its answer goes. */
sealed interface Origin {
  /** A client of the command socket. */
  record Command(long client) implements Origin {}

  /** A client of the map socket. */
  record Map(long client) implements Origin {}

  /** The pool itself: a tick of this type. */
  record Tick(int type) implements Origin {}
}
