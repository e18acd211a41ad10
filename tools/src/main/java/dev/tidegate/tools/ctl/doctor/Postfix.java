package dev.tidegate.tools.ctl.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How long Postfix waits for its milters; nothing if there is no Postfix, or it has none.
 *
 * @param contentTimeoutSeconds for the word on a message
 * @param commandTimeoutSeconds for the word on a command
 */
record Postfix(OptionalInt contentTimeoutSeconds, OptionalInt commandTimeoutSeconds) {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  static Postfix ask() throws InterruptedException {
    ProgramResult run =
        ProgramResult.of(
            List.of(
                "postconf",
                "-h",
                "smtpd_milters",
                "milter_content_timeout",
                "milter_command_timeout"),
            Optional.empty(),
            LIMIT);
    return run.passed() ? of(run.output()) : new Postfix(OptionalInt.empty(), OptionalInt.empty());
  }

  /** Reads three lines, the milters and the two times, among warnings. */
  static Postfix of(String output) {
    String[] lines = output.replaceAll("(?m)^postconf: .*\n", "").split("\n", -1);
    boolean hasMilters = lines.length >= 3 && !lines[0].isBlank();
    return new Postfix(
        hasMilters ? seconds(lines[1]) : OptionalInt.empty(),
        hasMilters ? seconds(lines[2]) : OptionalInt.empty());
  }

  private static OptionalInt seconds(String text) {
    String time = text.strip();
    if (!time.matches("\\d{1,6}[smhdw]?")) {
      return OptionalInt.empty();
    }
    int number = Integer.parseInt(time.replaceAll("\\D", ""));
    return OptionalInt.of(
        switch (time.charAt(time.length() - 1)) {
          case 'm' -> number * 60;
          case 'h' -> number * 3_600;
          case 'd' -> number * 86_400;
          case 'w' -> number * 604_800;
          default -> number;
        });
  }
}
