package dev.tidegate.tools.demo;

import dev.tidegate.tools.demo.DemoColours.Ink;
import java.util.Locale;

/** A line that tells what happened: when, what, and what it means. */
final class EventLine {
  private static final int WHAT_WIDTH = 33;

  private EventLine() {}

  /** Returns the heading of the columns. */
  static String heading() {
    return String.format(
        Locale.ROOT, "  when  %-33s  %s", "what the listener is told", "what that means");
  }

  static String plain(long millis, String what, MessageMeaning meaning) {
    return String.format(
        Locale.ROOT, "%6s  %-33s  %s", DemoTally.seconds(millis), what, meaning.words());
  }

  static String painted(long millis, String what, MessageMeaning meaning, DemoColours paint) {
    String time = String.format(Locale.ROOT, "%6s  ", DemoTally.seconds(millis));
    String message = String.format(Locale.ROOT, "%-33s  ", Block.cut(what, WHAT_WIDTH));
    String words = meaning.words();
    return switch (meaning.weight()) {
      case ROUTINE -> paint.in(Ink.FAINT, time) + message + paint.in(Ink.FAINT, words);
      case NORMAL -> paint.in(Ink.FAINT, time) + message + words;
      case STORY -> paint.in(Ink.FAINT, time) + paint.in(Ink.CYAN, message + words);
      case OPENS -> paint.in(Ink.FAINT, time) + paint.in(Ink.LOUD_GREEN, message + words);
      case CLOSES, ALARM -> paint.in(Ink.FAINT, time) + paint.in(Ink.LOUD_RED, message + words);
    };
  }
}
