package dev.tidegate.protocol.control;

import dev.tidegate.protocol.control.Order.Drain;
import dev.tidegate.protocol.control.Order.Kill;
import dev.tidegate.protocol.control.Order.Reread;
import dev.tidegate.protocol.control.Order.Set;
import dev.tidegate.protocol.control.Query.Autoscale;
import dev.tidegate.protocol.control.Query.Free;
import dev.tidegate.protocol.control.Query.Help;
import dev.tidegate.protocol.control.Query.Histo;
import dev.tidegate.protocol.control.Query.HourlyLoad;
import dev.tidegate.protocol.control.Query.Incidents;
import dev.tidegate.protocol.control.Query.Incidents.Which;
import dev.tidegate.protocol.control.Query.Load;
import dev.tidegate.protocol.control.Query.Load1;
import dev.tidegate.protocol.control.Query.Msgs;
import dev.tidegate.protocol.control.Query.Refused;
import dev.tidegate.protocol.control.Query.Stats;
import dev.tidegate.protocol.control.Query.Status;
import dev.tidegate.protocol.control.Query.Version;
import dev.tidegate.protocol.control.Query.WorkerInfo;
import dev.tidegate.protocol.control.Query.Workers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Maps lines of the command socket to commands. */
final class CommandParser {
  private static final int MIN_BACK_SECONDS = 10;
  private static final int MAX_BACK_SECONDS = 600;
  private static final int MOST_DIGITS = 9;

  private static final Refused EMPTY = new Refused("error: Empty command\n");
  private static final Refused INVALID_BYTE = new Refused("error: Invalid byte in command\n");
  private static final Refused TICK = new Refused("error: External agents may not invoke 'tick'\n");
  private static final Refused INVALID_WORKER = new Refused("error: Invalid worker number\n");
  private static final Refused INVALID_BACK =
      new Refused("error: Invalid 'back' amount (must be 10-600)\n");

  private static final Map<String, Command> WHOLE_LINES = wholeLines();

  /** Lengths are compared first, so that the long line of a scan is never hashed. */
  private static final int LONGEST_WHOLE_LINE =
      WHOLE_LINES.keySet().stream().mapToInt(String::length).max().orElse(0);

  private CommandParser() {}

  static Command parse(String line) {
    Command known = line.length() <= LONGEST_WHOLE_LINE ? WHOLE_LINES.get(line) : null;
    if (known != null) {
      return known;
    }
    if (line.indexOf('\0') >= 0) {
      return INVALID_BYTE;
    }
    if (hasArgument(line, "workerinfo ") || hasArgument(line, "slaveinfo ")) {
      OptionalInt number = firstNumber(line, line.indexOf(' '));
      return number.isPresent() ? new WorkerInfo(number.getAsInt()) : INVALID_WORKER;
    }
    if (hasArgument(line, "load1 ")) {
      int seconds = firstNumber(line, line.indexOf(' ')).orElse(0);
      return seconds >= MIN_BACK_SECONDS && seconds <= MAX_BACK_SECONDS
          ? new Load1(seconds)
          : INVALID_BACK;
    }
    if (startsWithWord(line, "drain") || startsWithWord(line, "resume")) {
      boolean drains = line.charAt(0) == 'd';
      String argument = line.substring(drains ? "drain".length() : "resume".length());
      return new Drain(wholeNumber(argument).orElse(Drain.INVALID), drains);
    }
    if (startsWithWord(line, "kill")) {
      return kill(line.substring("kill".length()));
    }
    if (startsWithWord(line, "set")) {
      return new Set(line.substring("set".length()).strip());
    }
    if (startsWithWord(line, "incidents")) {
      return incidents(line.substring("incidents".length()));
    }
    // Tidegate sends workers ticks as `tick N`; the reference lets clients forge those.
    return line.startsWith("tick ") ? TICK : new WorkerRequest(line);
  }

  private static Map<String, Command> wholeLines() {
    Map<String, Command> lines = new HashMap<>();
    lines.put("", EMPTY);
    lines.put("free", new Free());
    lines.put("version", new Version());
    lines.put("status", new Status());
    lines.put("workers", new Workers(false));
    lines.put("slaves", new Workers(false));
    lines.put("busyworkers", new Workers(true));
    lines.put("busyslaves", new Workers(true));
    lines.put("load", new Load("scan"));
    lines.put("hload", new HourlyLoad("scan"));
    for (String word : List.of("relayok", "senderok", "recipok")) {
      lines.put("load-" + word, new Load(word));
      lines.put("hload-" + word, new HourlyLoad(word));
    }
    lines.put("histo", new Histo());
    lines.put("msgs", new Msgs());
    lines.put("stats", new Stats());
    lines.put("incidents", new Incidents(Which.NEWEST, 0));
    lines.put("help", new Help());
    lines.put("reread", new Reread());
    lines.put("autoscale", new Autoscale());
    lines.put("tick", TICK);
    // Monitoring programs send this line to check that the multiplexor answers.
    lines.put("foo_no_such_command", new Refused("error: Unknown command\n"));
    return Map.copyOf(lines);
  }

  private static Command kill(String argument) {
    int colon = argument.indexOf(':');
    OptionalInt number = wholeNumber(colon < 0 ? "" : argument.substring(0, colon));
    OptionalInt pid = wholeNumber(colon < 0 ? "" : " " + argument.substring(colon + 1));
    boolean valid = number.isPresent() && pid.orElse(0) > 0;
    return valid ? new Kill(number.getAsInt(), pid.getAsInt()) : new Kill(Drain.INVALID, 0);
  }

  private static Command incidents(String argument) {
    Which which =
        argument.startsWith(" since=")
            ? Which.SINCE
            : argument.startsWith(" before=") ? Which.BEFORE : Which.ONE;
    int equals = argument.indexOf('=');
    OptionalInt id =
        wholeNumber(which == Which.ONE ? argument : " " + argument.substring(equals + 1));
    boolean valid = id.isPresent() && (id.getAsInt() > 0 || which == Which.SINCE);
    return valid ? new Incidents(which, id.getAsInt()) : new Incidents(Which.INVALID, 0);
  }

  private static boolean startsWithWord(String line, String word) {
    return line.startsWith(word)
        && (line.length() == word.length() || line.charAt(word.length()) == ' ');
  }

  /** Parses one space and digits and nothing else, so that a typing error has no effect. */
  private static OptionalInt wholeNumber(String text) {
    boolean digits =
        text.length() >= 2
            && text.length() <= 1 + MOST_DIGITS
            && text.charAt(0) == ' '
            && text.chars().skip(1).allMatch(each -> each >= '0' && each <= '9');
    return digits
        ? OptionalInt.of(Integer.parseInt(text, 1, text.length(), 10))
        : OptionalInt.empty();
  }

  /** With nothing after the space the reference passes the line to a worker. */
  private static boolean hasArgument(String line, String word) {
    return line.length() > word.length() && line.startsWith(word);
  }

  /** Parses like {@code %d}: white space, a sign, digits, any rest. Saturates. */
  private static OptionalInt firstNumber(String text, int from) {
    int at = from;
    while (at < text.length() && " \t\r\u000b\f".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    boolean negative = at < text.length() && text.charAt(at) == '-';
    if (negative || (at < text.length() && text.charAt(at) == '+')) {
      at++;
    }
    int firstDigit = at;
    long value = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      value = Math.min(value * 10 + (text.charAt(at) - '0'), Integer.MAX_VALUE);
      at++;
    }
    return at == firstDigit
        ? OptionalInt.empty()
        : OptionalInt.of((int) (negative ? -value : value));
  }
}
