package dev.tidegate.pool.simulation;

import static dev.tidegate.pool.simulation.Violation.check;

import dev.tidegate.pool.settings.PoolSettings;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The requests on their way to a worker: the queue, the limits of domains and ticks. */
final class Backlog {
  private static final Pattern TICK = Pattern.compile("tick \\d+");

  private final SettingsModel terms;
  private final Map<String, Request> waiting = new HashMap<>();
  private final Set<String> handedLines = new HashSet<>();
  private final LinkedHashSet<Request> queue = new LinkedHashSet<>();
  private int queued;
  private final Map<String, Integer> workingByDomain = new HashMap<>();
  private final Set<Integer> activeTicks = new HashSet<>();

  Backlog(SettingsModel terms) {
    this.terms = terms;
  }

  Collection<Request> queue() {
    return queue;
  }

  /** Returns how many recipok requests of a domain are at workers. */
  int working(String domain) {
    return workingByDomain.getOrDefault(domain, 0);
  }

  void arrived(Request request) {
    check(waiting.put(request.line, request) == null, "lines are told apart", request);
  }

  /** It waits, in the queue or ahead of that. */
  void enqueue(Request request, int queuedNow, int awaitingNow) {
    request.queued = queuedNow > queued;
    request.awaited = !request.queued && awaitingNow > 0;
    check(
        request.awaited || queued < terms.now().queueSize(),
        "the queue holds at most -q requests",
        request);
    queue.add(request);
  }

  /** After an event; one that waited for a worker may have gone to the queue since. */
  void settled(int queuedNow) {
    if (queuedNow > queued) {
      queue.stream().filter(each -> each.awaited).forEach(each -> each.queued = true);
    }
    queued = queuedNow;
  }

  /** Returns how many are in the queue, as of the last event. */
  int queued() {
    return queued;
  }

  /** It was answered, or its client is gone. */
  void forget(Request request) {
    waiting.remove(request.line);
    queue.remove(request);
  }

  /** Finds what a worker is sent; it must be a whole request that no worker has seen. */
  Request find(String line) {
    check(!handedLines.contains(line), "no request goes to a second worker", line);
    Request request = waiting.get(line);
    if (request == null) {
      throw new Violation("only whole, permitted requests reach a worker", line);
    }
    return request;
  }

  boolean isTick(String line) {
    return line.startsWith("tick ")
        && TICK.matcher(line).matches()
        && terms.most(Long.MIN_VALUE, PoolSettings::tickIntervalSeconds) > 0;
  }

  void checkTick(String line, long nowNanos) {
    int type = typeOf(line);
    // It may have waited for a worker while -P was lowered.
    int types = terms.most(nowNanos - World.seconds(6), PoolSettings::parallelTicks);
    check(type < types, "ticks have the types of -P", line);
    check(!activeTicks.contains(type), "one tick of a type runs at once", line);
  }

  private static int typeOf(String tick) {
    return Integer.parseInt(tick.substring("tick ".length()));
  }

  /** A worker has seen a byte of it. */
  void left(Request request) {
    if (request.tick()) {
      return;
    }
    check(
        queue.isEmpty() || queue.iterator().next() == request,
        "requests leave the queue in their order",
        request,
        "before",
        queue);
    handedLines.add(request.line);
    forget(request);
  }

  /** A worker works on it. */
  void begun(Request request) {
    if (request.tick()) {
      activeTicks.add(typeOf(request.line));
    }
    if (request.limited) {
      int now = workingByDomain.merge(request.domain, 1, Integer::sum);
      check(
          terms.now().recipokPerDomain() == 0 || now <= terms.now().recipokPerDomain(),
          "no domain has more than -y recipoks at once",
          request);
    }
  }

  /** Its worker has nothing more to do with it. */
  void over(Request request) {
    if (request.tick()) {
      activeTicks.remove(typeOf(request.line));
    }
    if (request.limited) {
      workingByDomain.merge(request.domain, -1, Integer::sum);
    }
  }
}
