package dev.tidegate.pool;

import dev.tidegate.pool.feed.Feed;
import dev.tidegate.pool.feed.Notice;
import dev.tidegate.pool.workers.CommandClass;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.WorkerState;
import dev.tidegate.pool.workers.Workers;

/**
 * The one place where a slot changes its state; every change is told to the listeners here, in the
 * order that the protocol prescribes: the change, then the number of free workers if that is
 * another one, then whether none or some are free, then the tag.
 */
final class Roster {
  private final Turn turn;
  private final Workers workers;
  private final Feed feed;
  private final RequestQueue queue;

  Roster(Turn turn, Workers workers, Feed feed, RequestQueue queue) {
    this.turn = turn;
    this.workers = workers;
    this.feed = feed;
    this.queue = queue;
  }

  Workers workers() {
    return workers;
  }

  void started(Slot slot, int pid, long generation, String reason) {
    int free = workers.free();
    workers.started(slot, pid, generation, turn.nanos());
    tellChange(slot, pid, WorkerState.STOPPED, reason, free);
  }

  void handed(Slot slot, CommandClass commandClass, String tag) {
    int free = workers.free();
    workers.handed(slot, commandClass, tag, turn.nanos());
    tellChange(slot, slot.pid(), WorkerState.IDLE, "request", free);
    tell(new Notice.Tagged(slot.number(), slot.pid(), tag));
  }

  void answered(Slot slot) {
    int free = workers.free();
    workers.answered(slot, turn.nanos());
    tellChange(slot, slot.pid(), WorkerState.BUSY, "answered", free);
  }

  void killed(Slot slot, String reason) {
    int free = workers.free();
    WorkerState from = slot.state();
    workers.killed(slot, turn.nanos());
    tellChange(slot, slot.pid(), from, reason, free);
  }

  void reaped(Slot slot, String reason) {
    int free = workers.free();
    WorkerState from = slot.state();
    int pid = slot.pid();
    workers.reaped(slot, turn.nanos());
    tellChange(slot, pid, from, reason, free);
  }

  void tagged(Slot slot, String tag) {
    workers.tagged(slot, tag);
    tell(new Notice.Tagged(slot.number(), slot.pid(), tag));
  }

  /** Tells the listeners something that is no change of state by itself. */
  void tell(Notice notice) {
    feed.publish(notice, workers.counts(), queue.size(), turn.now().wallMillis());
  }

  private void tellChange(Slot slot, int pid, WorkerState from, String reason, int freeBefore) {
    tell(new Notice.StateChanged(slot.number(), pid, from, slot.state(), reason));
    int free = workers.free();
    if (free == freeBefore) {
      return;
    }
    tell(new Notice.FreeWorkers(free));
    if (free == 0) {
      tell(new Notice.NoneFree());
    } else if (freeBefore == 0) {
      tell(new Notice.SomeFree());
    }
  }
}
