package dev.tidegate.protocol.notify;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One line of the notification socket, understood: the same whether it came as letters or as JSON.
 *
 * <p>What only JSON tells is optional. mimedefang-notify(7) has the letters, docs/PROTOCOLS.md the
 * rest.
 */
public sealed interface Message {
  /** Returns in which form it came. */
  MessageForm form();

  /** What has happened in the pool, or is stated of it. */
  sealed interface PoolMessage extends Message {
    /** Returns its type. */
    MessageType type();
  }

  /** {@code Z}: no worker is free any more. */
  record NoneFree(MessageForm form) implements PoolMessage {
    @Override
    public MessageType type() {
      return MessageType.NONE_FREE;
    }
  }

  /** {@code Y}: a worker is free again. */
  record SomeFree(MessageForm form) implements PoolMessage {
    @Override
    public MessageType type() {
      return MessageType.SOME_FREE;
    }
  }

  /** {@code F n}: so many workers are free now. */
  record FreeWorkers(MessageForm form, int free) implements PoolMessage {
    @Override
    public MessageType type() {
      return MessageType.FREE_WORKERS;
    }
  }

  /** So many requests can be taken now; it has no letter. */
  record ServiceableWorkers(MessageForm form, int serviceable) implements PoolMessage {
    @Override
    public MessageType type() {
      return MessageType.SERVICEABLE_WORKERS;
    }
  }

  /**
   * {@code S n StateChange Idle -> Busy}.
   *
   * @param worker the slot
   * @param pid the process that it is about
   * @param reason in words, for people; empty if it is not told
   */
  record StateChanged(
      MessageForm form,
      int worker,
      WorkerState from,
      WorkerState to,
      OptionalLong pid,
      String reason)
      implements PoolMessage {
    @Override
    public MessageType type() {
      return MessageType.STATUS;
    }
  }

  /**
   * {@code S n text}: what a busy worker says that it is doing.
   *
   * @param worker the slot
   * @param pid the process that it is about
   */
  record Tagged(MessageForm form, int worker, String tag, OptionalLong pid) implements PoolMessage {
    @Override
    public MessageType type() {
      return MessageType.STATUS;
    }
  }

  /**
   * How one slot is, stated in JSON by a snapshot or after a loss. (In letters that is told as
   * changes of state.)
   *
   * @param worker the slot
   * @param pid its process; empty if it is stopped
   * @param sinceMillis how long it has been in that state
   * @param request what it is doing; empty unless it is busy
   * @param tag empty unless it is busy
   */
  record WorkerStated(
      MessageForm form,
      int worker,
      WorkerState state,
      OptionalLong pid,
      long sinceMillis,
      Optional<Request> request,
      String tag)
      implements PoolMessage {
    @Override
    public MessageType type() {
      return MessageType.STATUS;
    }
  }

  /**
   * {@code B}: a worker was killed because it took too long.
   *
   * @param worker the slot, its process and its request
   * @param elapsedMillis how long the request had taken
   * @param incident its number in the black box; empty if it is not told
   */
  record BusyTimeout(
      MessageForm form, Optional<Victim> worker, OptionalLong elapsedMillis, OptionalLong incident)
      implements PoolMessage {
    @Override
    public MessageType type() {
      return MessageType.BUSY_TIMEOUT;
    }
  }

  /**
   * {@code U}: a worker died unexpectedly.
   *
   * @param worker the slot, its process and the request that it had, if any
   * @param ending how the process ended
   * @param incident its number in the black box; empty if it is not told
   */
  record WorkerDied(
      MessageForm form, Optional<Victim> worker, Optional<Ending> ending, OptionalLong incident)
      implements PoolMessage {
    @Override
    public MessageType type() {
      return MessageType.WORKER_DIED;
    }
  }

