package dev.tidegate.protocol.control;

/**
 * What a line on a command socket asks for.
 *
 * <p>Words match whole and with case; whatever matches none is for a worker.
 */
public sealed interface Command permits Query, Order, WorkerRequest {

  /** The whole answer to a privileged command on the unprivileged socket. */
  String PRIVILEGED_ANSWER = "error: Attempt to use privileged command on unprivileged socket\n";

  /** Returns what a line, without its newline, asks for. */
  static Command parse(String line) {
    return CommandParser.parse(line);
  }

  /** Returns whether the unprivileged socket refuses it, with {@link #PRIVILEGED_ANSWER}. */
  boolean isPrivileged();
}
