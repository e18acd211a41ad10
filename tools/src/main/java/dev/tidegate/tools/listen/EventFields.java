package dev.tidegate.tools.listen;

import dev.tidegate.client.Knowledge;
import dev.tidegate.client.Update.Cause;
import dev.tidegate.client.Update.Server;
import dev.tidegate.protocol.notify.CleanText;
import dev.tidegate.protocol.notify.JsonLine;
import dev.tidegate.protocol.notify.Message;
import dev.tidegate.protocol.notify.PoolCounts;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Collects what is known of one event; every text is cleaned here. */
final class EventFields {
  private final Map<Field, String> fields = new EnumMap<>(Field.class);

  /** What a message tells, with what is known of the pool besides. */
  static Map<Field, String> of(Message message, Knowledge knowledge) {
    EventFields facts = new EventFields();
    message.form().poolCounts().ifPresent(facts::counts);
    facts.knowledge(knowledge);
    facts.message(message);
    return facts.fields;
  }

  /** What is known of the pool when that was learnt. */
  static Map<Field, String> of(Cause cause, Knowledge knowledge) {
    EventFields facts = new EventFields();
    if (cause instanceof Cause.Received(Message message, String _)) {
      message.form().poolCounts().ifPresent(facts::counts);
    } else if (cause instanceof Cause.Polled(int free)) {
      facts.put(Field.FREE, free);
    }
    facts.knowledge(knowledge);
    return facts.fields;
  }

  static Map<Field, String> of(Server server, Knowledge knowledge) {
    EventFields facts = new EventFields();
    facts.knowledge(knowledge);
    switch (server) {
      case Server.Reference() -> facts.put(Field.SERVER, "plain");
      case Server.Extended() -> facts.put(Field.SERVER, "extended");
      case Server.Json(String version, String host) -> {
        facts.put(Field.SERVER, host);
        facts.put(Field.VERSION, version);
      }
    }
    return facts.fields;
  }

  static Map<Field, String> ofReason(String why) {
    EventFields facts = new EventFields();
    facts.put(Field.REASON, why);
    return facts.fields;
  }

  private void message(Message message) {
    switch (message) {
      case Message.NoneFree _, Message.SomeFree _ -> {}
      case Message.FreeWorkers(_, int free) -> put(Field.FREE, free);
      case Message.ServiceableWorkers(_, int serviceable) -> put(Field.SERVICEABLE, serviceable);
      case Message.StateChanged changed -> {
        put(Field.WORKER, changed.worker());
        put(Field.PID, changed.pid());
        put(Field.FROM, changed.from().word());
        put(Field.TO, changed.to().word());
        put(Field.REASON, changed.reason());
      }
      case Message.Tagged tagged -> {
        put(Field.WORKER, tagged.worker());
        put(Field.PID, tagged.pid());
        put(Field.TAG, tagged.tag());
      }
      case Message.WorkerStated worker -> stated(worker);
      case Message.BusyTimeout timeout -> {
        timeout.worker().ifPresent(this::victim);
        put(Field.ELAPSED_MS, timeout.elapsedMillis());
      }
      case Message.WorkerDied died -> {
        died.worker().ifPresent(this::victim);
        died.ending().ifPresent(this::ending);
      }
      case Message.Reread reread -> {
        put(Field.GENERATION, reread.generation());
        put(Field.BY, reread.by());
      }
      case Message.RereadFailed failed -> {
        put(Field.GENERATION, failed.generation());
        put(Field.BY, failed.by());
        failed.ending().ifPresent(this::ending);
        String last = failed.stderr().isEmpty() ? "" : ": " + failed.stderr().getLast();
        put(Field.REASON, failed.reason() + last);
      }
      case Message.Hello hello -> {
        put(Field.SERVER, hello.host());
        put(Field.VERSION, hello.version());
        put(Field.MAX_WORKERS, hello.maxWorkers());
      }
      case Message.Dropped dropped -> put(Field.COUNT, Long.toString(dropped.count()));
      case Message.Complaint complaint -> put(Field.REASON, complaint.text());
      case Message.Unknown unknown -> put(Field.REASON, unknown.line());
      case Message.Greeting _,
          Message.SnapshotBegun _,
          Message.SnapshotEnded _,
          Message.Heartbeat _,
          Message.NoListeningSlots _ -> {}
    }
  }

  private void stated(Message.WorkerStated worker) {
    put(Field.WORKER, worker.worker());
    put(Field.PID, worker.pid());
    put(Field.TO, worker.state().word());
    put(Field.SINCE_MS, Long.toString(worker.sinceMillis()));
    worker.request().ifPresent(this::request);
    put(Field.TAG, worker.tag());
  }

  private void victim(Message.Victim victim) {
    put(Field.WORKER, victim.worker());
    put(Field.PID, OptionalLong.of(victim.pid()));
    victim.request().ifPresent(this::request);
  }

  private void request(Message.Request request) {
    put(Field.QUEUE_ID, request.queueId());
    put(Field.COMMAND, request.command());
  }

  private void ending(Message.Ending ending) {
    switch (ending) {
      case Message.Ending.Exited(int status) -> put(Field.EXIT, status);
      case Message.Ending.Signalled(int signal, boolean outOfMemory) -> {
        put(Field.SIGNAL, signal);
        put(Field.OUT_OF_MEMORY, Boolean.toString(outOfMemory));
      }
    }
  }

  private void counts(PoolCounts counts) {
    put(Field.FREE, counts.free());
    put(Field.IDLE, counts.idle());
    put(Field.BUSY, counts.busy());
    put(Field.STOPPED, counts.stopped());
    put(Field.KILLED, counts.killed());
    put(Field.QUEUED, counts.queued());
    put(Field.SERVICEABLE, counts.serviceable());
  }

  private void knowledge(Knowledge knowledge) {
    switch (knowledge) {
      case Knowledge.Unknown _ -> {}
      case Knowledge.Known(
              _,
              OptionalInt free,
              OptionalInt serviceable,
              OptionalInt maxWorkers) -> {
        free.ifPresent(count -> fields.putIfAbsent(Field.FREE, Integer.toString(count)));
        serviceable.ifPresent(
            count -> fields.putIfAbsent(Field.SERVICEABLE, Integer.toString(count)));
        maxWorkers.ifPresent(
            count -> fields.putIfAbsent(Field.MAX_WORKERS, Integer.toString(count)));
      }
    }
  }

  private void put(Field field, int value) {
    fields.put(field, Integer.toString(value));
  }

  private void put(Field field, OptionalLong value) {
    value.ifPresent(number -> fields.put(field, Long.toString(number)));
  }

  private void put(Field field, String text) {
    if (!text.isEmpty()) {
      fields.put(field, CleanText.of(text, JsonLine.MAX_BYTES));
    }
  }
}
