package dev.tidegate.protocol.control;

/**
 * What a line on a command socket asks for.
 *
 * <p>Words match whole and with case; whatever matches none is for a worker.
 */
public sealed interface Command {

  /** How many workers are free. */
  record Free() implements Command {}

  /** The version, the one answer without a newline. */
  record Version() implements Command {}

  /** A letter a slot, and the totals. */
  record Status() implements Command {}

  /**
   * A line a slot.
   *
   * @param busyOnly whether only busy slots are wanted
   */
  record Workers(boolean busyOnly) implements Command {}

  /**
   * Everything about one slot.
   *
   * @param number as sent, so it may be negative or beyond the last slot
   */
  record WorkerInfo(int number) implements Command {}

  /**
   * The load over the last 10, 60, 300 and 600 seconds.
   *
   * @param word the first word of the commands that are asked about: scan, relayok, senderok or
   *     recipok
   */
  record Load(String word) implements Command {}

  /**
   * The load of all four kinds of commands over one interval.
   *
   * @param seconds 10 to 600
   */
  record Load1(int seconds) implements Command {}

  /**
   * The load over the last 1, 4, 12 and 24 clock hours.
   *
   * @param word as for {@link Load}
   */
  record HourlyLoad(String word) implements Command {}

  /** How often how many workers were busy at once. */
  record Histo() implements Command {}

  /** How many scans have finished. */
  record Msgs() implements Command {}

  /** Everything that is counted and known of the slots, as one JSON document. Ours. */
  record Stats() implements Command {}

  /** The list of commands. */
  record Help() implements Command {}

  /** Read the filter rules again. Privileged. */
  record Reread() implements Command {}

  /** The state of automatic scaling. Privileged. */
  record Autoscale() implements Command {}

  /**
   * Give no more work to a slot, or give it work again. Privileged; ours.
   *
   * @param number from 0, perhaps beyond the last slot; {@link #INVALID} if it was no number
   * @param drained whether it is to have none
   */
  record Drain(int number, boolean drained) implements Command {
    /** Stands for what is no number of a slot. */
    public static final int INVALID = -1;
  }

  /**
   * End the worker in a slot, if it still is that process. Privileged; ours.
   *
   * @param number from 0, perhaps beyond the last slot; {@link Drain#INVALID} if either was no
   *     number
   * @param pid of the process, at least 1
   */
  record Kill(int number, int pid) implements Command {}

  /**
   * Change settings, or list those that can be changed. Privileged; ours.
   *
   * @param changes what followed the word, without blanks around it; empty for the list
   */
  record Set(String changes) implements Command {}

  /**
   * The records of workers that took long, were killed or died, newest first. Privileged; ours.
   *
   * @param which of them
   * @param id of an incident, at least 1; 0 where none is needed
   */
  record Incidents(Which which, long id) implements Command {
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
  }

  /**
   * A command that has the same answer at any time and uses no worker.
   *
   * @param answer the whole answer, with its newline
   */
  record Refused(String answer) implements Command {}

  /**
   * A line for a worker. Privileged.
   *
   * @param line as sent, neither empty nor with a NUL in it
   */
  record WorkerRequest(String line) implements Command {}

  /** The whole answer to a privileged command on the unprivileged socket. */
  String PRIVILEGED_ANSWER = "error: Attempt to use privileged command on unprivileged socket\n";

  /** Returns what a line, without its newline, asks for. */
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
