package dev.tidegate.pool.simulation;

import static dev.tidegate.pool.simulation.Violation.check;

import dev.tidegate.pool.Door;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.PoolSettings;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The connections of clients: each is answered once, and closed in time and for a reason. */
final class Conversations {
  private final Terms terms;
  private final Agenda agenda;
  private final Crew crew;
  private final Map<Long, Conversation> byId = new HashMap<>();

  Conversations(Terms terms, Agenda agenda, Crew crew) {
    this.terms = terms;
    this.agenda = agenda;
    this.crew = crew;
  }

  @Nullable Conversation find(long id) {
    return byId.get(id);
  }

  void opened(long id, Door door) {
    Conversation conversation = new Conversation(id, door, agenda.nowNanos());
    byId.put(id, conversation);
    if (door != Door.MAP) {
      agenda.after(
          World.seconds(terms.now().clientTimeoutSeconds()) + Crew.TOLERANCE_NANOS,
          () ->
              check(
                  !conversation.open || conversation.spoke,
                  "a silent client is closed after -c",
                  conversation));
    }
  }

  void inputEnded(long id) {
    Conversation conversation = byId.get(id);
    if (conversation != null) {
      conversation.inputEnded = true;
    }
  }

  /** The client is gone; returns what it was in the middle of. */
  @Nullable Conversation gone(long id) {
    Conversation conversation = byId.remove(id);
    if (conversation != null) {
      conversation.open = false;
    }
    return conversation;
  }

  /** Returns whether it is the client's turn, which is then owed an answer. */
  @Nullable Conversation spoke(long id, String line) {
    Conversation conversation = byId.get(id);
    if (conversation == null || !conversation.open) {
      return null;
    }
    check(!conversation.owed, Referee.ONE_ANSWER, conversation);
    conversation.owed = true;
    conversation.spoke = true;
    conversation.question = line;
    conversation.request = null;
    return conversation;
  }

  Conversation answered(long id, String text) {
    Conversation conversation = byId.get(id);
    if (conversation == null || !conversation.owed) {
      throw new Violation(Referee.ONE_ANSWER, "client " + id + " got " + text);
    }
    conversation.owed = false;
    if (conversation.door != Door.MAP) {
      conversation.open = false;
      byId.remove(id);
    }
    return conversation;
  }

  /** The answer to a client could not be written at once. */
  void stalled(long id, Door door) {
    Conversation conversation =
        byId.computeIfAbsent(id, key -> new Conversation(key, door, agenda.nowNanos()));
    conversation.spoke = true;
    long since = agenda.nowNanos();
    conversation.stalledSinceNanos = since;
    agenda.after(
        World.seconds(terms.now().clientTimeoutSeconds()) + Crew.TOLERANCE_NANOS,
        () ->
            check(
                byId.get(id) != conversation || conversation.stalledSinceNanos != since,
                "a client that does not take its answer is closed after -c",
                id));
  }

  void answerTaken(long id) {
    Conversation conversation = byId.get(id);
    if (conversation != null && conversation.door == Door.MAP) {
      conversation.stalledSinceNanos = Long.MAX_VALUE;
    } else {
      byId.remove(id);
    }
  }

  void dropped(long id) {
    Conversation conversation = byId.remove(id);
    if (conversation == null) {
      return;
    }
    check(!conversation.owed, Referee.ONE_ANSWER, "dropped instead", conversation);
    conversation.open = false;
    check(
        conversation.inputEnded
            || crew.terminating()
            || isCrowded(conversation.door)
            || isTooSlow(conversation),
        "a client is closed for a reason",
        conversation);
  }

  private boolean isCrowded(Door door) {
    long others = byId.values().stream().filter(each -> each.door == door).count();
    return switch (door) {
      case UNPRIVILEGED -> others >= terms.now().unprivilegedClients();
      case MAP -> others >= terms.now().mapClients();
      case COMMAND, NOTIFY -> false;
    };
  }

  private boolean isTooSlow(Conversation conversation) {
    long now = agenda.nowNanos();
    return conversation.stalledSinceNanos != Long.MAX_VALUE
        ? now - conversation.stalledSinceNanos >= limitSince(conversation.stalledSinceNanos)
        : conversation.door != Door.MAP
            && now - conversation.connectedNanos >= limitSince(conversation.connectedNanos);
  }

  private long limitSince(long nanos) {
    return World.seconds(terms.least(nanos, PoolSettings::clientTimeoutSeconds));
  }

  void settled(Event event) {
    switch (event) {
      case Event.LineArrived line -> {
        Conversation conversation = byId.get(line.id());
        check(
            conversation == null || !conversation.owed || conversation.request != null,
            Referee.ONE_ANSWER,
            "to a question about the state, at once",
            line);
      }
      case Event.InputEnded ended -> {
        Conversation conversation = byId.get(ended.id());
        check(
            conversation == null
                || conversation.owed
                || conversation.stalledSinceNanos != Long.MAX_VALUE,
            "a client that can say nothing any more is closed",
            ended);
      }
      default -> {}
    }
  }

  void checkAllAnswered() {
    for (Conversation each : byId.values()) {
      check(!each.owed, Referee.ONE_ANSWER, "at the end", each, each.request);
    }
  }
}
