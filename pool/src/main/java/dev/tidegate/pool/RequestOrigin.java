package dev.tidegate.pool;

/** Where a request came from, and so where its answer goes. */
sealed interface RequestOrigin {
  /** A client of the command socket. */
  record Command(long client) implements RequestOrigin {}

  /** A client of the map socket. */
  record Map(long client) implements RequestOrigin {}

  /** The pool itself: a tick of this type. */
  record Tick(int type) implements RequestOrigin {}
}
