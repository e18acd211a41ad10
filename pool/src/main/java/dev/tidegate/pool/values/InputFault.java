package dev.tidegate.pool.values;

/** What is wrong with input that is no line and no netstring. */
public enum InputFault {
  /** A line beyond the bound of its socket, read to its end. */
  LINE_TOO_LONG,
  /** On the map socket: another byte where a netstring's comma should stand; it is consumed. */
  MISSING_COMMA
}
