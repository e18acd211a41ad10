package dev.tidegate.protocol.control;

/**
 * Request of one line on a command socket.
 *
 * <p>Lines match completely and case-sensitively; a line that matches no command is a request for a
 * worker.
 */
public sealed interface Command permits Query, Order, WorkerRequest {

  /** Complete answer to a privileged command on the unprivileged socket. */
  String PRIVILEGED_ANSWER = "error: Attempt to use privileged command on unprivileged socket\n";

  /** Parses a line, given without its newline. */
  static Command parse(String line) {
    return CommandParser.parse(line);
  }

  /** Returns whether the unprivileged socket refuses it, with {@link #PRIVILEGED_ANSWER}. */
  boolean isPrivileged();
}
