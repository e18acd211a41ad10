package dev.tidegate.pool.values;

/** The reasons why input is neither a line nor a netstring. */
public enum InputFault {
  /** A line beyond the bound of its socket, read to its end. */
  LINE_TOO_LONG,
  /** On the map socket: another byte where a netstring's comma should stand; it is consumed. */
  MISSING_COMMA
}
