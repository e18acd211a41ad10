package dev.tidegate.pool.feed;

import dev.tidegate.protocol.notify.MessageType;
import dev.tidegate.protocol.notify.PoolCounts;
import dev.tidegate.protocol.notify.WorkerState;

/**
 * The numbers of one event in the ring, and those of the view of its slot before it.
 *
 * <p>It is reused for a later event. It refers to no object: there are tens of thousands of them,
 * and each garbage collection scans all to which a reference was written.
 */
final class RingEntry {
  private static final MessageType[] TYPES = MessageType.values();
  private static final WorkerState[] STATES = WorkerState.values();

  long seq;
  private int type;

  /** Whether it is a tag; otherwise a status event is a change of state. */
  boolean isTag;

  /** Of a change or a tag. */
  int slot;

  int pid;
  private int from;
  private int to;

  /** The number that an event of type {@code F} publishes. */
  int freePublished;

  /** Right after the event. */
  int free;

  int idle;

  int busy;
  int stopped;
  int killed;
  int queued;
  int serviceable;
  long wallMillis;

  private int fromBefore;
  private int toBefore;
  private int pidBefore;
  private long seqBefore;
  private long sinceNanosBefore;

  void set(long number, FeedEvent event, PoolCounts counts, long atMillis) {
    seq = number;
    type = event.type().index();
    isTag = false;
    switch (event) {
      case FeedEvent.StateChanged(int changed, int process, var old, var now, _, _) -> {
        slot = changed;
        pid = process;
        from = old.index();
        to = now.index();
      }
      case FeedEvent.Tagged(int tagged, int process, _) -> {
        isTag = true;
        slot = tagged;
        pid = process;
      }
      case FeedEvent.FreeWorkers(int free) -> freePublished = free;
      case FeedEvent.NoneFree none -> {}
      case FeedEvent.SomeFree some -> {}
      case FeedEvent.ServiceableWorkers serviceable -> {}
      case FeedEvent.BusyTimeout timeout -> {}
      case FeedEvent.WorkerDied died -> {}
      case FeedEvent.Reread reread -> {}
      case FeedEvent.RereadFailed failed -> {}
    }
    free = counts.free();
    idle = counts.idle();
    busy = counts.busy();
    stopped = counts.stopped();
    killed = counts.killed();
    queued = counts.queued();
    serviceable = counts.serviceable();
    wallMillis = atMillis;
  }

  MessageType type() {
    return TYPES[type];
  }

  /** Returns the state before a change. */
  WorkerState from() {
    return STATES[from];
  }

  /** Returns the state after a change. */
  WorkerState to() {
    return STATES[to];
  }

  void setBefore(SlotView view) {
    fromBefore = view.from().index();
    toBefore = view.to().index();
    pidBefore = view.pid();
    seqBefore = view.changedSeq();
    sinceNanosBefore = view.sinceNanos();
  }

  /** Returns the view of its slot before it, with the texts of that time. */
  SlotView before(String tagBefore, String commandBefore) {
    return new SlotView(
        STATES[fromBefore],
        STATES[toBefore],
        pidBefore,
        tagBefore,
        commandBefore,
        seqBefore,
        sinceNanosBefore);
  }
}
