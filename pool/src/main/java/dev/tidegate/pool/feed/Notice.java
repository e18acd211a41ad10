package dev.tidegate.pool.feed;

import dev.tidegate.pool.workers.WorkerState;

/** One thing that listeners may be told. */
public sealed interface Notice {
  record StateChanged(int slot, int pid, WorkerState from, WorkerState to, String reason)
      implements Notice {}

  record Tagged(int slot, int pid, String tag) implements Notice {}

  record FreeWorkers(int free) implements Notice {}

  record NoneFree() implements Notice {}

  record SomeFree() implements Notice {}

  record BusyTimeout(int slot, int pid, String command, String queueId, long elapsedMillis)
      implements Notice {}

  record WorkerDied(
      int slot, int pid, String command, String queueId, String how, boolean outOfMemory)
      implements Notice {}

  record Reread(long generation, boolean bySignal) implements Notice {}
}
