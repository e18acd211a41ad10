package dev.tidegate.tools.webhook;

/** Text of another program, made fit for a line of the log: printable ASCII, and not too long. */
final class LogText {
  private static final int MAX_CHARS = 200;

  private LogText() {}

  static String of(String text) {
    String cleaned = text.replaceAll("[^ -~]+", "?");
    return cleaned.length() > MAX_CHARS ? cleaned.substring(0, MAX_CHARS) + "…" : cleaned;
  }
}
