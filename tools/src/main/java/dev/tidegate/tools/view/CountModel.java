package dev.tidegate.tools.view;

import dev.tidegate.protocol.notify.PoolCounts;
import dev.tidegate.protocol.notify.WorkerState;
import dev.tidegate.tools.view.Figures.Counts;
import dev.tidegate.tools.view.Figures.Saturation;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** How many slots are in which state, and for how long none was free. */
final class CountModel {
  private final SaturationTime noneFree = new SaturationTime();
  private final SaturationTime noneServiceable = new SaturationTime();
  private OptionalInt free = OptionalInt.empty();
  private OptionalInt idle = OptionalInt.empty();
  private OptionalInt busy = OptionalInt.empty();
  private OptionalInt stopped = OptionalInt.empty();
  private OptionalInt killed = OptionalInt.empty();
  private OptionalInt drained = OptionalInt.empty();
  private OptionalInt serviceable = OptionalInt.empty();
  private OptionalInt queued = OptionalInt.empty();
  private OptionalInt lowestFree = OptionalInt.empty();

  void take(PoolCounts counts, Instant at) {
    idle = OptionalInt.of(counts.idle());
    busy = OptionalInt.of(counts.busy());
    stopped = OptionalInt.of(counts.stopped());
    killed = OptionalInt.of(counts.killed());
    queued = OptionalInt.of(counts.queued());
    serviceable(OptionalInt.of(counts.serviceable()), at);
    free(OptionalInt.of(counts.free()), at);
  }

  void take(Stats stats, Instant now) {
    Map<String, Long> pool = stats.pool();
    idle = number(pool, "idle");
    busy = number(pool, "busy");
    stopped = number(pool, "stopped");
    killed = number(pool, "killed");
    queued = number(stats.queue(), "length");
    serviceable(number(pool, "serviceable"), now);
    free(number(pool, "free"), now);
  }

  void drained(Stats stats) {
    drained = number(stats.pool(), "drained");
  }

  /** What a server without counts leaves to be counted here. */
  void count(SlotModel slots, Instant now) {
    idle = ReferenceReader.toInt(slots.count(WorkerState.IDLE));
    busy = ReferenceReader.toInt(slots.count(WorkerState.BUSY));
    stopped = ReferenceReader.toInt(slots.count(WorkerState.STOPPED));
    killed = ReferenceReader.toInt(slots.count(WorkerState.KILLED));
    if (idle.isPresent() && stopped.isPresent()) {
      free(OptionalInt.of(idle.getAsInt() + stopped.getAsInt()), now);
    }
  }

  void queued(int count) {
    queued = OptionalInt.of(count);
  }

  void free(OptionalInt count, Instant at) {
    free = count;
    noneFree.become(count, at);
    noteLowest();
  }

  /** Some number of workers is free: which one is known only if it was none before. */
  void someFree(Instant at) {
    if (free.orElse(0) == 0) {
      free = OptionalInt.empty();
    }
    noneFree.become(OptionalInt.of(1), at);
  }

  private void serviceable(OptionalInt count, Instant at) {
    serviceable = count;
    noneServiceable.become(count, at);
  }

  private void noteLowest() {
    if (free.isPresent()) {
      lowestFree = OptionalInt.of(Math.min(free.getAsInt(), lowestFree.orElse(free.getAsInt())));
    }
  }

  /** Returns the lowest number of free workers since it was asked for last. */
  OptionalInt takeLowestFree() {
    OptionalInt lowest = lowestFree;
    lowestFree = free;
    return lowest;
  }

  private static OptionalInt number(Map<String, Long> object, String name) {
    return ReferenceReader.toInt(Stats.number(object, name));
  }

  /** Nobody knows any more for how long it stays so. */
  void lose(Instant at) {
    noneFree.lose(at);
    noneServiceable.lose(at);
  }

  /** Another multiplexor is there; for how long none was free was seen all the same. */
  void forget() {
    free = OptionalInt.empty();
    idle = OptionalInt.empty();
    busy = OptionalInt.empty();
    stopped = OptionalInt.empty();
    killed = OptionalInt.empty();
    drained = OptionalInt.empty();
    serviceable = OptionalInt.empty();
    queued = OptionalInt.empty();
    lowestFree = OptionalInt.empty();
  }

  OptionalInt queued() {
    return queued;
  }

  Counts counts() {
    return new Counts(free, idle, busy, stopped, killed, drained, serviceable);
  }

  /**
   * Returns for how long the pool was full.
   *
   * @param counted what the multiplexor itself has counted, if it does
   */
  Saturation saturation(Map<String, Long> counted, Instant now) {
    OptionalLong told = Stats.number(counted, "noneFreeMs");
    return new Saturation(
        told.isPresent() ? told : noneFree.totalMillis(now),
        told.isPresent()
            ? Stats.number(counted, "noneServiceableMs")
            : noneServiceable.totalMillis(now),
        told.isEmpty(),
        noneFree.since(),
        noneServiceable.since());
  }
}
