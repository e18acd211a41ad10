package dev.tidegate.pool;

import dev.tidegate.pool.counters.Counters;
import dev.tidegate.pool.feed.Feed;
import dev.tidegate.pool.feed.FeedEvent;
import dev.tidegate.pool.feed.FeedSettings;
import dev.tidegate.pool.feed.Standing;
import dev.tidegate.pool.workers.CommandClass;
import dev.tidegate.pool.workers.PoolCounts;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.Workers;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.function.IntSupplier;

/**
 * The one place where a slot changes its state; every change is told to the listeners here, in the
 * order that the protocol prescribes: the change, then the number of free workers if that is
 * another one, then whether none or some are free, then the number of serviceable ones if that is
 * another one, then the tag.
 */
final class SlotTransitions {
  private final EventContext context;
  private final Workers workers;
  private final Feed feed;
  private final RequestQueue queue;
  private IntSupplier serviceable;
  private int serviceableTold;
  private final Counters counters;

  SlotTransitions(
      PoolSettings settings,
      EventContext context,
      Workers workers,
      RequestQueue queue,
      Counters counters) {
    this.context = context;
    this.counters = counters;
    this.workers = workers;
    this.queue = queue;
    serviceable = workers::free;
    feed =
        new Feed(
            new FeedSettings(
                settings.listenerEvents(),
                settings.listenerBytes(),
                settings.listeners(),
                settings.maxWorkers(),
                settings.epoch(),
                settings.version(),
                settings.host()),
            this::standing);
  }

  Feed feed() {
    return feed;
  }

  /** Hands over who counts the requests that could be taken now. */
  void countServiceableBy(IntSupplier counter) {
    serviceable = counter;
    serviceableTold = counter.getAsInt();
  }

  Workers workers() {
    return workers;
  }

  void started(Slot slot, int pid, long generation, String reason) {
    int free = workers.free();
    workers.started(slot, pid, generation, context.nanos());
    tellChange(slot, pid, WorkerState.STOPPED, reason, free);
  }

  void handed(Slot slot, CommandClass commandClass, String command, String tag) {
    int free = workers.free();
    workers.handed(slot, commandClass, tag, context.nanos());
    tellChange(
        new FeedEvent.StateChanged(
            slot.number(), slot.pid(), WorkerState.IDLE, slot.state(), "request", command),
        free);
    tell(new FeedEvent.Tagged(slot.number(), slot.pid(), tag));
  }

  void answered(Slot slot) {
    int free = workers.free();
    workers.answered(slot, context.nanos());
    tellChange(slot, slot.pid(), WorkerState.BUSY, "answered", free);
  }

  void killed(Slot slot, String reason) {
    int free = workers.free();
    WorkerState from = slot.state();
    workers.killed(slot, context.nanos());
    tellChange(slot, slot.pid(), from, reason, free);
  }

  void reaped(Slot slot, String reason) {
    int free = workers.free();
    WorkerState from = slot.state();
    int pid = slot.pid();
    workers.reaped(slot, context.nanos());
    tellChange(slot, pid, from, reason, free);
  }

  /** Nothing is given to the slot any more, or it is again; its state is what it was. */
  void drain(Slot slot, boolean drained) {
    int free = workers.free();
    if (drained) {
      workers.drain(slot);
    } else {
      workers.resume(slot);
    }
    tellFree(free);
  }

  /** Slots beyond the maximum are not used any more, those within it are. */
  void limit(int maximum) {
    int free = workers.free();
    PoolCounts before = workers.counts();
    workers.limit(maximum);
    tellFree(free);
    if (workers.free() == free && !workers.counts().equals(before)) {
      // Of drained slots: nothing that has a letter has changed, but the counts of every event.
      tell(new FeedEvent.ServiceableWorkers());
    }
  }

  void tagged(Slot slot, String tag) {
    workers.tagged(slot, tag);
    tell(new FeedEvent.Tagged(slot.number(), slot.pid(), tag));
  }

  /** Tells the listeners something that is no change of state by itself. */
  void tell(FeedEvent event) {
    feed.publish(event, standing());
  }

  /** Tells the listeners how many requests could be taken now, if that is news. */
  void tellServiceable() {
    int now = serviceable.getAsInt();
    counters.level(workers.free(), now, context.nanos());
    if (now != serviceableTold) {
      serviceableTold = now;
      tell(new FeedEvent.ServiceableWorkers());
    }
  }

  private Standing standing() {
    return new Standing(
        workers.count(WorkerState.IDLE),
        workers.count(WorkerState.BUSY),
        workers.count(WorkerState.STOPPED),
        workers.count(WorkerState.KILLED),
        workers.counts().drained(),
        queue.size(),
        serviceable.getAsInt(),
        context.nanos(),
        context.now().wallMillis());
  }

  private void tellChange(Slot slot, int pid, WorkerState from, String reason, int freeBefore) {
    tellChange(
        new FeedEvent.StateChanged(slot.number(), pid, from, slot.state(), reason), freeBefore);
  }

  private void tellChange(FeedEvent.StateChanged change, int freeBefore) {
    tell(change);
    tellFree(freeBefore);
  }

  private void tellFree(int freeBefore) {
    int free = workers.free();
    if (free != freeBefore) {
      tell(new FeedEvent.FreeWorkers(free));
      if (free == 0) {
        tell(new FeedEvent.NoneFree());
      } else if (freeBefore == 0) {
        tell(new FeedEvent.SomeFree());
      }
    }
    tellServiceable();
  }
}
