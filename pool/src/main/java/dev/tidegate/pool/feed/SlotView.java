package dev.tidegate.pool.feed;

import dev.tidegate.protocol.notify.WorkerState;

/**
 * What listeners were told about a slot last.
 *
 * @param from the state before its last change
 * @param to its state
 * @param pid of its process, −1 if there is none
 * @param tag empty if it has none
 * @param command what it works on, empty if it works on nothing
 * @param changedSeq the number of the event that made it so, 0 if there was none
 * @param sinceNanos when its state last changed
 */
record SlotView(
    WorkerState from,
    WorkerState to,
    int pid,
    String tag,
    String command,
    long changedSeq,
    long sinceNanos) {

  /** Returns a slot that nothing was told about. */
  static SlotView untold(long nanos) {
    return new SlotView(WorkerState.STOPPED, WorkerState.STOPPED, -1, "", "", 0, nanos);
  }
}
