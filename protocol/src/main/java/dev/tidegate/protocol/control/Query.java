package dev.tidegate.protocol.control;

/** Command that is answered from the state of the pool and changes nothing. */
public sealed interface Query extends Command {

  /** Returns the number of free workers. */
  record Free() implements Query {}

  /** Returns the version; the only answer without a newline. */
  record Version() implements Query {}

  /** Returns one letter per slot, and the totals. */
  record Status() implements Query {}

  /**
   * Returns one line per slot.
   *
   * @param busyOnly whether only busy slots are listed
   */
  record Workers(boolean busyOnly) implements Query {}

  /**
   * Returns all details of one slot.
   *
   * @param number as sent: it may be negative or beyond the last slot
   */
  record WorkerInfo(int number) implements Query {}

  /**
   * Returns the load over the last 10, 60, 300 and 600 seconds.
   *
   * @param word first word of the commands that are counted: scan, relayok, senderok or recipok
   */
  record Load(String word) implements Query {}

  /**
   * Returns the load of all four kinds of commands over one interval.
   *
   * @param seconds 10 to 600
   */
  record Load1(int seconds) implements Query {}

  /**
   * Returns the load over the last 1, 4, 12 and 24 clock hours.
   *
   * @param word as for {@link Load}
   */
  record HourlyLoad(String word) implements Query {}

  /** Returns a histogram of the number of busy workers. */
  record Histo() implements Query {}

  /** Returns the number of finished scans. */
  record Msgs() implements Query {}

  /** Returns all counters and all slots as one JSON document. Extension. */
  record Stats() implements Query {}

  /** Returns the list of commands. */
  record Help() implements Query {}

  /** Returns the state of automatic scaling. Privileged. */
  record Autoscale() implements Query {
    @Override
    public boolean isPrivileged() {
      return true;
    }
  }

  /**
   * Returns the records of workers that took long, were killed or died, newest first. Privileged;
   * extension.
   *
   * @param which selection
   * @param id incident id, at least 1; 0 if the selection needs none
   */
  record Incidents(Which which, long id) implements Query {
    /** Selection of the incidents kept. */
    public enum Which {
      /** The newest ones. */
      NEWEST,
      /** The one with the id. */
      ONE,
      /** The newest ones after the id. */
      SINCE,
      /** The newest ones before the id. */
      BEFORE,
      /** The arguments were malformed. */
      INVALID
    }

    @Override
    public boolean isPrivileged() {
      return true;
    }
  }

  /**
   * Command with a constant answer that uses no worker.
   *
   * @param answer the complete answer, with its newline
   */
  record Refused(String answer) implements Query {}

  @Override
  default boolean isPrivileged() {
    return false;
  }
}
