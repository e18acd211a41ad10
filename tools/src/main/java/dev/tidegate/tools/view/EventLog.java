package dev.tidegate.tools.view;

import dev.tidegate.tools.view.HeardMessage.Weight;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The last messages that were heard. */
final class EventLog {
  /** So many levels in the short list leave room for what does not come in floods. */
  static final int MOST_LEVELS = 40;

  /** So many that nobody has fetched are kept. */
  static final int MOST_FRESH = 2_000;

  private final Recent<HeardMessage> all = new Recent<>(PoolPicture.MAX_MESSAGES);
  private final Recent<HeardMessage> notable = new Recent<>(PoolPicture.MAX_MESSAGES);
  private final List<HeardMessage> fresh = new ArrayList<>();
  private long lastId;
  private int levels;

  void add(MessageText.Phrase phrase, Instant at) {
    HeardMessage message =
        new HeardMessage(
            ++lastId,
            at,
            phrase.letter() == '\0' ? Optional.empty() : Optional.of(phrase.letter()),
            phrase.type(),
            phrase.text(),
            phrase.slot(),
            phrase.incident(),
            phrase.weight());
    all.add(message);
    if (fresh.size() < MOST_FRESH) {
      fresh.add(message);
    }
    if (message.weight() != Weight.ROUTINE) {
      addNotable(message);
    }
  }

  private void addNotable(HeardMessage message) {
    if (notable.size() == PoolPicture.MAX_MESSAGES && isLevel(notable.get(0))) {
      levels--;
    }
    notable.add(message);
    if (isLevel(message) && ++levels > MOST_LEVELS) {
      int oldest = 0;
      while (!isLevel(notable.get(oldest))) {
        oldest++;
      }
      notable.remove(oldest);
      levels--;
    }
  }

  private static boolean isLevel(HeardMessage message) {
    return switch (message.type()) {
      case "none_free", "some_free", "serviceable_workers" -> true;
      default -> false;
    };
  }

  /** Returns what was added since it was asked for last, the oldest first. */
  List<HeardMessage> takeFresh() {
    List<HeardMessage> taken = List.copyOf(fresh);
    fresh.clear();
    return taken;
  }

  List<HeardMessage> all() {
    return all.view();
  }

  List<HeardMessage> notable() {
    return notable.view();
  }

  long lastId() {
    return lastId;
  }
}
