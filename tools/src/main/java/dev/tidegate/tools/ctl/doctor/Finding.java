package dev.tidegate.tools.ctl.doctor;

import dev.tidegate.tools.ctl.command.Printable;

/**
 * One thing that was looked at.
 *
 * @param subject what, in a word or two
 * @param text what is so, one line
 * @param remedy what to do; empty if there is nothing to do
 */
record Finding(Weight weight, String subject, String text, String remedy) {
  private static final int TEXT_LENGTH = 600;

  /** How much it matters. */
  enum Weight {
    GOOD("ok   "),
    /** It could not be looked at. */
    UNSEEN("?    "),
    /** It works, but not as well as it could, or not for long. */
    NOTE("note "),
    BAD("BAD  ");

    private final String mark;

    Weight(String mark) {
      this.mark = mark;
    }
  }

  Finding {
    text = oneLine(text);
    remedy = oneLine(remedy);
  }

  static Finding good(String subject, String text) {
    return new Finding(Weight.GOOD, subject, text, "");
  }

  static Finding unseen(String subject, String text, String remedy) {
    return new Finding(Weight.UNSEEN, subject, text, remedy);
  }

  static Finding note(String subject, String text, String remedy) {
    return new Finding(Weight.NOTE, subject, text, remedy);
  }

  static Finding bad(String subject, String text, String remedy) {
    return new Finding(Weight.BAD, subject, text, remedy);
  }

  /** Whether it makes the doctor's exit status 1. */
  boolean counts() {
    return switch (weight) {
      case GOOD, UNSEEN -> false;
      case NOTE, BAD -> true;
    };
  }

  private static String oneLine(String text) {
    String clean = Printable.lines(text).replace('\n', ' ').strip();
    return clean.length() <= TEXT_LENGTH ? clean : clean.substring(0, TEXT_LENGTH - 3) + "...";
  }

  @Override
  public String toString() {
    String line = weight.mark + subject + ": " + text;
    return remedy.isEmpty() ? line : line + "\n       -> " + remedy;
  }
}
