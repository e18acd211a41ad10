package dev.tidegate.pool.feed;

import dev.tidegate.pool.workers.PoolCounts;
import dev.tidegate.pool.workers.WorkerState;
import dev.tidegate.protocol.notify.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * One event as it is kept for listeners, and what was told about its slot before.
 *
 * <p>Its place is used again for a later event, and what it says lies in its own fields: thousands
 * of small objects that live for seconds are the one thing that makes collecting garbage slow.
 */
final class Entry {
  private static final byte[] UNPRINTED = {};

  long seq;
  MessageType type = MessageType.REREAD;

  /** The event itself if it is of a rare kind. */
  @Nullable Notice rare;

  /** Whether it is a tag; otherwise a status event is a change of state. */
  boolean isTag;

  /** Of a change or a tag. */
  int slot;

  int pid;
  WorkerState from = WorkerState.STOPPED;
  WorkerState to = WorkerState.STOPPED;

  /** The reason of a change, or the tag. */
  String words = "";

  /** Of an event that tells the number of free workers. */
  int freeTold;

  /** Right after the event. */
  int idle;

  int busy;
  int stopped;
  int killed;
  int queued;
  long wallMillis;

  private WorkerState fromBefore = WorkerState.STOPPED;
  private WorkerState toBefore = WorkerState.STOPPED;
  private String tagBefore = "";
  private long seqBefore;

  /** The message, empty as long as nobody wanted it. */
  byte[] text = UNPRINTED;

  void set(long number, Notice notice, PoolCounts counts, int waiting, long millis) {
    seq = number;
    type = notice.type();
    rare = null;
    isTag = false;
    words = "";
    text = UNPRINTED;
    switch (notice) {
      case Notice.StateChanged(int changed, int process, var old, var now, String reason) -> {
        slot = changed;
        pid = process;
        from = old;
        to = now;
        words = reason;
      }
      case Notice.Tagged(int tagged, int process, String tag) -> {
        isTag = true;
        slot = tagged;
        pid = process;
        words = tag;
      }
      case Notice.FreeWorkers(int free) -> freeTold = free;
      case Notice.NoneFree none -> {}
      case Notice.SomeFree some -> {}
      case Notice.BusyTimeout timeout -> rare = timeout;
      case Notice.WorkerDied died -> rare = died;
      case Notice.Reread reread -> rare = reread;
    }
    idle = counts.idle();
    busy = counts.busy();
    stopped = counts.stopped();
    killed = counts.killed();
    queued = waiting;
    wallMillis = millis;
    setBefore(SlotView.UNTOLD);
  }

  void setBefore(SlotView view) {
    fromBefore = view.from();
    toBefore = view.to();
    tagBefore = view.tag();
    seqBefore = view.changedSeq();
  }

  /** Returns what was told about its slot before. */
  SlotView before() {
    return new SlotView(fromBefore, toBefore, tagBefore, seqBefore);
  }
}
