package dev.tidegate.protocol.notify;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Parsed line of the notification socket, with the same types for letters and JSON.
 *
 * <p>Fields that only JSON has are optional. Letters: mimedefang-notify(7); the extension:
 * docs/PROTOCOLS.md.
 */
public sealed interface Message {
  /** Returns the form in which it was received. */
  MessageForm form();

  /** Event in the pool, or statement of its state. */
  sealed interface PoolMessage extends Message {
    /** Returns the message type. */
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

  /** {@code F n}: the number of free workers has changed. */
  record FreeWorkers(MessageForm form, int free) implements PoolMessage {
    @Override
    public MessageType type() {
      return MessageType.FREE_WORKERS;
    }
  }

  /** The number of requests that can be taken now has changed; no letter. */
  record ServiceableWorkers(MessageForm form, int serviceable) implements PoolMessage {
    @Override
    public MessageType type() {
      return MessageType.SERVICEABLE_WORKERS;
    }
  }

  /**
   * {@code S n StateChange Idle -> Busy}.
   *
   * @param worker slot number
   * @param pid process that changed its state
   * @param reason reason, in words; empty if not given
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
   * {@code S n text}: the status tag of a busy worker has changed.
   *
   * @param worker slot number
   * @param pid process of the worker
   */
  record Tagged(MessageForm form, int worker, String tag, OptionalLong pid) implements PoolMessage {
    @Override
    public MessageType type() {
      return MessageType.STATUS;
    }
  }

  /**
   * State of one slot, sent in JSON in a snapshot or after a loss. (In letters it is sent as
   * changes of state.)
   *
   * @param worker slot number
   * @param pid its process; empty if it is stopped
   * @param sinceMillis time in that state, in ms
   * @param request running request; empty unless it is busy
   * @param tag status tag; empty unless it is busy
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
   * {@code B}: a worker was killed because its request exceeded the busy timeout.
   *
   * @param worker slot, process and request
   * @param elapsedMillis duration of the request, in ms
   * @param incident incident id; empty if not given
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
   * @param worker slot, process and running request, if any
   * @param ending way in which the process ended
   * @param incident incident id; empty if not given
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
   * {@code R}: a reread of the filter was requested.
   *
   * @param generation number of rereads since the multiplexor's start
   * @param by {@code signal} or {@code command}; empty if not given
   */
  record Reread(MessageForm form, OptionalLong generation, String by) implements PoolMessage {
    @Override
    public MessageType type() {
      return MessageType.REREAD;
    }
  }

  /**
   * A reread has failed, the filter could not be loaded; no letter.
   *
   * @param generation number of rereads that succeeded, which stays in force
   * @param by {@code signal} or {@code command}; empty if not given
   * @param ending how the process ended that loaded the filter; empty if not given
   * @param reason the same in words; empty if not given
   * @param stderr its last lines on stderr, oldest first
   */
  record RereadFailed(
      MessageForm form,
      OptionalLong generation,
      String by,
      Optional<Ending> ending,
      String reason,
      List<String> stderr)
      implements PoolMessage {
    public RereadFailed {
      stderr = List.copyOf(stderr);
    }

    @Override
    public MessageType type() {
      return MessageType.REREAD_FAILED;
    }
  }

  /** {@code *OK}: the server has accepted the connection. */
  record Greeting() implements Message {
    @Override
    public MessageForm form() {
      return new MessageForm.Letters();
    }
  }

  /**
   * Answer to an interest line in JSON.
   *
   * @param types letters of the types that the server accepted
   * @param words words that the server accepted
   * @param version version of the server
   * @param host name of its host
   * @param maxWorkers number of slots of the pool
   * @param resumption result of a {@code since}
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

  /** {@code *OK snapshot begin}: the present state follows. JSON has no such line. */
  record SnapshotBegun() implements Message {
    @Override
    public MessageForm form() {
      return new MessageForm.Letters();
    }
  }

  /** {@code *OK snapshot end}: the present state is complete. */
  record SnapshotEnded(MessageForm form) implements Message {}

  /** {@code *OK alive}: heartbeat after silence. */
  record Heartbeat(MessageForm form) implements Message {}

  /**
   * {@code *ERR n messages dropped: listener too slow}; the present state follows.
   *
   * @param count number of dropped messages of the requested types
   * @param firstSeq number of the first event that may be missing
   * @param lastSeq number of the last event that may be missing
   */
  record Dropped(MessageForm form, long count, OptionalLong firstSeq, OptionalLong lastSeq)
      implements Message {}

  /** {@code *ERR No free listening slots}: the server accepts no further listener now. */
  record NoListeningSlots(MessageForm form) implements Message {}

  /**
   * {@code *ERR text}: any other error reported by the server.
   *
   * @param text text after {@code *ERR}
   */
  record Complaint(MessageForm form, String text) implements Message {}

  /**
   * Any other line, such as a message of a later version; to be ignored.
   *
   * @param line as received
   */
  record Unknown(String line) implements Message {
    @Override
    public MessageForm form() {
      return new MessageForm.Letters();
    }
  }

  /** Result of a {@code since}. */
  enum Resumption {
    /** No replay was requested. */
    NOT_ASKED(""),
    /** The missed events follow; none is lost. */
    RESUMED(""),
    /** The multiplexor has been restarted; a snapshot follows, as in all cases below. */
    OTHER_EPOCH("epoch"),
    /** The missed events are no longer kept. */
    TOO_OLD("too_old"),
    /** No event has that number yet. */
    FROM_THE_FUTURE("future"),
    /** The position was malformed. */
    MALFORMED("malformed"),
    /** Refused for a reason that only a later version defines. */
    REFUSED("");

    private final String reason;

    Resumption(String reason) {
      this.reason = reason;
    }

    /** Returns the JSON word for the reason of a refusal; empty if there is none. */
    public String reason() {
      return reason;
    }
  }

  /**
   * Running request of a worker.
   *
   * @param command command line, possibly truncated
   * @param queueId queue id of the message; empty if the request has none
   */
  record Request(String command, String queueId) {}

  /**
   * Worker of a busy timeout or a death.
   *
   * @param worker slot number
   * @param pid its process
   * @param request running request; empty if there was none
   */
  record Victim(int worker, long pid, Optional<Request> request) {}

  /** Way in which a process ended. */
  sealed interface Ending {
    /** The process exited with that status. */
    record Exited(int status) implements Ending {}

    /**
     * The process was ended by a signal.
     *
     * @param signal signal number
     * @param outOfMemory whether the kernel's out-of-memory killer sent it
     */
    record Signalled(int signal, boolean outOfMemory) implements Ending {}
  }
}
