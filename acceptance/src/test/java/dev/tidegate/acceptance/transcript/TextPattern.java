package dev.tidegate.acceptance.transcript;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text in a transcript, one char one byte: {@code \n \r \t \0 \\ \xHH} stand for bytes, {@code
 * {a*9}} for nine times a, {@code {spool}} for the spool directory; when expected, {@code {n}} for
 * a decimal number and {@code {…}} for any text.
 */
record TextPattern(String source) {
  private static final Pattern TOKEN =
      Pattern.compile("\\\\(x[0-9A-Fa-f]{2}|.)|\\{(.)\\*(\\d+)}|\\{(n|…|spool)}", Pattern.DOTALL);

  TextPattern {
    for (int i = 0; i < source.length(); i++) {
      if (source.charAt(i) > 126 && source.charAt(i) != '…') {
        throw new IllegalArgumentException("write \\xHH for bytes outside ASCII: " + source);
      }
    }
  }

  /** The bytes to send. */
  String toSend(String spool) {
    return translate(spool, false);
  }

  /** Whether a text that was heard is this one. */
  boolean matches(String heard, String spool) {
    return Pattern.compile(translate(spool, true), Pattern.DOTALL).matcher(heard).matches();
  }

  /** The number of bytes, for a text without holes. */
  int length() {
    return toSend("").length();
  }

  private String translate(String spool, boolean asRegex) {
    StringBuilder out = new StringBuilder();
    Matcher tokens = TOKEN.matcher(source);
    int from = 0;
    while (tokens.find()) {
      literal(out, source.substring(from, tokens.start()), asRegex);
      if (tokens.group(1) != null) {
        literal(out, escaped(tokens.group(1)), asRegex);
      } else if (tokens.group(2) != null) {
        literal(out, tokens.group(2).repeat(Integer.parseInt(tokens.group(3))), asRegex);
      } else if (tokens.group(4).equals("spool")) {
        literal(out, spool, asRegex);
      } else if (asRegex) {
        out.append(tokens.group(4).equals("n") ? "-?[0-9]+" : ".*");
      } else {
        throw new IllegalArgumentException("a hole cannot be sent: " + source);
      }
      from = tokens.end();
    }
    literal(out, source.substring(from), asRegex);
    return out.toString();
  }

  private static void literal(StringBuilder out, String text, boolean asRegex) {
    out.append(asRegex && !text.isEmpty() ? Pattern.quote(text) : text);
  }

  private static String escaped(String code) {
    return switch (code.charAt(0)) {
      case 'n' -> "\n";
      case 'r' -> "\r";
      case 't' -> "\t";
      case '0' -> "\0";
      case '\\' -> "\\";
      case 'x' -> String.valueOf((char) Integer.parseInt(code, 1, code.length(), 16));
      default -> throw new IllegalArgumentException("no such escape: \\" + code);
    };
  }
}
