package dev.tidegate.tools.top;

import java.io.IOException;
import java.util.Optional;

/** Puts keys together out of what a terminal sends for them. */
final class KeyReader {
  /** So long after an escape the rest of its key has come, even over a slow line. */
  static final long ESCAPE_MILLIS = 80;

  private static final int MOST_PARAMETERS = 16;

  /** Where characters come from. */
  interface Source {
    /** Returns the next one, −1 at the end, −2 if none came in that time; 0 waits for ever. */
    int read(long timeoutMillis) throws IOException;
  }

  private final Source source;

  KeyReader(Source source) {
    this.source = source;
  }

  /** Waits for the next key; empty at the end. */
  Optional<Key> next() throws IOException {
    int read = source.read(0);
    while (read == -2) {
      read = source.read(0);
    }
    return read < 0 ? Optional.empty() : Optional.of(key(read));
  }

  private Key key(int read) throws IOException {
    return switch (read) {
      case 3 -> Key.Named.INTERRUPT;
      case 8, 127 -> Key.Named.BACKSPACE;
      case 9 -> Key.Named.TAB;
      case 10, 13 -> Key.Named.ENTER;
      case 12 -> Key.Named.REDRAW;
      case 26 -> Key.Named.SUSPEND;
      case 27 -> escape();
      default -> read >= ' ' && read <= '~' ? new Key.Sign((char) read) : Key.Named.OTHER;
    };
  }

  private Key escape() throws IOException {
    int next = source.read(ESCAPE_MILLIS);
    if (next != '[' && next != 'O') {
      return next < 0 ? Key.Named.ESCAPE : Key.Named.OTHER;
    }
    StringBuilder parameters = new StringBuilder();
    int last = source.read(ESCAPE_MILLIS);
    while (last >= '0' && last <= ';' && parameters.length() < MOST_PARAMETERS) {
      parameters.append((char) last);
      last = source.read(ESCAPE_MILLIS);
    }
    return switch (last) {
      case 'A' -> Key.Named.UP;
      case 'B' -> Key.Named.DOWN;
      case 'H' -> Key.Named.HOME;
      case 'F' -> Key.Named.END;
      case '~' -> numbered(parameters.toString());
      default -> Key.Named.OTHER;
    };
  }

  private static Key numbered(String parameters) {
    return switch (parameters) {
      case "1", "7" -> Key.Named.HOME;
      case "4", "8" -> Key.Named.END;
      case "5" -> Key.Named.PAGE_UP;
      case "6" -> Key.Named.PAGE_DOWN;
      default -> Key.Named.OTHER;
    };
  }
}
