package dev.tidegate.tools.gate;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** What an operator wants of the running gate; the gate's own thread answers. */
sealed interface GateCommand {
  /** Takes the answer, of some lines. */
  CompletableFuture<String> answer();

  /**
   * Stay open, whatever is learnt.
   *
   * @param time for how long; empty: until {@link Resume}
   */
  record HoldOpen(Optional<Duration> time, CompletableFuture<String> answer)
      implements GateCommand {}

  /** Go by the multiplexor again. */
  record Resume(CompletableFuture<String> answer) implements GateCommand {}

  /** Say how things are. */
  record Status(CompletableFuture<String> answer) implements GateCommand {}
}
