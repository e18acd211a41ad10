package dev.tidegate.pool;

import java.util.Optional;

/** Why some options are settled when the multiplexor starts. */
public final class ImmutableOption {

  private ImmutableOption() {}

  /** Returns why the option of that long name cannot change, if it is one that cannot. */
  public static Optional<String> reason(String longName) {
    return Optional.ofNullable(
        switch (longName) {
          case "listener-events" -> "the room for them is taken at the start";
          case "filter-program",
              "filter-rules",
              "status-updates",
              "embed-perl",
              "max-rss",
              "max-memory" ->
              "what a worker is, is settled at the start";
          case "socket",
              "unprivileged-socket",
              "map-socket",
              "notify-socket",
              "backlog",
              "group-access" ->
              "the sockets are opened at the start";
          case "user", "spool-directory", "pid-file", "lock-file", "foreground", "seed" ->
              "the process is set up at the start";
          case "syslog-facility",
              "syslog-label",
              "statistics-file",
              "statistics-to-syslog",
              "flush-statistics",
              "event-trace" ->
              "logs and statistics are opened at the start";
          default -> null;
        });
  }
}
