package dev.tidegate.pool.feed;

import java.util.function.Supplier;

/** What all listeners are told from: the events, how they are printed, and the present state. */
final class FeedState {
  final Ring ring;
  final LetterEncoder letters;
  final JsonEncoder json;
  final EncodedRuns encodedRuns = new EncodedRuns();

  private final FeedSettings settings;
  private final Supplier<Standing> standing;
  private StateAt latest;
  private long dropped;

  FeedState(FeedSettings settings, Supplier<Standing> standing) {
    this.settings = settings;
    this.standing = standing;
    ring =
        new Ring(
            settings.events(), settings.bytes(), settings.maxWorkers(), standing.get().nanos());
    letters = new LetterEncoder(ring);
    json = new JsonEncoder(ring, settings);
    latest = ring.picture(standing.get());
  }

  String epoch() {
    return settings.epoch();
  }

  /** From now on so many may listen at once. */
  void limitListeners(int most) {
    json.limitListeners(most);
  }

  Standing standing() {
    return standing.get();
  }

  /** So many messages were given up, as a listener was too slow for them. */
  void dropped(long messages) {
    dropped += messages;
  }

  /** Returns how many messages were ever given up, by all listeners together. */
  long dropped() {
    return dropped;
  }

  /** Returns the present state: the same picture to all who ask within a moment. */
  StateAt picture() {
    Standing now = standing.get();
    if (latest.lastSeq() != ring.lastSeq() || !latest.standing().holdsAt(now)) {
      latest = ring.picture(now);
    }
    return latest;
  }
}
