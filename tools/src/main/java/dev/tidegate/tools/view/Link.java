package dev.tidegate.tools.view;

import java.time.Instant;

/** Whether what a picture shows is known to be so now. */
public sealed interface Link {
  /** Nothing was heard yet. */
  record Connecting() implements Link {}

  /** The multiplexor is heard, or answers. */
  record Live() implements Link {}

  /**
   * The connection stands, but no sign of life comes.
   *
   * @param since when the multiplexor was heard last
   */
  record Silent(Instant since) implements Link {}

  /**
   * The multiplexor cannot be reached.
   *
   * @param why in words, for people; printable
   * @param since when it was lost
   */
  record Lost(String why, Instant since) implements Link {}

  /** Returns whether the picture is of now. */
  default boolean isLive() {
    return this instanceof Live;
  }
}
