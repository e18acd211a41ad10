package dev.tidegate.pool.simulation;

import static dev.tidegate.pool.simulation.Violation.check;

import dev.tidegate.pool.Event;
import dev.tidegate.pool.PoolSettings;
import dev.tidegate.pool.values.ClientSocket;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The connections of clients: each is answered once, and closed in time and for a reason. */
final class ClientModel {
  private final SettingsModel terms;
  private final VirtualClock virtualClock;
  private final WorkerModel workerModel;
  private final Map<Long, Conversation> byId = new HashMap<>();

  ClientModel(SettingsModel terms, VirtualClock virtualClock, WorkerModel workerModel) {
    this.terms = terms;
    this.virtualClock = virtualClock;
    this.workerModel = workerModel;
  }

  @Nullable Conversation find(long id) {
    return byId.get(id);
  }

  void opened(long id, ClientSocket socket) {
    Conversation conversation = new Conversation(id, socket, virtualClock.nowNanos());
    byId.put(id, conversation);
    if (socket != ClientSocket.MAP) {
      virtualClock.after(
          World.seconds(terms.now().clientTimeoutSeconds()) + WorkerModel.TOLERANCE_NANOS,
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
    check(!conversation.owed, InvariantChecker.ONE_ANSWER, conversation);
    conversation.owed = true;
    conversation.spoke = true;
    conversation.question = line;
    conversation.request = null;
    return conversation;
  }

  Conversation answered(long id, String text) {
    Conversation conversation = byId.get(id);
    if (conversation == null || !conversation.owed) {
      throw new Violation(InvariantChecker.ONE_ANSWER, "client " + id + " got " + text);
    }
    conversation.owed = false;
    if (conversation.socket != ClientSocket.MAP) {
      conversation.open = false;
      byId.remove(id);
    }
    return conversation;
  }

  /** The answer to a client could not be written at once. */
  void stalled(long id, ClientSocket socket) {
    Conversation conversation =
        byId.computeIfAbsent(id, key -> new Conversation(key, socket, virtualClock.nowNanos()));
    conversation.spoke = true;
    long since = virtualClock.nowNanos();
    conversation.stalledSinceNanos = since;
    virtualClock.after(
        World.seconds(terms.now().clientTimeoutSeconds()) + WorkerModel.TOLERANCE_NANOS,
        () ->
            check(
                byId.get(id) != conversation || conversation.stalledSinceNanos != since,
                "a client that does not take its answer is closed after -c",
                id));
  }

  void answerTaken(long id) {
    Conversation conversation = byId.get(id);
    if (conversation != null && conversation.socket == ClientSocket.MAP) {
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
    check(!conversation.owed, InvariantChecker.ONE_ANSWER, "dropped instead", conversation);
    conversation.open = false;
    check(
        conversation.inputEnded
            || workerModel.terminating()
            || isCrowded(conversation.socket)
            || isTooSlow(conversation),
        "a client is closed for a reason",
        conversation);
  }

  private boolean isCrowded(ClientSocket socket) {
    long others = byId.values().stream().filter(each -> each.socket == socket).count();
    return switch (socket) {
      case UNPRIVILEGED -> others >= terms.now().unprivilegedClients();
      case MAP -> others >= terms.now().mapClients();
      case COMMAND, NOTIFY -> false;
    };
  }

  private boolean isTooSlow(Conversation conversation) {
    long now = virtualClock.nowNanos();
    return conversation.stalledSinceNanos != Long.MAX_VALUE
        ? now - conversation.stalledSinceNanos >= limitSince(conversation.stalledSinceNanos)
        : conversation.socket != ClientSocket.MAP
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
            InvariantChecker.ONE_ANSWER,
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
      check(!each.owed, InvariantChecker.ONE_ANSWER, "at the end", each, each.request);
    }
  }
}
