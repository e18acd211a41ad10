package dev.tidegate.tools.listen;

import dev.tidegate.protocol.notify.MessageType;
import java.util.Optional;

/** The kinds of events, by the names that JSON, CSV and the environment of commands have. */
enum EventType {
  BUSY_TIMEOUT(MessageType.BUSY_TIMEOUT),
  FREE_WORKERS(MessageType.FREE_WORKERS),
  REREAD(MessageType.REREAD),
  STATUS(MessageType.STATUS),
  WORKER_DIED(MessageType.WORKER_DIED),
  SOME_FREE(MessageType.SOME_FREE),
  NONE_FREE(MessageType.NONE_FREE),
  SERVICEABLE_WORKERS(MessageType.SERVICEABLE_WORKERS),
  REREAD_FAILED(MessageType.REREAD_FAILED),

  /** Nobody can know the state any more, or from the start; lasts until a level is told. */
  UNKNOWN("unknown"),
  /** Messages were lost because this program did not read them in time. */
  DROPPED("dropped"),
  /** It is known what the multiplexor is. */
  CONNECTED("connected"),
  /** There is no connection. */
  LOST("lost"),
  /** The multiplexor takes no further listener. */
  REFUSED("refused"),
  /** The connection stands, but no sign of life comes. */
  SILENT("silent"),
  /** The command socket gave no usable answer. */
  QUERY_FAILED("query_failed"),
  /** The multiplexor complains. */
  ERROR("error"),

  /** Events about the connection, not the pool. */
  GREETING("greeting"),
  HELLO("hello"),
  SNAPSHOT_BEGUN("snapshot_begun"),
  SNAPSHOT("snapshot"),
  /** A line of a later version, or of something else. */
  OTHER("other");

  private final String word;
  private final Optional<MessageType> message;

  EventType(String word) {
    this.word = word;
    this.message = Optional.empty();
  }

  EventType(MessageType message) {
    this.word = message.jsonName();
    this.message = Optional.of(message);
  }

  static EventType of(MessageType type) {
    return switch (type) {
      case BUSY_TIMEOUT -> BUSY_TIMEOUT;
      case FREE_WORKERS -> FREE_WORKERS;
      case REREAD -> REREAD;
      case STATUS -> STATUS;
      case WORKER_DIED -> WORKER_DIED;
      case SOME_FREE -> SOME_FREE;
      case NONE_FREE -> NONE_FREE;
      case SERVICEABLE_WORKERS -> SERVICEABLE_WORKERS;
      case REREAD_FAILED -> REREAD_FAILED;
    };
  }

  String word() {
    return word;
  }

  /** The type of message that it is; empty if it is none of the pool's. */
  Optional<MessageType> message() {
    return message;
  }

  /** The letter that the protocol has for it. */
  Optional<Character> letter() {
    return message.filter(MessageType::hasLetter).map(MessageType::letter);
  }

  /** Whether it says that the state cannot be known, and why. */
  boolean isTrouble() {
    return this == LOST || this == REFUSED || this == SILENT || this == QUERY_FAILED;
  }

  /** Whether a command can be run for it. */
  boolean canHaveRule() {
    return message.isPresent() || isTrouble() || this == UNKNOWN || this == DROPPED;
  }

  /**
   * Of events with the same level only the newest matters: what it says goes for the present, and
   * takes the place of what an earlier one said.
   */
  Optional<Level> level() {
    return switch (this) {
      case SOME_FREE, NONE_FREE, UNKNOWN -> Optional.of(Level.FREE_OR_NOT);
      case FREE_WORKERS -> Optional.of(Level.FREE_COUNT);
      case SERVICEABLE_WORKERS -> Optional.of(Level.SERVICEABLE_COUNT);
      case BUSY_TIMEOUT,
          REREAD,
          REREAD_FAILED,
          STATUS,
          WORKER_DIED,
          DROPPED,
          CONNECTED,
          LOST,
          REFUSED,
          SILENT,
          QUERY_FAILED,
          ERROR,
          GREETING,
          HELLO,
          SNAPSHOT_BEGUN,
          SNAPSHOT,
          OTHER ->
          Optional.empty();
    };
  }

  /** What some events state of the present. */
  enum Level {
    FREE_OR_NOT,
    FREE_COUNT,
    SERVICEABLE_COUNT
  }
}
