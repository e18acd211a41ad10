package dev.tidegate.pool.feed;

import dev.tidegate.pool.workers.WorkerState;

/**
 * What listeners were told about a slot last.
 *
 * @param from the state before its last change
 * @param to its state
 * @param tag empty if it has none
 * @param changedSeq the number of the event that made it so, 0 if there was none
 */
record SlotView(WorkerState from, WorkerState to, String tag, long changedSeq) {

  /** A slot that nothing was told about; also the absence of a slot. */
  static final SlotView UNTOLD = new SlotView(WorkerState.STOPPED, WorkerState.STOPPED, "", 0);
}
