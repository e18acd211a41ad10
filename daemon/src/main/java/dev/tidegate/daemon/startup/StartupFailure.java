package dev.tidegate.daemon.startup;

/** The daemon cannot start; the message says why, for whoever started it. */
public final class StartupFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** With the text that whoever started us is told. */
  public StartupFailure(String message) {
    super(message);
  }

  /** Returns the message. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
