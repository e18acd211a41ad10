package dev.tidegate.tools.webhook;

/** Why a webhook cannot work as it is set up, in a sentence for the operator. */
public final class WebhookException extends Exception {
  private static final long serialVersionUID = 1;

  private final String sentence;

  WebhookException(String message) {
    super(message);
    this.sentence = message;
  }

  /** Returns the sentence, in which no secret is. */
  public String sentence() {
    return sentence;
  }
}
