package dev.tidegate.tools.view;

import java.time.Instant;
import java.util.Optional;

/** Whether what is known is of now, by both sockets together. */
final class LinkState {
  private enum Line {
    /** There is no such socket. */
    NONE,
    CONNECTING,
    LIVE,
    SILENT,
    LOST
  }

  private Line events;
  private Line answers;
  private boolean saysThatItLives;
  private boolean everAnswered;
  private String why = "";
  private Instant brokenAt = Instant.EPOCH;
  private Optional<Instant> heardAt = Optional.empty();

  LinkState(boolean events, boolean answers) {
    this.events = events ? Line.CONNECTING : Line.NONE;
    this.answers = answers ? Line.CONNECTING : Line.NONE;
  }

  /**
   * A message came.
   *
   * @param heartbeats whether the server would say so if nothing happened
   */
  void heard(boolean heartbeats, Instant now) {
    events = Line.LIVE;
    saysThatItLives = heartbeats;
    if (answers == Line.SILENT) {
      answers = Line.CONNECTING;
    }
    heardAt = Optional.of(now);
  }

  void answered(Instant now) {
    answers = Line.LIVE;
    everAnswered = true;
    heardAt = Optional.of(now);
  }

  void silent(Instant now) {
    note(now);
    events = Line.SILENT;
  }

  void lostEvents(String reason, Instant now) {
    note(now);
    why = reason;
    events = Line.LOST;
  }

  void noAnswer(String reason, boolean late, Instant now) {
    note(now);
    if (events != Line.LOST) {
      why = reason;
    }
    answers = late ? Line.SILENT : Line.LOST;
  }

  /** The time of the first trouble is that since which nobody knows. */
  private void note(Instant now) {
    if (link() instanceof Link.Live || link() instanceof Link.Connecting) {
      brokenAt = now;
    }
  }

  boolean tellsEvents() {
    return events == Line.LIVE;
  }

  boolean answers() {
    return answers == Line.LIVE;
  }

  Optional<Instant> heardAt() {
    return heardAt;
  }

  Link link() {
    boolean eventsSuffice = saysThatItLives || answers == Line.NONE || !everAnswered;
    if (answers == Line.LIVE || (events == Line.LIVE && eventsSuffice)) {
      return new Link.Live();
    }
    boolean noEvents = events == Line.NONE || events == Line.CONNECTING;
    if (events == Line.LOST || (noEvents && answers == Line.LOST)) {
      return new Link.Lost(why, brokenAt);
    }
    if (events == Line.SILENT || answers == Line.SILENT || answers == Line.LOST) {
      return new Link.Silent(heardAt.orElse(brokenAt));
    }
    return events == Line.LIVE ? new Link.Live() : new Link.Connecting();
  }
}
