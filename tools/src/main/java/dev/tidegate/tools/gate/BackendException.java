package dev.tidegate.tools.gate;

/**
 * A back-end could not do what it was asked; the message tells the operator what, why, what now.
 */
final class BackendException extends Exception {
  private static final long serialVersionUID = 1L;

  BackendException(String message) {
    super(message);
  }

  BackendException(String message, Throwable cause) {
    super(message, cause);
  }
}
