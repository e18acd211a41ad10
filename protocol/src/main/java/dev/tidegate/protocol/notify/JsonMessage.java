package dev.tidegate.protocol.notify;

import dev.tidegate.protocol.notify.JsonReader.Value;
import dev.tidegate.protocol.notify.Message.Ending;
import dev.tidegate.protocol.notify.Message.Request;
import dev.tidegate.protocol.notify.Message.Resumption;
import dev.tidegate.protocol.notify.Message.Victim;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Parser of the JSON messages of the notification socket; missing or malformed fields make a
 * message unknown.
 */
final class JsonMessage {
  private static final int EPOCH_DIGITS = 16;

  private final String line;
  private final Value.Fields object;
  private final MessageForm form;

  private JsonMessage(String line, Value.Fields object, MessageForm form) {
    this.line = line;
    this.object = object;
    this.form = form;
  }

  /** Parses a line that begins with a brace. */
  static Message parse(String line) {
    Optional<Value.Fields> object = JsonReader.read(line);
    Optional<MessageForm.Json> form = object.flatMap(JsonMessage::form);
    return form.isPresent()
        ? new JsonMessage(line, object.get(), form.get()).message()
        : new Message.Unknown(line);
  }

  private Message message() {
    return switch (text("type")) {
      case "some_free" -> new Message.SomeFree(form);
      case "none_free" -> new Message.NoneFree(form);
      case "free_workers" -> new Message.FreeWorkers(form, counts().free());
      case "serviceable_workers" -> new Message.ServiceableWorkers(form, counts().serviceable());
      case "status" -> status();
      case "busy_timeout" ->
          new Message.BusyTimeout(form, victim(), number("elapsedMs"), number("incident"));
      case "worker_died" -> new Message.WorkerDied(form, victim(), ending(), number("incident"));
      case "reread" -> new Message.Reread(form, number("generation"), text("by"));
      case "reread_failed" ->
          new Message.RereadFailed(
              form, number("generation"), text("by"), ending(), text("reason"), texts("stderr"));
      case "hello" -> hello();
      case "snapshot" -> new Message.SnapshotEnded(form);
      case "heartbeat" -> new Message.Heartbeat(form);
      case "dropped" ->
          number("count").isPresent()
              ? new Message.Dropped(
                  form, number("count").getAsLong(), number("firstSeq"), number("lastSeq"))
              : unknown();
      case "error" -> MessageParser.complaint(form, text("message"));
      default -> unknown();
    };
  }

  private Message unknown() {
    return new Message.Unknown(line);
  }

  private Message status() {
    OptionalLong worker = number(object, "worker", Integer.MAX_VALUE);
    Optional<WorkerState> from = WorkerState.ofWord(text("from"));
    Optional<WorkerState> to = WorkerState.ofWord(text("to"));
    if (worker.isEmpty()) {
      return unknown();
    }
    int slot = (int) worker.getAsLong();
    if (flag(object, "snapshot")) {
      return to.isPresent() ? stated(slot, to.get()) : unknown();
    }
    if (from.isPresent() && to.isPresent()) {
      return new Message.StateChanged(
          form, slot, from.get(), to.get(), number("pid"), text("reason"));
    }
    return object.byName().containsKey("tag")
        ? new Message.Tagged(form, slot, text("tag"), number("pid"))
        : unknown();
  }

  private Message stated(int slot, WorkerState state) {
    return new Message.WorkerStated(
        form, slot, state, number("pid"), number("sinceMs").orElse(0), request(), text("tag"));
  }

  private Optional<Request> request() {
    String command = text("command");
    return command.isEmpty()
        ? Optional.empty()
        : Optional.of(new Request(command, text("queueId")));
  }

  private Optional<Victim> victim() {
    OptionalLong worker = number(object, "worker", Integer.MAX_VALUE);
    OptionalLong pid = number("pid");
    return worker.isPresent() && pid.isPresent()
        ? Optional.of(new Victim((int) worker.getAsLong(), pid.getAsLong(), request()))
        : Optional.empty();
  }