  /**
   * {@code R}: someone forced a reread of the filter.
   *
   * @param generation how many there were since the multiplexor's start
   * @param by {@code signal} or {@code command}; empty if it is not told
   */
  record Reread(MessageForm form, OptionalLong generation, String by) implements PoolMessage {
    @Override
    public MessageType type() {
      return MessageType.REREAD;
    }
  }

  /** {@code *OK}: the server has taken the connection. */
  record Greeting() implements Message {
    @Override
    public MessageForm form() {
      return new MessageForm.Letters();
    }
  }

  /**
   * The answer to an interest line in JSON.
   *
   * @param types the letters of what was asked for, as understood
   * @param words the words, as understood
   * @param version of the server
   * @param host on which it runs
   * @param maxWorkers how many slots the pool has
   * @param resumption what became of a {@code since}
   */
  record Hello(
      MessageForm form,
      String types,
      List<String> words,
      String version,
      String host,
      int maxWorkers,
      Resumption resumption)
      implements Message {
    public Hello {
      words = List.copyOf(words);
    }
  }

  /** {@code *OK snapshot begin}: what follows is the present state. JSON needs no such line. */
  record SnapshotBegun() implements Message {
    @Override
    public MessageForm form() {
      return new MessageForm.Letters();
    }
  }

  /** {@code *OK snapshot end}: the present state has been told whole. */
  record SnapshotEnded(MessageForm form) implements Message {}

  /** {@code *OK alive}: a sign of life after silence. */
  record Heartbeat(MessageForm form) implements Message {}

  /**
   * {@code *ERR n messages dropped: listener too slow}; then the present state of what was missed.
   *
   * @param count how many messages of the wanted types
   * @param firstSeq the number of the first event that may be missing
   * @param lastSeq the number of the last
   */
  record Dropped(MessageForm form, long count, OptionalLong firstSeq, OptionalLong lastSeq)
      implements Message {}

  /** {@code *ERR No free listening slots}: the server takes no further listener now. */
  record NoListeningSlots(MessageForm form) implements Message {}

  /**
   * {@code *ERR text}: any other complaint of the server.
   *
   * @param text what stands after {@code *ERR}
   */
  record Complaint(MessageForm form, String text) implements Message {}

  /**
   * Anything else, such as a message of a later version; to be ignored.
   *
   * @param line as it came
   */
  record Unknown(String line) implements Message {
    @Override
    public MessageForm form() {
      return new MessageForm.Letters();
    }
  }

  /** What became of a {@code since}. */
  enum Resumption {
    /** There was none. */
    NOT_ASKED(""),
    /** What was missed follows, and nothing is lost. */
    RESUMED(""),
    /** The multiplexor was started again since; a snapshot follows, as in all the cases below. */
    OTHER_EPOCH("epoch"),
    /** What was missed is no longer kept. */
    TOO_OLD("too_old"),
    /** No event has that number yet. */
    FROM_THE_FUTURE("future"),
    /** It was not understood. */
    MALFORMED("malformed"),
    /** It was refused for a reason that a later version has. */
    REFUSED("");

    private final String reason;

    Resumption(String reason) {
      this.reason = reason;
    }

    /** Returns the word that JSON has for the reason of a refusal; empty if there is none. */
    public String reason() {
      return reason;
    }
  }

  /**
   * A request that a worker has.
   *
   * @param command the line, as far as it was told
   * @param queueId of the message; empty if it is about none
   */
  record Request(String command, String queueId) {}

  /**
   * The worker that a busy timeout or a death is about.
   *
   * @param worker the slot
   * @param pid its process
   * @param request what it was doing; empty if it was doing nothing
   */
  record Victim(int worker, long pid, Optional<Request> request) {}

  /** How a process ended. */
  sealed interface Ending {
    /** It ended by itself, with that status. */
    record Exited(int status) implements Ending {}

    /**
     * A signal ended it.
     *
     * @param outOfMemory whether the kernel did it because memory ran out
     */
    record Signalled(int signal, boolean outOfMemory) implements Ending {}
  }
}
