package dev.tidegate.pool.feed;

import java.util.function.Supplier;

/** The state that all listeners share: the events, their encoders, and the present counts. */
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
    latest = ring.state(counts.get());
  }

  String epoch() {
    return settings.epoch();
  }

  /** Changes the limit of listeners that greetings have. */
  void limitListeners(int most) {
    json.limitListeners(most);
  }

  CountsAt counts() {
    return counts.get();
  }

  /** Counts dropped messages, for which a listener was too slow. */
  void dropped(long messages) {
    dropped += messages;
  }

  /** Returns the number of messages dropped so far, of all listeners together. */
  long dropped() {
    return dropped;
  }

  /** Returns the present state: the same object to all calls within a tenth of a second. */
  StateAt state() {
    CountsAt now = counts.get();
    if (latest.lastSeq() != ring.lastSeq() || !latest.counts().holdsAt(now)) {
      latest = ring.state(now);
    }
    return latest;
  }
}
