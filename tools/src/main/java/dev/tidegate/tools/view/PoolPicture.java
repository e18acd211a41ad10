package dev.tidegate.tools.view;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that is known of one multiplexor at one moment; it never changes.
 *
 * @param name by which the operator knows it
 * @param at when the picture was made
 * @param asOf when the multiplexor last said anything; empty if it never did
 * @param slots those of which something is known, by ascending number; not every number need be
 *     there, nor be its own index
 * @param messages the last ones that were heard, of every kind, oldest first; at most {@value
 *     #MAX_MESSAGES}
 * @param notable the last ones that are not routine, oldest first; as many at most
 * @param incidents newest first; at most {@value #MAX_INCIDENTS}
 * @param lastHeard the {@link HeardMessage#id} of the last message; 0 if there was none
 */
public record PoolPicture(
    String name,
    Link link,
    Instant at,
    Optional<Instant> asOf,
    Optional<ServerInfo> server,
    Figures figures,
    List<SlotPicture> slots,
    List<ListenerPicture> listeners,
    FigureHistory history,
    List<HeardMessage> messages,
    List<HeardMessage> notable,
    List<IncidentPicture> incidents,
    Optional<Stats> stats,
    long lastHeard) {
  /** How many messages are kept of each list. */
  public static final int MAX_MESSAGES = 200;

  /** How many incidents are kept. */
  public static final int MAX_INCIDENTS = 50;
}
