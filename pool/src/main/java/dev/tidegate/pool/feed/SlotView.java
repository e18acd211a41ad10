package dev.tidegate.pool.feed;

import dev.tidegate.protocol.notify.WorkerState;

/**
 * The state of a slot as it was published last.
 *
 * @param from the state before its last change
 * @param to its state
 * @param pid of its process, −1 if there is none
 * @param tag empty if it has none
 * @param command the command in progress, empty if there is none
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

  /** Returns the view of a slot of which nothing was published. */
  static SlotView unpublished(long nanos) {
    return new SlotView(WorkerState.STOPPED, WorkerState.STOPPED, -1, "", "", 0, nanos);
  }
}
