package dev.tidegate.protocol.control;

/** A command that is answered from the state of the pool alone, and changes nothing. */
public sealed interface Query extends Command {

  /** How many workers are free. */
  record Free() implements Query {}

  /** The version, the one answer without a newline. */
  record Version() implements Query {}

  /** A letter a slot, and the totals. */
  record Status() implements Query {}

  /**
   * A line a slot.
   *
   * @param busyOnly whether only busy slots are wanted
   */
  record Workers(boolean busyOnly) implements Query {}

  /**
   * Everything about one slot.
   *
   * @param number as sent, so it may be negative or beyond the last slot
   */
  record WorkerInfo(int number) implements Query {}

  /**
   * The load over the last 10, 60, 300 and 600 seconds.
   *
   * @param word the first word of the commands that are asked about: scan, relayok, senderok or
   *     recipok
   */
  record Load(String word) implements Query {}

  /**
   * The load of all four kinds of commands over one interval.
   *
   * @param seconds 10 to 600
   */
  record Load1(int seconds) implements Query {}

  /**
   * The load over the last 1, 4, 12 and 24 clock hours.
   *
   * @param word as for {@link Load}
   */
  record HourlyLoad(String word) implements Query {}

  /** How often how many workers were busy at once. */
  record Histo() implements Query {}

  /** How many scans have finished. */
  record Msgs() implements Query {}

  /** Everything that is counted and known of the slots, as one JSON document. Ours. */
  record Stats() implements Query {}

  /** The list of commands. */
  record Help() implements Query {}

  /** The state of automatic scaling. Privileged. */
  record Autoscale() implements Query {
    @Override
    public boolean isPrivileged() {
      return true;
    }
  }

  /**
   * The records of workers that took long, were killed or died, newest first. Privileged; ours.
   *
   * @param which of them
   * @param id of an incident, at least 1; 0 where none is needed
   */
  record Incidents(Which which, long id) implements Query {
    /** Which of the incidents that are kept. */
    public enum Which {
      /** The newest ones. */
      NEWEST,
      /** That one alone. */
      ONE,
      /** The newest ones of those after that one. */
      SINCE,
      /** The newest ones of those before that one. */
      BEFORE,
      /** It was not understood. */
      INVALID
    }

    @Override
    public boolean isPrivileged() {
      return true;
    }
  }

  /**
   * A command that has the same answer at any time and uses no worker.
   *
   * @param answer the whole answer, with its newline
   */
  record Refused(String answer) implements Query {}

  @Override
  default boolean isPrivileged() {
    return false;
  }
}
