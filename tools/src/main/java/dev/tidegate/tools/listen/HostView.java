package dev.tidegate.tools.listen;

import dev.tidegate.client.Knowledge;
import dev.tidegate.client.Knowledge.Known;
import dev.tidegate.client.Update;
import dev.tidegate.client.Update.Cause;
import dev.tidegate.protocol.notify.Message;
import dev.tidegate.protocol.notify.Message.PoolMessage;
import dev.tidegate.protocol.notify.MessageForm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Makes events of what the listener to one host learns.
 *
 * <p>Who follows its events knows at any moment whether a worker is free, none is, or nobody can
 * know: each time that the state becomes known again, the level is among them, told or stated.
 */
final class HostView {
  private final String host;
  private final boolean byServiceable;
  private boolean known;
  private boolean unknownTold;
  private boolean levelOwed;
  private boolean inSnapshot;
  private Optional<EventType> toldLevel = Optional.empty();
  private OptionalInt toldFree = OptionalInt.empty();
  private String toldTrouble = "";

  /**
   * @param byServiceable whether the level is made of how many requests can be taken now, and not
   *     of how many workers are free, as it is told
   */
  HostView(String host, boolean byServiceable) {
    this.host = host;
    this.byServiceable = byServiceable;
  }

  /** Returns the events that an update means, in their order. */
  List<ListenerEvent> take(Update update, Instant now) {
    List<ListenerEvent> events = new ArrayList<>();
    boolean trouble = false;
    switch (update.cause()) {
      case Cause.Received(Message message, String _) -> hear(message, update, now, events);
      case Cause.ServerIdentified(var server) -> {
        toldTrouble = "";
        Map<Field, String> fields = EventFields.of(server, update.knowledge());
        events.add(
            new ListenerEvent(now, host, EventType.CONNECTED, false, fields, update.cause()));
      }
      case Cause.Disconnected(String why, var _) -> {
        inSnapshot = false;
        trouble = tell(EventType.LOST, why, update, now, events);
      }
      case Cause.Refused(String answer, var _) -> {
        inSnapshot = false;
        trouble = tell(EventType.REFUSED, answer, update, now, events);
      }
      case Cause.HeartbeatMissed(var silence) ->
          trouble =
              tell(
                  EventType.SILENT,
                  "no sign of life for " + Durations.words(silence),
                  update,
                  now,
                  events);
      case Cause.PollFailed(String why) ->
          trouble = tell(EventType.QUERY_FAILED, why, update, now, events);
      case Cause.Polled _ -> levelOwed |= update.knowledge() instanceof Known;
    }
    follow(update, trouble, now, events);
    return events;
  }

  private void hear(Message message, Update update, Instant now, List<ListenerEvent> events) {
    boolean stated = message.form() instanceof MessageForm.Json json ? json.snapshot() : inSnapshot;
    Optional<EventType> type = typeOf(message).filter(each -> !byServiceable || !isLevel(each));
    switch (message) {
      case Message.SnapshotBegun _ -> inSnapshot = true;
      case Message.SnapshotEnded _ -> inSnapshot = false;
      case Message.Hello hello -> inSnapshot = beginsSnapshot(hello);
      case PoolMessage _ -> noteTold(message);
      case Message.Greeting _,
          Message.Heartbeat _,
          Message.Dropped _,
          Message.NoListeningSlots _,
          Message.Complaint _,
          Message.Unknown _ -> {}
    }
    if (type.isPresent()) {
      Map<Field, String> fields = EventFields.of(message, update.knowledge());
      Instant time = timeOf(update, now);
      events.add(new ListenerEvent(time, host, type.get(), stated, fields, update.cause()));
    }
  }

  private static Instant timeOf(Update update, Instant now) {
    return update.cause() instanceof Cause.Received(Message message, String _)
            && message.form() instanceof MessageForm.Json json
        ? json.time()
        : now;
  }

  /** A listener that goes on where it was gets no snapshot, unless that was not possible. */
  static boolean beginsSnapshot(Message.Hello hello) {
    return switch (hello.resumption()) {
      case RESUMED -> false;
      case NOT_ASKED -> hello.words().contains("snapshot");
      case OTHER_EPOCH, TOO_OLD, FROM_THE_FUTURE, MALFORMED, REFUSED -> true;
    };
  }