  private Optional<Ending> ending() {
    OptionalLong exit = number(object, "exit", Integer.MAX_VALUE);
    OptionalLong signal = number(object, "signal", Integer.MAX_VALUE);
    if (signal.isPresent()) {
      return Optional.of(
          new Ending.Signalled((int) signal.getAsLong(), flag(object, "outOfMemory")));
    }
    return exit.isPresent()
        ? Optional.of(new Ending.Exited((int) exit.getAsLong()))
        : Optional.empty();
  }

  private Message hello() {
    OptionalLong maxWorkers = number(object, "maxWorkers", Integer.MAX_VALUE);
    if (maxWorkers.isEmpty()) {
      return unknown();
    }
    return new Message.Hello(
        form,
        text("types"),
        texts("words"),
        text("version"),
        text("host"),
        (int) maxWorkers.getAsLong(),
        resumption());
  }

  private Resumption resumption() {
    if (!(object.byName().get("resumed") instanceof Value.Flag resumed)) {
      return Resumption.NOT_ASKED;
    }
    if (resumed.isTrue()) {
      return Resumption.RESUMED;
    }
    String reason = text("reason");
    for (Resumption each : Resumption.values()) {
      if (!each.reason().isEmpty() && each.reason().equals(reason)) {
        return each;
      }
    }
    return Resumption.REFUSED;
  }

  private PoolCounts counts() {
    return form.poolCounts().orElseThrow();
  }

  private String text(String name) {
    return text(object, name);
  }

  /** Returns a non-negative number; −1 as a pid means no process. */
  private OptionalLong number(String name) {
    return number(object, name, Long.MAX_VALUE);
  }

  private List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    if (object.byName().get(name) instanceof Value.Array array) {
      for (Value each : array.values()) {
        if (each instanceof Value.Text text) {
          texts.add(text.text());
        }
      }
    }
    return texts;
  }

  private static Optional<MessageForm.Json> form(Value.Fields object) {
    String epoch = text(object, "epoch");
    OptionalLong seq = number(object, "seq", Long.MAX_VALUE);
    Optional<Instant> time = time(text(object, "time"));
    Optional<PoolCounts> counts = counts(object);
    // The epoch may be sent back in an interest line, where a capital letter would be a type.
    boolean epochIsHex =
        epoch.length() == EPOCH_DIGITS
            && epoch.chars().allMatch(each -> "0123456789abcdef".indexOf(each) >= 0);
    if (!epochIsHex || seq.isEmpty() || time.isEmpty() || counts.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new MessageForm.Json(
            epoch,
            seq.getAsLong(),
            time.get(),
            counts.get(),
            flag(object, "snapshot"),
            flag(object, "cut")));
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException noTime) {
      return Optional.empty();
    }
  }

  private static Optional<PoolCounts> counts(Value.Fields object) {
    String[] names = {"free", "idle", "busy", "stopped", "killed", "queued", "serviceable"};
    int[] counts = new int[names.length];
    for (int at = 0; at < names.length; at++) {
      OptionalLong count = number(object, names[at], Integer.MAX_VALUE);
      if (count.isEmpty()) {
        return Optional.empty();
      }
      counts[at] = (int) count.getAsLong();
    }
    return Optional.of(
        new PoolCounts(
            counts[0], counts[1], counts[2], counts[3], counts[4], counts[5], counts[6]));
  }

  private static String text(Value.Fields object, String name) {
    return object.byName().get(name) instanceof Value.Text text ? text.text() : "";
  }

  private static boolean flag(Value.Fields object, String name) {
    return object.byName().get(name) instanceof Value.Flag flag && flag.isTrue();
  }

  /** Returns a number from 0 to {@code most}; empty for any other value. */
  private static OptionalLong number(Value.Fields object, String name, long most) {
    return object.byName().get(name) instanceof Value.Whole whole
            && whole.number() >= 0
            && whole.number() <= most
        ? OptionalLong.of(whole.number())
        : OptionalLong.empty();
  }
}
