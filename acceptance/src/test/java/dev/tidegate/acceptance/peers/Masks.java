package dev.tidegate.acceptance.peers;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Takes out of the answers of {@code md-mx-ctrl} what differs from run to run: ages, pids, times.
 */
final class Masks {

  private static final int STATUS_WORDS = 6;
  private static final int HOURLY_WORDS = 16;
  private static final int LOAD1_WORDS = 26;
  private static final int LOAD_WORDS = 29;

  /** Milliseconds, the uptime, and the last 10 seconds, which a slow machine may exceed. */
  private static final Set<Integer> LOAD_TIMES = Set.of(0, 4, 8, 9, 10, 11, 12, 16, 28);

  private static final Set<Integer> LOAD1_TIMES = Set.of(2, 5, 8, 11, 20);
  private static final Set<Integer> HOURLY_TIMES = Set.of(8, 9, 10, 11, 12, 13, 14, 15);
  private static final Set<Integer> STATUS_TIMES = Set.of(5);

  private Masks() {}

  /** The output without times. */
  static String masked(String output) {
    return output.lines().map(Masks::line).collect(Collectors.joining("\n"));
  }

  private static String line(String line) {
    if (line.startsWith("10 Sec")) {
      return "10 Sec";
    }
    if (line.matches("\\s*\\d+ Min .*")) {
      return words(line, Set.of(4));
    }
    if (line.matches("\\s*\\d+h .*")) {
      return words(line, Set.of(2, 3));
    }
    if (line.matches("\\s*(Scan|Relayok|Senderok|Recipok) .*")) {
      return words(line, Set.of(4));
    }
    return switch (line.split(" ").length) {
      case STATUS_WORDS ->
          line.matches("[SIBK]+ .*") ? words(line, STATUS_TIMES) : workerLine(line);
      case HOURLY_WORDS -> words(line, HOURLY_TIMES);
      case LOAD1_WORDS -> words(line, LOAD1_TIMES);
      case LOAD_WORDS -> words(line, LOAD_TIMES);
      default -> workerLine(line);
    };
  }

  private static String workerLine(String line) {
    return line.replaceFirst("^(\\d+ [IBK]) \\d+", "$1 PID")
        .replaceFirst("ago=\\d+", "ago=N")
        .replaceFirst("^(PID|\\w*Age) \\d+$", "$1 N");
  }

  /** The line's words, those at the positions (from 0) masked. */
  private static String words(String line, Set<Integer> positions) {
    List<String> words = List.of(line.strip().split("\\s+"));
    return IntStream.range(0, words.size())
        .mapToObj(i -> positions.contains(i) ? "#" : words.get(i))
        .collect(Collectors.joining(" "));
  }
}
