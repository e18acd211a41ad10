package dev.tidegate.tools.top;

/** How a text looks, by what it means; each look can also be told without colour. */
enum Style {
  PLAIN("", ""),
  FAINT("2", "2"),
  BOLD("1", "1"),
  /** The frame of the screen, and its headings. */
  HEADING("1;36", "1"),
  GOOD("32", ""),
  BUSY("36", ""),
  WARNING("33", "1"),
  ALARM("1;31", "1;7"),
  SELECTED("7", "7"),
  BAR("7", "7");

  private final String coloured;
  private final String plain;

  Style(String coloured, String plain) {
    this.coloured = coloured;
    this.plain = plain;
  }

  /** Returns the parameters of the terminal's sequence for it; empty for none. */
  String parameters(boolean colour) {
    return colour ? coloured : plain;
  }
}
