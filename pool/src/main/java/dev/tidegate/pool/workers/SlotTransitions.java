package dev.tidegate.pool.workers;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.counters.Counters;
import dev.tidegate.pool.feed.CountsAt;
import dev.tidegate.pool.feed.Feed;
import dev.tidegate.pool.feed.FeedEvent;
import dev.tidegate.pool.feed.FeedSettings;
import dev.tidegate.pool.requests.Request;
import dev.tidegate.pool.requests.RequestQueue;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.protocol.notify.PoolCounts;
import dev.tidegate.protocol.notify.WorkerState;

/**
 * The only mover of slot states, and publisher of each change.
 *
 * <p>Events are published in the order that the protocol prescribes: the change, the number of free
 * workers if it is another one, whether none or some are free, the number of serviceable ones if it
 * is another one, and the tag.
 */
public final class SlotTransitions {
  private final EventContext context;
  private final Workers workers;
  private final StartLimits starts;
  private final RequestQueue queue;
  private final Counters counters;
  private final Feed feed;
  private int serviceablePublished;

  /** The number of serviceable workers that the last event had with it, whatever it was about. */
  private int serviceableShown;

  public SlotTransitions(
      EventContext context,
      Workers workers,
      StartLimits starts,
      RequestQueue queue,
      Counters counters) {
    this.context = context;
    this.workers = workers;
    this.starts = starts;
    this.queue = queue;
    this.counters = counters;
    PoolSettings settings = context.settings();
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
            () -> new CountsAt(counts(), context.now()));
    serviceablePublished = starts.serviceable();
    serviceableShown = serviceablePublished;
  }

  public Feed feed() {
    return feed;
  }

  public Workers workers() {
    return workers;
  }

  /** Returns the counts at this moment. */
  public PoolCounts counts() {
    return new PoolCounts(
        workers.free(),
        workers.count(WorkerState.IDLE),
        workers.count(WorkerState.BUSY),
        workers.count(WorkerState.STOPPED),
        workers.count(WorkerState.KILLED),
        queue.size(),
        starts.serviceable());
  }

  void started(Slot slot, int pid, long generation, boolean loading, String reason) {
    int free = workers.free();
    workers.started(slot, pid, generation, loading, context.nanos());
    publishChange(slot, pid, WorkerState.STOPPED, reason, free);
  }

  /** Makes a slot busy whose worker has taken a request. */
  public void taken(Slot slot, Request request, String command, String tag) {
    int free = workers.free();
    workers.taken(slot, request.commandClass(), tag, context.nanos());
    publishChange(
        new FeedEvent.StateChanged(
            slot.number(), slot.pid(), WorkerState.IDLE, slot.state(), "request", command),
        free);
    publish(new FeedEvent.Tagged(slot.number(), slot.pid(), tag));
  }

  /** Makes a slot idle whose worker has answered. */
  public void answered(Slot slot) {
    int free = workers.free();
    workers.answered(slot, context.nanos());
    publishChange(slot, slot.pid(), WorkerState.BUSY, "answered", free);
  }

  void killed(Slot slot, String reason) {
    int free = workers.free();
    WorkerState from = slot.state();
    workers.killed(slot, context.nanos());
    publishChange(slot, slot.pid(), from, reason, free);
  }

  void reaped(Slot slot, String reason) {
    int free = workers.free();
    WorkerState from = slot.state();
    int pid = slot.pid();
    workers.reaped(slot, context.nanos());
    publishChange(slot, pid, from, reason, free);
  }

  /** Drains a slot or resumes it; its state stays the same. */
  public void drain(Slot slot, boolean drained) {
    int free = workers.free();
    if (drained) {
      workers.drain(slot);
    } else {
      workers.resume(slot);
    }
    publishFree(free);
  }

  /** Retires the slots beyond the maximum and includes those within it, also new ones. */
  void limit(int maximum) {
    int free = workers.free();
    int stopped = workers.count(WorkerState.STOPPED);
    workers.grow(maximum, context.nanos());
    feed.grow(maximum, context.nanos());
    workers.limit(maximum);
    publishFree(free);
    if (workers.free() == free && workers.count(WorkerState.STOPPED) != stopped) {
      // Of drained slots: nothing that has a letter has changed, but the counts of every event.
      publish(new FeedEvent.ServiceableWorkers());
    }
  }

  /** Sets and publishes the status tag of a busy worker. */
  public void tagged(Slot slot, String tag) {
    workers.tagged(slot, tag);
    publish(new FeedEvent.Tagged(slot.number(), slot.pid(), tag));
  }

  /** Publishes an event that is no change of state by itself. */
  public void publish(FeedEvent event) {
    PoolCounts counts = counts();
    serviceableShown = counts.serviceable();
    feed.publish(event, counts, context.now());
  }

  /** Publishes the number of serviceable workers if it is another one, or was in between. */
  public void publishServiceable() {
    int now = starts.serviceable();
    counters.level(workers.free(), now, context.nanos());
    if (now != serviceablePublished || now != serviceableShown) {
      serviceablePublished = now;
      publish(new FeedEvent.ServiceableWorkers());
    }
  }

  private void publishChange(Slot slot, int pid, WorkerState from, String reason, int freeBefore) {
    publishChange(
        new FeedEvent.StateChanged(slot.number(), pid, from, slot.state(), reason), freeBefore);
  }

  private void publishChange(FeedEvent.StateChanged change, int freeBefore) {
    publish(change);
    publishFree(freeBefore);
  }

  private void publishFree(int freeBefore) {
    int free = workers.free();
    if (free != freeBefore) {
      publish(new FeedEvent.FreeWorkers(free));
      if (free == 0) {
        publish(new FeedEvent.NoneFree());
      } else if (freeBefore == 0) {
        publish(new FeedEvent.SomeFree());
      }
    }
    publishServiceable();
  }
}
