package dev.tidegate.tools.demo;

import dev.tidegate.protocol.notify.WorkerState;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A line of the notification socket, understood. */
sealed interface ReceivedMessage {
  /** {@code S n StateChange Idle -> Busy}. */
  record StateChanged(int slot, WorkerState from, WorkerState to) implements ReceivedMessage {}

  /** {@code S n text}. */
  record Tagged(int slot, String tag) implements ReceivedMessage {}

  /** {@code F n}. */
  record FreeWorkers(int count) implements ReceivedMessage {}

  /** {@code Z}. */
  record NoneFree() implements ReceivedMessage {}

  /** {@code Y}. */
  record SomeFree() implements ReceivedMessage {}

  /** {@code B}. */
  record BusyTimeout() implements ReceivedMessage {}

  /** {@code U}. */
  record WorkerDied() implements ReceivedMessage {}

  /** {@code R}. */
  record Reread() implements ReceivedMessage {}

  /** {@code *OK}. */
  record Greeting() implements ReceivedMessage {}

  /** {@code *ERR text}. */
  record Complaint(String text) implements ReceivedMessage {}

  /** Anything else. */
  record Unknown(String line) implements ReceivedMessage {}

  static ReceivedMessage parse(String line) {
    return switch (line) {
      case "Z" -> new NoneFree();
      case "Y" -> new SomeFree();
      case "B" -> new BusyTimeout();
      case "U" -> new WorkerDied();
      case "R" -> new Reread();
      case "*OK" -> new Greeting();
      default -> parseArguments(line);
    };
  }

  private static ReceivedMessage parseArguments(String line) {
    if (line.startsWith("*ERR ")) {
      return new Complaint(line.substring(5));
    }
    Matcher free = Grammar.FREE.matcher(line);
    if (free.matches()) {
      return new FreeWorkers(Integer.parseInt(free.group(1)));
    }
    Matcher status = Grammar.STATUS.matcher(line);
    return status.matches()
        ? parseStatus(Integer.parseInt(status.group(1)), status.group(2))
        : new Unknown(line);
  }

  private static ReceivedMessage parseStatus(int slot, String text) {
    Matcher change = Grammar.CHANGE.matcher(text);
    if (change.matches()) {
      Optional<WorkerState> from = WorkerState.ofWord(change.group(1));
      Optional<WorkerState> to = WorkerState.ofWord(change.group(2));
      if (from.isPresent() && to.isPresent()) {
        return new StateChanged(slot, from.get(), to.get());
      }
    }
    return new Tagged(slot, text);
  }

  /** The forms of messages with arguments. */
  final class Grammar {
    private static final Pattern FREE = Pattern.compile("F (\\d{1,9})");
    private static final Pattern STATUS = Pattern.compile("S (\\d{1,9}) (.*)");
    private static final Pattern CHANGE = Pattern.compile("StateChange (\\w+) -> (\\w+)");

    private Grammar() {}
  }
}
