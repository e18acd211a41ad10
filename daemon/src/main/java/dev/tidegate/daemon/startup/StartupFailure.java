package dev.tidegate.daemon.startup;

/** Failure of start-up; the message is the reason, for the caller of the process. */
public final class StartupFailure extends Exception {
  private static final long serialVersionUID = 1L;

  /** Creates a failure with the text to report. */
  public StartupFailure(String message) {
    super(message);
  }

  /** Returns the message. */
  public String text() {
    return String.valueOf(getMessage());
  }
}
