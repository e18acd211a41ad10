package dev.tidegate.pool.simulation;

import static dev.tidegate.pool.simulation.Violation.check;

import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.LoaderKind;
import dev.tidegate.pool.values.LoaderStop;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The processes outside the slots as the referee follows them: the warm parent, and the next. */
final class LoaderModel {
  private static final int MOST_FAILURES = 3;
  private static final long LEAST_LIFE_NANOS = World.seconds(1);

  /** What is known of one. */
  static final class Known {
    final long id;
    final LoaderKind kind;
    final long startedNanos;
    boolean ready;
    boolean stopped;
    boolean killed;

    /** Whether it broke the protocol, owes an order, or is no longer wanted. */
    boolean mayBeKilled;

    long readyNanos;

    Known(long id, LoaderKind kind, long startedNanos) {
      this.id = id;
      this.kind = kind;
      this.startedNanos = startedNanos;
    }
  }

  private final PoolSettings settings;
  private final VirtualClock virtualClock;
  private final Map<Long, Known> known = new HashMap<>();
  private @Nullable Known parent;
  private @Nullable Known next;
  private boolean nextIsDue;
  private boolean unsupported;
  private boolean untroubled = true;
  private int failures;

  LoaderModel(PoolSettings settings, VirtualClock virtualClock) {
    this.settings = settings;
    this.virtualClock = virtualClock;
  }

  boolean isEmpty() {
    return known.isEmpty();
  }

  boolean hasParent() {
    return parent != null;
  }

  /** Returns whether the warm parent has never ended, so that no slot was reserved in vain. */
  boolean isUntroubled() {
    return untroubled;
  }

  boolean isParentReady() {
    return parent != null && parent.ready && !parent.stopped;
  }

  boolean isParent(long id) {
    return parent != null && parent.id == id;
  }

  boolean isNext(long id) {
    return next != null && next.id == id;
  }

  /** Returns whether a loader is the warm parent, and was not told to end. */
  boolean isWaitedFor(long id) {
    return parent != null && parent.id == id && !parent.stopped;
  }

  /** Returns whether the worker that has loaded the next generation waits for a slot. */
  boolean isWaitingForSlot() {
    return next != null && next.ready && next.kind == LoaderKind.WORKER;
  }

  /** Returns whether workers are forked, not spawned. */
  boolean forksWorkers() {
    return settings.embedPerl() && !unsupported && (failures < MOST_FAILURES || isParentReady());
  }

  /** Returns whether workers are spawned as no warm parent could load. */
  boolean hasGivenUp() {
    return settings.embedPerl() && !unsupported && !isParentReady() && failures >= MOST_FAILURES;
  }

  /** Returns whether the warm parent should be there, and the last load failed. */
  boolean hasFailed() {
    return settings.embedPerl() && !unsupported && !isParentReady() && failures > 0;
  }

  /** A reread begins that loads the program first. */
  void nextIsDue() {
    abandonNext();
    nextIsDue = true;
  }

  /** A reread begins the next generation at once. */
  void reload() {
    failures = 0;
    unsupported = false;
    abandonNext();
    parent = null;
  }

  private void abandonNext() {
    if (next != null) {
      next.mayBeKilled = true;
      next = null;
    }
  }

  // ---- effects

  void starting(long id, LoaderKind kind, boolean terminating) {
    check(!terminating, "nothing is loaded after SIGTERM", id);
    Known loader = new Known(id, kind, virtualClock.nowNanos());
    check(known.put(id, loader) == null, "a loader's number is used once", id);
    if (nextIsDue) {
      nextIsDue = false;
      next = loader;
    } else {
      check(kind == LoaderKind.WARM_PARENT, "nothing but a reread loads a worker", id);
      check(settings.embedPerl(), "without -E there is no warm parent", id);
      check(parent == null, "there is one warm parent at a time", id);
      parent = loader;
    }
    virtualClock.after(
        World.seconds(settings.startTimeoutSeconds()) + WorkerModel.TOLERANCE_NANOS,
        () ->
            check(
                loader.ready || loader.stopped || !known.containsKey(id),
                "a loader has no longer than the start timeout",
                id));
  }

  void stopping(long id, LoaderStop how) {
    Known loader = known.get(id);
    if (loader == null) {
      throw new Violation("nothing is sent to a loader that is gone", "loader " + id);
    }
    check(!loader.stopped || how == LoaderStop.KILL, "a loader is told to quit once", id);
    boolean isLate =
        !loader.ready
            && virtualClock.nowNanos() - loader.startedNanos
                >= World.seconds(settings.startTimeoutSeconds());
    check(
        how != LoaderStop.KILL || loader.stopped || loader.mayBeKilled || isLate,
        "no loader is killed that does what it is for",
        id);
    loader.stopped = true;
    loader.killed |= how == LoaderStop.KILL;
    virtualClock.after(
        World.seconds(10) + WorkerModel.TOLERANCE_NANOS,
        () ->
            check(
                loader.killed || !known.containsKey(id),
                "a loader that does not quit is killed after 10 s",
                id));
  }

  void forking(long id) {
    check(isParent(id) && isParentReady(), "workers are forked by the warm parent alone", id);
  }

  void adopting(long id) {
    check(isNext(id) && isWaitingForSlot(), "a worker is adopted that has loaded", id);
    known.remove(id);
    next = null;
  }

  // ---- events

  /** Returns whether the next generation begins with it. */
  boolean ready(long id) {
    Known loader = known.get(id);
    if (loader == null || loader.stopped) {
      return false;
    }
    loader.ready = true;
    loader.readyNanos = virtualClock.nowNanos();
    if (loader == parent && failures >= MOST_FAILURES) {
      failures = 0;
    }
    if (loader != next) {
      return false;
    }
    if (loader.kind == LoaderKind.WARM_PARENT) {
      failures = 0;
      parent = loader;
      next = null;
    }
    return true;
  }

  /** It broke the protocol, or has not carried out an order to fork. */
  void mayBeKilled(long id) {
    Known loader = known.get(id);
    if (loader != null) {
      loader.mayBeKilled = true;
    }
  }

  void faulted(long id, boolean isUnsupported) {
    mayBeKilled(id);
    unsupported |= isUnsupported && isParent(id);
  }

  /** Returns whether a reread has failed by it. */
  boolean ended(long id) {
    Known loader = known.remove(id);
    if (loader == null) {
      return false;
    }
    untroubled &= loader != parent;
    if (loader == parent) {
      parent = null;
      boolean lived =
          loader.ready && virtualClock.nowNanos() - loader.readyNanos >= LEAST_LIFE_NANOS;
      failures = lived ? 0 : failures + 1;
    }
    if (loader != next) {
      return false;
    }
    next = null;
    return !loader.ready;
  }
}
