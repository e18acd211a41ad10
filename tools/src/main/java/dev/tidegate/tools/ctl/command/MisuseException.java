package dev.tidegate.tools.ctl.command;

/** A command was called wrongly; its message is a sentence for whoever called it. */
public final class MisuseException extends Exception {
  private static final long serialVersionUID = 1;

  public MisuseException(String message) {
    super(message);
  }
}
