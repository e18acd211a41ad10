package dev.tidegate.daemon.loop;

import dev.tidegate.pool.values.InspectionDepth;
import dev.tidegate.pool.values.WorkerSignal;

/** Runs the effects on worker processes. */
public interface WorkerEffects {

  /** Runs {@link dev.tidegate.pool.Effect.Spawn}. */
  void spawn(int slot);

  /** Runs {@link dev.tidegate.pool.Effect.SendToWorker}. */
  void send(int slot, String line);

  /** Runs {@link dev.tidegate.pool.Effect.CloseStdin}. */
  void closeStdin(int slot);

  /** Runs {@link dev.tidegate.pool.Effect.Signal}. */
  void signal(int slot, WorkerSignal signal);

  /** Runs {@link dev.tidegate.pool.Effect.Examine}. */
  void examine(int slot, long look, InspectionDepth depth);

  /** Runs {@link dev.tidegate.pool.Effect.MeasureMemory}. */
  void measureMemory();
}
