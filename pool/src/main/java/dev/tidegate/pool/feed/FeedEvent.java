package dev.tidegate.pool.feed;

import dev.tidegate.pool.values.WorkerExit;
import dev.tidegate.protocol.notify.MessageType;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.List;
import java.util.Optional;

/** An event that is published to listeners. */
public sealed interface FeedEvent {
  /**
   * Maximum length kept of a command, as much as a message can hold: thousands of events are kept,
   * and a map request may be long.
   */
  int COMMAND_BYTES = 4_096;

  /**
   * A slot went from one state to another; its tag, if it had one, is gone.
   *
   * @param pid of the process that the change is about
   * @param command the command in progress from now on, empty if it is not busy
   */
  record StateChanged(
      int slot, int pid, WorkerState from, WorkerState to, String reason, String command)
      implements FeedEvent {
    public StateChanged {
      command = cut(command);
    }

    /** A change to any state but busy. */
    public StateChanged(int slot, int pid, WorkerState from, WorkerState to, String reason) {
      this(slot, pid, from, to, reason, "");
    }
  }

  /** A busy worker has a tag, new or again. */
  record Tagged(int slot, int pid, String tag) implements FeedEvent {}

  /** The number of free workers changed. */
  record FreeWorkers(int free) implements FeedEvent {}

  /** No worker is free any more. */
  record NoneFree() implements FeedEvent {}

  /** There are free workers again. */
  record SomeFree() implements FeedEvent {}

  /** The number of requests that can be taken now changed. */
  record ServiceableWorkers() implements FeedEvent {}

  /**
   * A worker took too long and is about to be killed.
   *
   * @param incident its number
   */
  record BusyTimeout(
      int slot, int pid, String command, String queueId, long elapsedMillis, long incident)
      implements FeedEvent {
    public BusyTimeout {
      command = cut(command);
    }
  }

  /**
   * A worker died unexpectedly.
   *
   * @param bySignal whether a signal ended it; otherwise it called exit
   * @param code the signal's number, or the exit status
   * @param incident its number
   */
  record WorkerDied(
      int slot,
      int pid,
      String command,
      String queueId,
      boolean bySignal,
      int code,
      boolean outOfMemory,
      long incident)
      implements FeedEvent {
    public WorkerDied {
      command = cut(command);
    }
  }

  /**
   * Someone forced a reread of the filter.
   *
   * @param generation the number of rereads with this one
   */
  record Reread(long generation, boolean bySignal) implements FeedEvent {}

  /**
   * A reread has failed: the filter could not be loaded.
   *
   * @param generation the number of rereads that succeeded, which stays
   * @param how in words
   * @param exit how the process ended that loaded it; empty if there was none
   * @param stderr its last lines on stderr, oldest first
   */
  record RereadFailed(
      long generation, boolean bySignal, String how, Optional<WorkerExit> exit, List<String> stderr)
      implements FeedEvent {
    public RereadFailed {
      stderr = List.copyOf(stderr);
    }
  }

  private static String cut(String command) {
    return command.length() > COMMAND_BYTES ? command.substring(0, COMMAND_BYTES) : command;
  }

  /** Returns the type by which listeners ask for it. */
  default MessageType type() {
    return switch (this) {
      case StateChanged changed -> MessageType.STATUS;
      case Tagged tagged -> MessageType.STATUS;
      case FreeWorkers free -> MessageType.FREE_WORKERS;
      case NoneFree none -> MessageType.NONE_FREE;
      case SomeFree some -> MessageType.SOME_FREE;
      case ServiceableWorkers serviceable -> MessageType.SERVICEABLE_WORKERS;
      case BusyTimeout timeout -> MessageType.BUSY_TIMEOUT;
      case WorkerDied died -> MessageType.WORKER_DIED;
      case Reread reread -> MessageType.REREAD;
      case RereadFailed failed -> MessageType.REREAD_FAILED;
    };
  }
}
