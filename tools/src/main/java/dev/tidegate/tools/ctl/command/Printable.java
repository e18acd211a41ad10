package dev.tidegate.tools.ctl.command;

/** Text of a server that may go to a terminal, whatever mail has put into it. */
public final class Printable {
  private Printable() {}

  /** Returns the lines with a space for each character that is not printable ASCII. */
  public static String lines(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    for (int at = 0; at < text.length(); at++) {
      char each = text.charAt(at);
      clean.append(each == '\n' || (each >= ' ' && each <= '~') ? each : ' ');
    }
    return clean.toString();
  }
}
