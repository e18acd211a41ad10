package dev.tidegate.daemon.proc;

import java.util.Optional;

/** Parsers of the files in /proc/PID. */
final class ProcText {
  /** The kernel's unit of processor time in /proc, in ms, the same on all machines. */
  private static final int TICK_MILLIS = 10;

  /** Index in {@code stat}, counted from the state, the first field after the name. */
  private static final int USER_TICKS = 11;

  private static final int SYSTEM_TICKS = 12;

  private ProcText() {}

  /**
   * System call in which a process is.
   *
   * @param number number of the system call
   * @param firstArgument first argument, as an int; it may be a descriptor
   */
  record Call(int number, int firstArgument) {}

  /** User and system time. */
  record Times(long userMillis, long systemMillis) {}

  /** Returns the value after a name and a colon; empty if it is missing. */
  static String field(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.substring(name.length() + 1).strip())
        .findFirst()
        .orElse("");
  }

  /** Returns the number after a name and a colon; −1 if it is missing. */
  static long number(String text, String name) {
    String digits = field(text, name).replaceAll("[^0-9].*", "");
    return digits.isEmpty() || digits.length() > 18 ? -1 : Long.parseLong(digits);
  }

  /** Returns the sum of the private pages in {@code smaps_rollup}, in KiB; −1 if it is missing. */
  static long privateKib(String rollup) {
    long clean = number(rollup, "Private_Clean");
    long dirty = number(rollup, "Private_Dirty");
    return clean < 0 || dirty < 0 ? -1 : clean + dirty;
  }

  /** Parses {@code syscall}; empty if the process is in no system call. */
  static Optional<Call> call(String text) {
    String[] words = text.strip().split(" ", -1);
    if (words.length < 2 || !words[0].matches("[0-9]{1,9}")) {
      return Optional.empty();
    }
    try {
      long argument = Long.parseUnsignedLong(words[1].replace("0x", ""), 16);
      return Optional.of(new Call(Integer.parseInt(words[0]), (int) argument));
    } catch (NumberFormatException other) {
      return Optional.empty();
    }
  }

  /** Parses {@code stat}; the name in it may contain any characters. */
  static Optional<Times> times(String text) {
    String[] fields = text.substring(text.lastIndexOf(')') + 1).strip().split(" ", -1);
    if (fields.length <= SYSTEM_TICKS
        || !(fields[USER_TICKS] + fields[SYSTEM_TICKS]).matches("[0-9]{2,34}")) {
      return Optional.empty();
    }
    return Optional.of(
        new Times(
            Long.parseLong(fields[USER_TICKS]) * TICK_MILLIS,
            Long.parseLong(fields[SYSTEM_TICKS]) * TICK_MILLIS));
  }
}
