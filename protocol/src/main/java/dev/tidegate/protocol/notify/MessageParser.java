package dev.tidegate.protocol.notify;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Parser of the lines of the notification socket; accepts any input without failing. */
public final class MessageParser {
  private static final String ERROR = "*ERR ";
  private static final String DROPPED_END = " messages dropped: listener too slow";
  private static final String STATE_CHANGE = "StateChange ";
  private static final String ARROW = " -> ";
  private static final MessageForm LETTERS = new MessageForm.Letters();

  private MessageParser() {}

  /** Parses a line, given without its newline. */
  public static Message parse(String line) {
    return switch (line) {
      case "Z" -> new Message.NoneFree(LETTERS);
      case "Y" -> new Message.SomeFree(LETTERS);
      case "B" ->
          new Message.BusyTimeout(
              LETTERS, Optional.empty(), OptionalLong.empty(), OptionalLong.empty());
      case "U" ->
          new Message.WorkerDied(LETTERS, Optional.empty(), Optional.empty(), OptionalLong.empty());
      case "R" -> new Message.Reread(LETTERS, OptionalLong.empty(), "");
      case "*OK" -> new Message.Greeting();
      case "*OK snapshot begin" -> new Message.SnapshotBegun();
      case "*OK snapshot end" -> new Message.SnapshotEnded(LETTERS);
      case "*OK alive" -> new Message.Heartbeat(LETTERS);
      default -> parseArguments(line);
    };
  }

  private static Message parseArguments(String line) {
    if (line.startsWith("{")) {
      return JsonMessage.parse(line);
    }
    if (line.startsWith(ERROR)) {
      return complaint(LETTERS, line.substring(ERROR.length()));
    }
    if (line.startsWith("F ")) {
      OptionalInt free = number(line.substring(2));
      return free.isPresent()
          ? new Message.FreeWorkers(LETTERS, free.getAsInt())
          : new Message.Unknown(line);
    }
    int space = line.indexOf(' ', 2);
    if (line.startsWith("S ") && space > 0) {
      OptionalInt worker = number(line.substring(2, space));
      return worker.isPresent()
          ? status(worker.getAsInt(), line.substring(space + 1))
          : new Message.Unknown(line);
    }
    return new Message.Unknown(line);
  }

  /** Parses the text after {@code *ERR}. */
  static Message complaint(MessageForm form, String text) {
    if (text.equals("No free listening slots")) {
      return new Message.NoListeningSlots(form);
    }
    if (text.endsWith(DROPPED_END)) {
      OptionalInt count = number(text.substring(0, text.length() - DROPPED_END.length()));
      if (count.isPresent()) {
        return new Message.Dropped(
            form, count.getAsInt(), OptionalLong.empty(), OptionalLong.empty());
      }
    }
    return new Message.Complaint(form, text);
  }

  private static Message status(int worker, String text) {
    int arrow = text.indexOf(ARROW);
    if (text.startsWith(STATE_CHANGE) && arrow >= STATE_CHANGE.length()) {
      Optional<WorkerState> from = WorkerState.ofWord(text.substring(STATE_CHANGE.length(), arrow));
      Optional<WorkerState> to = WorkerState.ofWord(text.substring(arrow + ARROW.length()));
      if (from.isPresent() && to.isPresent()) {
        return new Message.StateChanged(
            LETTERS, worker, from.get(), to.get(), OptionalLong.empty(), "");
      }
    }
    return new Message.Tagged(LETTERS, worker, text, OptionalLong.empty());
  }

  private static OptionalInt number(String digits) {
    boolean number =
        !digits.isEmpty()
            && digits.length() <= 9
            && digits.chars().allMatch(each -> each >= '0' && each <= '9');
    return number ? OptionalInt.of(Integer.parseInt(digits)) : OptionalInt.empty();
  }
}
