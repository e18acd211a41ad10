package dev.tidegate.tools.listen;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The commands that are run for events. Each rule has a lane, and works for itself; but those for
 * {@code Z}, {@code Y} and {@code unknown} share one, so that what ran last fits what is true.
 */
final class Rules {
  private static final Set<EventType> ONE_LEVEL =
      Set.of(EventType.SOME_FREE, EventType.NONE_FREE, EventType.UNKNOWN);

  private final List<CommandQueue> lanes = new ArrayList<>();

  Rules(List<Rule> rules, Duration limit, boolean verbose, Log log) {
    List<Rule> together = new ArrayList<>();
    for (Rule rule : rules) {
      if (ONE_LEVEL.stream().anyMatch(rule.types()::has)) {
        together.add(rule);
      } else {
        lanes.add(new CommandQueue(List.of(rule), limit, verbose, log));
      }
    }
    if (!together.isEmpty()) {
      lanes.add(new CommandQueue(together, limit, verbose, log));
    }
  }

  void start() {
    lanes.forEach(CommandQueue::start);
  }

  /** Never waits. */
  void offer(ListenerEvent event) {
    if (event.isOccasion()) {
      lanes.forEach(commandQueue -> commandQueue.offer(event));
    }
  }

  /** Returns when all is done that waits. */
  void finish() throws InterruptedException {
    for (CommandQueue commandQueue : lanes) {
      commandQueue.finish();
    }
  }

  /** Returns when what runs has ended, for which it gets a moment. */
  void stop() throws InterruptedException {
    lanes.forEach(CommandQueue::stop);
    for (CommandQueue commandQueue : lanes) {
      commandQueue.awaitEnd();
    }
  }
}