  private void noteTold(Message message) {
    if (message instanceof Message.FreeWorkers(_, int free)) {
      toldFree = OptionalInt.of(free);
    } else if (!byServiceable) {
      typeOf(message).filter(HostView::isLevel).ifPresent(this::noteLevel);
    }
  }

  private void noteLevel(EventType level) {
    toldLevel = Optional.of(level);
    levelOwed = false;
  }

  private static boolean isLevel(EventType type) {
    return type == EventType.SOME_FREE || type == EventType.NONE_FREE;
  }

  /** The type of the event that a message is; empty if it is none. */
  static Optional<EventType> typeOf(Message message) {
    return switch (message) {
      case PoolMessage pool -> Optional.of(EventType.of(pool.type()));
      case Message.Greeting _ -> Optional.of(EventType.GREETING);
      case Message.Hello _ -> Optional.of(EventType.HELLO);
      case Message.SnapshotBegun _ -> Optional.of(EventType.SNAPSHOT_BEGUN);
      case Message.SnapshotEnded _ -> Optional.of(EventType.SNAPSHOT);
      case Message.Dropped _ -> Optional.of(EventType.DROPPED);
      case Message.Complaint _ -> Optional.of(EventType.ERROR);
      case Message.Unknown _ -> Optional.of(EventType.OTHER);
      // A sign of life is no news, and that there is no slot is told as a refusal.
      case Message.Heartbeat _, Message.NoListeningSlots _ -> Optional.empty();
    };
  }

  /** Once, not at each new try, even if that is greeted: until more is known, or another reason. */
  private boolean tell(
      EventType type, String why, Update update, Instant now, List<ListenerEvent> events) {
    if (!toldTrouble.equals(why)) {
      toldTrouble = why;
      events.add(
          new ListenerEvent(now, host, type, false, EventFields.ofReason(why), update.cause()));
    }
    return true;
  }

  private void follow(Update update, boolean trouble, Instant now, List<ListenerEvent> events) {
    switch (update.knowledge()) {
      case Knowledge.Unknown(String why) -> {
        if (known || (trouble && !unknownTold)) {
          Map<Field, String> fields = EventFields.ofReason(why);
          events.add(
              new ListenerEvent(now, host, EventType.UNKNOWN, false, fields, update.cause()));
          unknownTold = true;
        }
        known = false;
        levelOwed = false;
        toldLevel = Optional.empty();
        toldFree = OptionalInt.empty();
      }
      case Known state -> {
        levelOwed |= (!known && toldLevel.isEmpty()) || (byServiceable && !isTold(state));
        known = true;
        unknownTold = false;
        toldTrouble = "";
        if (levelOwed && !inSnapshot) {
          levelOwed = false;
          boolean asked = update.cause() instanceof Cause.Polled;
          state(state, asked || !byServiceable || toldLevel.isEmpty(), update, now, events);
        }
      }
    }
  }

  private boolean isTold(Known state) {
    return toldLevel.equals(Optional.of(levelOf(state)));
  }

  private EventType levelOf(Known state) {
    boolean some =
        byServiceable ? state.takesRequests() : state.level() == Knowledge.Level.SOME_FREE;
    return some ? EventType.SOME_FREE : EventType.NONE_FREE;
  }

  /** States what is known and was not told, such as an answer of the command socket. */
  private void state(
      Known state, boolean stated, Update update, Instant now, List<ListenerEvent> events) {
    Map<Field, String> fields = EventFields.of(update.cause(), state);
    Instant time = timeOf(update, now);
    if (stated && state.free().isPresent() && !state.free().equals(toldFree)) {
      toldFree = state.free();
      events.add(
          new ListenerEvent(time, host, EventType.FREE_WORKERS, true, fields, update.cause()));
    }
    if (!isTold(state)) {
      EventType level = levelOf(state);
      toldLevel = Optional.of(level);
      events.add(new ListenerEvent(time, host, level, stated, fields, update.cause()));
    }
  }
}
