package dev.tidegate.tools.webhook;

import java.time.Duration;
import java.util.Optional;

/** What became of one try to deliver an event. */
sealed interface DeliveryResult {
  /** The receiver has it. */
  record Taken() implements DeliveryResult {}

  /**
   * The receiver will never take this event.
   *
   * @param why in words, for people
   */
  record Unacceptable(String why) implements DeliveryResult {}

  /**
   * It was not taken, and may be another time.
   *
   * @param why in words, for people
   * @param notBefore how long the receiver asks to be left alone
   */
  record NotNow(String why, Optional<Duration> notBefore) implements DeliveryResult {}
}
