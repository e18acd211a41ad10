package dev.tidegate.tools.view;

import java.util.Set;

/** What a watch tells those who look. */
public sealed interface Change {
  /** Anything may be different: the link, the epoch, the number of slots. */
  record PictureChanged(PoolPicture picture) implements Change {}

  /**
   * These slots are different, and perhaps the figures; at most about ten times a second.
   *
   * @param slots by number
   */
  record SlotsChanged(PoolPicture picture, Set<Integer> slots) implements Change {
    public SlotsChanged {
      slots = Set.copyOf(slots);
    }
  }

  /** The figures, the history or the listeners are different; at most about ten times a second. */
  record FiguresChanged(PoolPicture picture) implements Change {}

  /** A message was heard. */
  record Heard(HeardMessage message) implements Change {}

  /** There is an incident that was not known before. */
  record IncidentFound(IncidentPicture incident) implements Change {}
}
