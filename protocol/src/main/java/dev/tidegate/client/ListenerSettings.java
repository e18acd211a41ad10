package dev.tidegate.client;

import dev.tidegate.protocol.notify.Interest;
import dev.tidegate.protocol.notify.InterestLine;
import dev.tidegate.protocol.notify.InterestLineBuilder;
import dev.tidegate.protocol.notify.MessageType;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of a listener.
 *
 * @param heartbeat maximum silence between two messages of the server; zero for no limit
 * @param backlog maximum number of updates that wait to be taken
 */
record ListenerSettings(
    Address address,
    Interest interest,
    boolean snapshot,
    boolean json,
    boolean resume,
    Duration heartbeat,
    Optional<Address> control,
    ReconnectPolicy reconnect,
    Duration connectTimeout,
    int backlog) {

  /** Returns the heartbeat interval to request, in seconds, rounded up; 0 for none. */
  int heartbeatSeconds() {
    long seconds = heartbeat.plusMillis(999).toSeconds();
    return (int) Math.min(seconds, InterestLine.MAX_HEARTBEAT_SECONDS);
  }

  /** Returns whether the types always show if a worker is free. */
  boolean tellsLevel() {
    return wants(MessageType.FREE_WORKERS)
        || (wants(MessageType.SOME_FREE) && wants(MessageType.NONE_FREE));
  }

  boolean wants(MessageType type) {
    return interest.wants(type);
  }

  /**
   * Returns the interest line of these settings.
   *
   * @param since last known event, to request the events missed since then
   * @param snapshotNow whether to request a snapshot even if the settings do not
   */
  String interestLine(Optional<InterestLine.Since.After> since, boolean snapshotNow) {
    InterestLineBuilder line = new InterestLineBuilder(interest);
    if (json) {
      line.json();
    }
    since.ifPresent(line::since);
    // A snapshot also marks the end of a replay.
    if (snapshot || snapshotNow || since.isPresent()) {
      line.snapshot();
    }
    if (heartbeatSeconds() > 0) {
      line.heartbeat(heartbeatSeconds());
    }
    return line.line();
  }
}
