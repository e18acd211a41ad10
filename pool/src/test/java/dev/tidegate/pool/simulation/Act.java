package dev.tidegate.pool.simulation;

import dev.tidegate.pool.values.ClientSocket;
import java.util.List;

/** One thing that somebody outside does in a run; each can be left out without the others. */
sealed interface Act {

  long atNanos();

  /** How a client of the command sockets behaves. */
  enum Manner {
    PLAIN,
    /** Shuts down its sending side right after its line. */
    HALF_CLOSE,
    /** Shuts down its sending side in the middle of its line. */
    HALF_LINE,
    SILENT,
    OVERLONG_LINE,
    /** Is gone some time after its line. */
    VANISH,
    /** Takes its answer late. */
    READ_LATE,
    /** Never takes its answer. */
    READ_NEVER,
    /** Does not take its answer, and is gone some time later. */
    VANISH_UNREAD
  }

  /** A client of one of the command sockets. */
  record Call(
      long atNanos,
      long client,
      ClientSocket socket,
      Manner manner,
      long pauseNanos,
      String line,
      long delayNanos,
      Job job)
      implements Act {}

  /** One netstring of a map client; without its comma if the text is empty. */
  record Question(String text, Job job) {}

  /** A client of the map socket that pipelines its questions. */
  record Lookup(
      long atNanos, long client, List<Question> questions, Patience patience, long delayNanos)
      implements Act {
    enum Patience {
      PLAIN,
      /** Is gone after the delay. */
      VANISH,
      /** Takes each answer late. */
      READ_LATE,
      /** Takes no answer. */
      READ_NEVER
    }
  }

  /** What a listener does some time after the thing it did before. */
  record Remark(long afterNanos, What what, String line) {
    enum What {
      LINE,
      HALF_CLOSE,
      OVERLONG_LINE,
      LEAVE
    }
  }

  /**
   * A listener.
   *
   * @param readEveryNanos time between two reads, 0 for as soon as there is something
   * @param stallFromNanos from when on it does not read
   * @param stallToNanos from when on it reads again
   * @param bufferBytes how much it reads at once, 4096 or more
   */
  record Listen(
      long atNanos,
      long listener,
      long readEveryNanos,
      long stallFromNanos,
      long stallToNanos,
      int bufferBytes,
      List<Remark> remarks)
      implements Act {}

  /** Something that the worker of a slot, if there is one, does unasked. */
  record Noise(long atNanos, int slot, Kind kind, String text) implements Act {
    enum Kind {
      LINE,
      STATUS,
      STDERR,
      EXIT,
      /** Killed by somebody. */
      KILLED,
      CLOSE_STDOUT,
      /** Stopped by SIGSTOP. */
      FROZEN
    }
  }

  /** Workers that are started in a stretch of time have a fault. */
  record Faulty(long atNanos, long untilNanos, Fault fault) implements Act {
    enum Fault {
      CANNOT_BE_STARTED,
      DIES_AT_ONCE,
      DIES_SOON,
      PRINTS_A_BANNER,
      CLOSES_STDOUT,
      IGNORES_END_OF_FILE,
      IGNORES_TERM,
      /** Takes its time to die even of SIGKILL, like a process that waits for a disk. */
      DIES_SLOWLY
    }
  }

  /** So many connections are open that new requests are refused, or no longer. */
  record Reserve(long atNanos, boolean onlyReserveLeft) implements Act {}

  /** A reread asked for by signal. */
  record Reread(long atNanos) implements Act {}

  /** The end asked for by signal. */
  record Terminate(long atNanos) implements Act {}

  /** Somebody sets the clock of the wall. */
  record ClockJump(long atNanos, long byMillis) implements Act {}
}
