package dev.tidegate.tools.webhook;

import dev.tidegate.tools.webhook.CloudEvent.Datum;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** What a webhook itself has to say: that it begins and ends, and what it had to give up. */
final class OwnEvents {
  private static final String PREFIX = "dev.tidegate.webhook.";

  private final String source;
  private final String run;
  private final Clock clock;

  /**
   * @param run another text for each start of the program
   */
  OwnEvents(String source, String run, Clock clock) {
    this.source = source;
    this.run = run;
    this.clock = clock;
  }

  /** From now on events are told; so many of before are told first. */
  CloudEvent started(long left) {
    return event(run + ":started", "started", List.of(new Datum.Whole("left", left)));
  }

  /** From now on nobody tells events, and nothing is known. */
  CloudEvent stopped() {
    return event(run + ":stopped", "stopped", List.of());
  }

  /** So many events have been given up, and are not told. */
  CloudEvent givenUp(Position position) {
    return event(
        position.spool() + ":given-up:" + position.telling(),
        "given_up",
        List.of(
            new Datum.Whole("count", position.telling() - position.told()),
            new Datum.Whole("total", position.telling())));
  }

  private CloudEvent event(String id, String type, List<Datum> data) {
    return new CloudEvent(id, source, PREFIX + type, clock.instant(), Optional.empty(), data);
  }
}
