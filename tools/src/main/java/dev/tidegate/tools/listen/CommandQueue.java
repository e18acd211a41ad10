package dev.tidegate.tools.listen;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Runs the commands of its rules one at a time, on a thread of its own, in the order of the events.
 */
final class CommandQueue {
  /** What is left to be done. */
  private enum Rest {
    /** All that comes. */
    ALL,
    /** What waits already. */
    WAITING,
    /** What runs. */
    RUNNING
  }

  private static final Duration MOMENT = Duration.ofSeconds(5);

  private final List<Rule> rules;
  private final Duration limit;
  private final boolean verbose;
  private final Log log;
  private final Backlog backlog = new Backlog();
  private final Thread thread;
  private Rest rest = Rest.ALL;
  private boolean full;
  private volatile long endByNanos;

  CommandQueue(List<Rule> rules, Duration limit, boolean verbose, Log log) {
    this.rules = List.copyOf(rules);
    this.limit = limit;
    this.verbose = verbose;
    this.log = log;
    this.thread = Thread.ofPlatform().daemon().name("on " + name()).unstarted(this::work);
  }

  void start() {
    thread.start();
  }

  private String name() {
    return String.join(" ", rules.stream().map(Rule::name).toList());
  }

  /** Never waits. */
  synchronized void offer(ListenerEvent event) {
    if (rest != Rest.ALL || rules.stream().noneMatch(rule -> rule.types().has(event.type()))) {
      return;
    }
    boolean kept = backlog.offer(event);
    if (!kept && !full) {
      log.say(
          "--on " + name() + ": " + Backlog.MAX_EDGES + " events wait; what comes now is dropped");
    }
    full = !kept;
    notifyAll();
  }

  private void work() {
    try {
      Optional<Backlog.Turn> turn = next();
      while (turn.isPresent()) {
        handle(turn.get());
        turn = next();
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Optional<Backlog.Turn> next() throws InterruptedException {
    while (backlog.size() == 0 && rest == Rest.ALL) {
      wait();
    }
    return rest == Rest.RUNNING ? Optional.empty() : backlog.poll();
  }

  private void handle(Backlog.Turn turn) throws InterruptedException {
    if (turn.dropped() > 0) {
      log.say("--on " + name() + ": " + turn.dropped() + " events were dropped");
    }
    for (Rule rule : rules) {
      if (rule.types().has(turn.event().type())) {
        begin();
        CommandRun.run(rule, turn, () -> endByNanos, verbose, log);
      }
    }
  }

  private synchronized void begin() {
    endByNanos = System.nanoTime() + (rest == Rest.RUNNING ? MOMENT : limit).toNanos();
  }

  /** Takes no further events; returns when what waits has been done. */
  void finish() throws InterruptedException {
    leave(Rest.WAITING);
    thread.join();
  }

  /** Takes no further events and forgets what waits; what runs gets a moment. */
  void stop() {
    leave(Rest.RUNNING);
  }

  private synchronized void leave(Rest left) {
    boolean stops = left == Rest.RUNNING && rest != left;
    rest = left;
    if (stops) {
      if (backlog.size() > 0) {
        log.say("--on " + name() + ": " + backlog.size() + " events are left undone");
      }
      long momentNanos = System.nanoTime() + MOMENT.toNanos();
      if (endByNanos - momentNanos > 0) {
        endByNanos = momentNanos;
      }
    }
    notifyAll();
  }

  void awaitEnd() throws InterruptedException {
    thread.join();
  }
}
