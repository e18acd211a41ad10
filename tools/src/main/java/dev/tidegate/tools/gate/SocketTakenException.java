package dev.tidegate.tools.gate;

/** Another gate answers at the socket that this one was to have; the message says what to do. */
final class SocketTakenException extends Exception {
  private static final long serialVersionUID = 1L;

  SocketTakenException(String message) {
    super(message);
  }
}
