package dev.tidegate.protocol.control;

/**
 * Request of one line on a command socket.
 *
 * <p>Lines match completely and case-sensitively; a line that matches no command is a request for a
 * worker.
 */
public sealed interface Command {

  /** Returns the number of free workers. */
  record Free() implements Command {}

  /** Returns the version; the only answer without a newline. */
  record Version() implements Command {}

  /** Returns one letter per slot, and the totals. */
  record Status() implements Command {}

  /**
   * Returns one line per slot.
   *
   * @param busyOnly whether only busy slots are listed
   */
  record Workers(boolean busyOnly) implements Command {}

  /**
   * Returns all details of one slot.
   *
   * @param number as sent: it may be negative or beyond the last slot
   */
  record WorkerInfo(int number) implements Command {}

  /**
   * Returns the load over the last 10, 60, 300 and 600 seconds.
   *
   * @param word first word of the commands that are counted: scan, relayok, senderok or recipok
   */
  record Load(String word) implements Command {}

  /**
   * Returns the load of all four kinds of commands over one interval.
   *
   * @param seconds 10 to 600
   */
  record Load1(int seconds) implements Command {}

  /**
   * Returns the load over the last 1, 4, 12 and 24 clock hours.
   *
   * @param word as for {@link Load}
   */
  record HourlyLoad(String word) implements Command {}

  /** Returns a histogram of the number of busy workers. */
  record Histo() implements Command {}

  /** Returns the number of finished scans. */
  record Msgs() implements Command {}

  /** Returns all counters and all slots as one JSON document. Extension. */
  record Stats() implements Command {}

  /** Returns the list of commands. */
  record Help() implements Command {}

  /** Rereads the filter rules. Privileged. */
  record Reread() implements Command {}

  /** Returns the state of automatic scaling. Privileged. */
  record Autoscale() implements Command {}

  /**
   * Stops assigning requests to a slot, or resumes it. Privileged; extension.
   *
   * @param number from 0, possibly beyond the last slot; {@link #INVALID} if it was no number
   * @param drained whether the slot gets no more requests
   */
  record Drain(int number, boolean drained) implements Command {
    /** Slot number of a command whose argument was no number. */
    public static final int INVALID = -1;
  }

  /**
   * Ends the worker in a slot if it is still that process. Privileged; extension.
   *
   * @param number from 0, possibly beyond the last slot; {@link Drain#INVALID} if either argument
   *     was no number
   * @param pid process id, at least 1
   */
  record Kill(int number, int pid) implements Command {}

  /**
   * Changes settings, or lists those that can be changed. Privileged; extension.
   *
   * @param changes arguments, without surrounding blanks; empty for the list
   */
  record Set(String changes) implements Command {}

  /**
   * Returns the records of workers that took long, were killed or died, newest first. Privileged;
   * extension.
   *
   * @param which selection
   * @param id incident id, at least 1; 0 if the selection needs none
   */
  record Incidents(Which which, long id) implements Command {
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
  }

  /**
   * Command with a constant answer that uses no worker.
   *
   * @param answer the complete answer, with its newline
   */
  record Refused(String answer) implements Command {}

  /**
   * Request for a worker. Privileged.
   *
   * @param line as sent, neither empty nor with a NUL in it
   */
  record WorkerRequest(String line) implements Command {}

  /** Complete answer to a privileged command on the unprivileged socket. */
  String PRIVILEGED_ANSWER = "error: Attempt to use privileged command on unprivileged socket\n";

  /** Parses a line, given without its newline. */
  static Command parse(String line) {
    return CommandParser.parse(line);
  }

  /** Returns whether the unprivileged socket refuses it, with {@link #PRIVILEGED_ANSWER}. */
  default boolean isPrivileged() {
    return this instanceof WorkerRequest
        || this instanceof Reread
        || this instanceof Autoscale
        || this instanceof Drain
        || this instanceof Kill
        || this instanceof Set
        || this instanceof Incidents;
  }
}
