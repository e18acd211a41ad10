package dev.tidegate.tools.ctl.check;

/**
 * What the plugin says.
 *
 * @param text one line; a bar in it would end it, so there is none
 * @param performance the figures, as the guidelines write them; empty if there are none
 */
record Verdict(Status status, String text, String performance) {
  private static final int TEXT_LENGTH = 1_000;

  Verdict {
    String clean = text.replaceAll("[^\\x20-\\x7e]|[|]", " ").strip();
    text = clean.length() <= TEXT_LENGTH ? clean : clean.substring(0, TEXT_LENGTH - 3) + "...";
  }

  static Verdict unknown(String text) {
    return new Verdict(Status.UNKNOWN, text, "");
  }

  String line() {
    return status + " - " + text + (performance.isEmpty() ? "" : " | " + performance);
  }
}
