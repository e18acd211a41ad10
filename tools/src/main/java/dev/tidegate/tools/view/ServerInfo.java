package dev.tidegate.tools.view;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Which multiplexor it is.
 *
 * @param version printable
 * @param host on which it runs, by its own word; printable
 * @param epoch another one after each start
 * @param startedAt by the clock here
 * @param told what it tells us; the rest of the picture stays empty
 * @param privileged whether its command socket is asked, and not the unprivileged one; false while
 *     that is not known
 */
public record ServerInfo(
    Kind kind,
    Optional<String> version,
    Optional<String> host,
    Optional<String> epoch,
    Optional<Instant> startedAt,
    Set<Source> told,
    boolean privileged) {
  public ServerInfo {
    told = Set.copyOf(told);
  }

  /** Who made it. */
  public enum Kind {
    TIDEGATE,
    /** MIMEDefang's own, or another one without the extension. */
    REFERENCE
  }

  /** Where something is known from. */
  public enum Source {
    /** The notification socket. */
    EVENTS,
    /** The command {@code stats}. */
    STATS,
    /** The command {@code incidents}. */
    INCIDENTS,
    /** The commands {@code status} and {@code workers}. */
    WORKERS,
    /** The command {@code load1}. */
    LOAD
  }
}
