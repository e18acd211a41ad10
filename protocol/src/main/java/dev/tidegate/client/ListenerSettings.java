package dev.tidegate.client;

import dev.tidegate.protocol.notify.Interest;
import dev.tidegate.protocol.notify.InterestLine;
import dev.tidegate.protocol.notify.InterestLineBuilder;
import dev.tidegate.protocol.notify.MessageType;
import java.time.Duration;
import java.util.Optional;

/**
 * What a listener was asked to do.
 *
 * @param heartbeat the longest silence between two messages of the server; zero for no limit
 * @param backlog how many updates may wait for who takes them
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

  /** Returns after how much silence a heartbeat is asked for; 0 for none. */
  int heartbeatSeconds() {
    long seconds = heartbeat.plusMillis(999).toSeconds();
    return (int) Math.min(seconds, InterestLine.MAX_HEARTBEAT_SECONDS);
  }

  /** Returns whether the types tell at any moment if a worker is free. */
  boolean tellsLevel() {
    return wants(MessageType.FREE_WORKERS)
        || (wants(MessageType.SOME_FREE) && wants(MessageType.NONE_FREE));
  }

  boolean wants(MessageType type) {
    return interest.wants(type);
  }

  /**
   * Returns the line that asks for it all.
   *
   * @param since the last event that is known, if what was missed since then is wanted
   * @param snapshotNow whether the state is wanted although it was not asked for at the start
   */
  String interestLine(Optional<InterestLine.Since.After> since, boolean snapshotNow) {
    InterestLineBuilder line = new InterestLineBuilder(interest);
    if (json) {
      line.json();
    }
    since.ifPresent(line::since);
    // Behind a replay it also shows where that ends.
    if (snapshot || snapshotNow || since.isPresent()) {
      line.snapshot();
    }
    if (heartbeatSeconds() > 0) {
      line.heartbeat(heartbeatSeconds());
    }
    return line.line();
  }
}
