package dev.tidegate.tools.demo;

/** Colours and drawing characters, as far as the terminal has them. */
record DemoColours(boolean colours, boolean unicode) {
  /** A way to write text. */
  enum Ink {
    FAINT("2"),
    BOLD("1"),
    GREEN("32"),
    YELLOW("33"),
    RED("31"),
    CYAN("1;36"),
    LOUD_GREEN("1;32"),
    LOUD_RED("1;31"),
    BADGE_GREEN("30;42"),
    BADGE_YELLOW("30;43"),
    BADGE_RED("1;97;41");

    private final String code;

    Ink(String code) {
      this.code = code;
    }
  }

  String in(Ink ink, String text) {
    return colours && !text.isEmpty() ? "\u001b[" + ink.code + "m" + text + "\u001b[0m" : text;
  }

  String glyph(String drawn, String ascii) {
    return unicode ? drawn : ascii;
  }
}
