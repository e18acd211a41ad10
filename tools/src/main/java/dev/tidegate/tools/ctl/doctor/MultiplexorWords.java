package dev.tidegate.tools.ctl.doctor;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The command line of a running multiplexor, ours or MIMEDefang's own.
 *
 * @param options by letter; flags have an empty value
 */
record MultiplexorWords(Map<Character, String> options) {
  private static final String OUR_CLASS = "dev.tidegate.daemon.Multiplexor";
  private static final String SPOOL = "/var/spool/MIMEDefang";
  private static final String WITH_VALUE = "mxrVibwWfFRMcqQyXPsaNOIUzpoLSYt";
  private static final Map<String, Character> LONG_NAMES =
      Map.ofEntries(
          Map.entry("filter-program", 'f'),
          Map.entry("filter-rules", 'F'),
          Map.entry("socket", 's'),
          Map.entry("unprivileged-socket", 'a'),
          Map.entry("map-socket", 'N'),
          Map.entry("notify-socket", 'O'),
          Map.entry("user", 'U'),
          Map.entry("spool-directory", 'z'),
          Map.entry("min-workers", 'm'),
          Map.entry("max-workers", 'x'),
          Map.entry("max-requests", 'r'),
          Map.entry("busy-timeout", 'b'),
          Map.entry("queue-size", 'q'),
          Map.entry("queue-timeout", 'Q'),
          Map.entry("max-memory", 'M'));

  MultiplexorWords {
    options = Map.copyOf(options);
  }

  /** Reads them out of all words of the process, the program's own name first. */
  static MultiplexorWords of(List<String> process) {
    int ours = process.indexOf(OUR_CLASS);
    List<String> words =
        process.subList(Math.min(process.size(), Math.max(ours, 0) + 1), process.size());
    Map<Character, String> options = new HashMap<>();
    for (int at = 0; at < words.size(); at++) {
      String word = words.get(at);
      String next = at + 1 < words.size() ? words.get(at + 1) : "";
      if (word.equals("--")) {
        break;
      }
      if (word.startsWith("--")) {
        at += takeLong(word.substring(2), next, options);
      } else if (word.startsWith("-")) {
        at += takeLetters(word.substring(1), next, options);
      }
    }
    return new MultiplexorWords(options);
  }

  /** Returns how many further words it has used up. */
  private static int takeLong(String word, String next, Map<Character, String> options) {
    int sign = word.indexOf('=');
    Character letter = LONG_NAMES.get(sign < 0 ? word : word.substring(0, sign));
    if (letter == null) {
      // A value in the next word does not begin with a dash, and is skipped there.
      return 0;
    }
    options.put(letter, sign < 0 ? next : word.substring(sign + 1));
    return sign < 0 ? 1 : 0;
  }

  private static int takeLetters(String letters, String next, Map<Character, String> options) {
    for (int at = 0; at < letters.length(); at++) {
      char letter = letters.charAt(at);
      if (WITH_VALUE.indexOf(letter) >= 0) {
        String rest = letters.substring(at + 1);
        options.put(letter, rest.isEmpty() ? next : rest);
        return rest.isEmpty() ? 1 : 0;
      }
      options.put(letter, "");
    }
    return 0;
  }

  boolean has(char letter) {
    return options.containsKey(letter);
  }

  Optional<String> value(char letter) {
    return Optional.ofNullable(options.get(letter));
  }

  /** Returns a number as the multiplexor reads it, {@code 60x} as 60. */
  int number(char letter, int usual) {
    String digits = value(letter).orElse("").replaceFirst("^\\s*(\\d{1,9}).*$", "$1");
    return digits.matches("\\d+") ? Integer.parseInt(digits) : usual;
  }

  Path spool() {
    return path(value('z').orElse(SPOOL)).orElse(Path.of(SPOOL));
  }

  /** Returns the path of a socket in the file system; nothing if there is none, or it is a port. */
  Optional<Path> socketFile(char letter) {
    String text = value(letter).orElse("");
    if (text.isEmpty() || text.startsWith("inet")) {
      return Optional.empty();
    }
    return path(text.replaceFirst("^(unix|local):", "")).map(path -> spool().resolve(path));
  }

  private static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException invalid) {
      return Optional.empty();
    }
  }
}
