package dev.tidegate.daemon.loop;

import dev.tidegate.pool.values.InspectionDepth;
import dev.tidegate.pool.values.LoaderKind;
import dev.tidegate.pool.values.LoaderStop;
import dev.tidegate.pool.values.WorkerSignal;

/** Executor of the effects on worker processes. */
public interface WorkerEffects {

  /** Executes {@link dev.tidegate.pool.Effect.Spawn}. */
  void spawn(int slot);

  /** Executes {@link dev.tidegate.pool.Effect.Fork}. */
  void fork(int slot, long loader);

  /** Executes {@link dev.tidegate.pool.Effect.AwaitReady}. */
  void awaitReady(int slot);

  /** Executes {@link dev.tidegate.pool.Effect.StartLoader}. */
  void startLoader(long loader, LoaderKind kind);

  /** Executes {@link dev.tidegate.pool.Effect.StopLoader}. */
  void stopLoader(long loader, LoaderStop how);

  /** Executes {@link dev.tidegate.pool.Effect.Adopt}. */
  void adopt(long loader, int slot);

  /** Executes {@link dev.tidegate.pool.Effect.SendToWorker}. */
  void send(int slot, String line);

  /** Executes {@link dev.tidegate.pool.Effect.CloseStdin}. */
  void closeStdin(int slot);

  /** Executes {@link dev.tidegate.pool.Effect.Signal}. */
  void signal(int slot, WorkerSignal signal);

  /** Executes {@link dev.tidegate.pool.Effect.Examine}. */
  void examine(int slot, long look, InspectionDepth depth);

  /** Executes {@link dev.tidegate.pool.Effect.MeasureMemory}. */
  void measureMemory();
}
