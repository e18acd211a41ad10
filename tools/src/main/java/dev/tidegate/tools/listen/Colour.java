package dev.tidegate.tools.listen;

/** The colours of a terminal. */
enum Colour {
  NONE(""),
  FAINT("2"),
  BOLD("1"),
  GREEN("1;32"),
  YELLOW("33"),
  RED("1;31");

  private final String code;

  Colour(String code) {
    this.code = code;
  }

  String on(String text) {
    return this == NONE || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
