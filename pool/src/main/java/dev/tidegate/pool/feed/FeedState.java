package dev.tidegate.pool.feed;

import java.util.function.Supplier;

/** What all listeners are told from: the events, how they are printed, and the present state. */
final class FeedState {
  final Ring ring;
  final LetterEncoder letters;
  final JsonEncoder json;
  final EncodedRuns encodedRuns = new EncodedRuns();

  private final FeedSettings settings;
  private final Supplier<CountsAt> counts;
  private StateAt latest;
  private long dropped;

  FeedState(FeedSettings settings, Supplier<CountsAt> counts) {
    this.settings = settings;
    this.counts = counts;
    ring =
        new Ring(settings.events(), settings.bytes(), settings.maxWorkers(), counts.get().nanos());
    letters = new LetterEncoder(ring);
    json = new JsonEncoder(ring, settings);
    latest = ring.picture(counts.get());
  }

  String epoch() {
    return settings.epoch();
  }

  /** From now on so many may listen at once. */
  void limitListeners(int most) {
    json.limitListeners(most);
  }

  CountsAt counts() {
    return counts.get();
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
    CountsAt now = counts.get();
    if (latest.lastSeq() != ring.lastSeq() || !latest.counts().holdsAt(now)) {
      latest = ring.picture(now);
    }
    return latest;
  }
}
