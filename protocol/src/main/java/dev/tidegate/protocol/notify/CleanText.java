package dev.tidegate.protocol.notify;

/** Replaces the characters that a one-line message must not contain. */
public final class CleanText {
  private CleanText() {}

  /**
   * Returns the text with a space for each character that is not printable ASCII, cut at {@code
   * maxBytes}.
   */
  public static String of(String text, int maxBytes) {
    int bytes = Math.min(text.length(), maxBytes);
    int at = 0;
    while (at < bytes && isPrintable(text.charAt(at))) {
      at++;
    }
    if (at == bytes) {
      return bytes == text.length() ? text : text.substring(0, bytes);
    }
    StringBuilder clean = new StringBuilder(bytes).append(text, 0, at);
    for (; at < bytes; at++) {
      char each = text.charAt(at);
      clean.append(isPrintable(each) ? each : ' ');
    }
    return clean.toString();
  }

  private static boolean isPrintable(char each) {
    return each >= ' ' && each <= '~';
  }
}
