package dev.tidegate.tools.listen;

import java.util.Optional;

/** A way to print events, each on a line of its own or on none. */
interface Printer {
  /** The line above all others, without a newline. */
  default Optional<String> heading() {
    return Optional.empty();
  }

  /**
   * The text of an event, without the last newline; empty if this form has nothing to say of it.
   */
  Optional<String> text(ListenerEvent event);
}
