package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.EventSink;
import dev.tidegate.daemon.loop.Poller;
import dev.tidegate.daemon.loop.WorkerEffects;
import dev.tidegate.daemon.posix.SpawnResult;
import dev.tidegate.daemon.posix.WorkerSpawner;
import dev.tidegate.daemon.proc.Examiner;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.InspectionDepth;
import dev.tidegate.pool.values.ProcessFacts;
import dev.tidegate.pool.values.WorkerSignal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The worker processes by slot. */
public final class WorkerProcesses implements WorkerEffects {
  final Poller poller;
  final EventSink events;

  final PartialMessageBudget partialMessageBudget;
  private final WorkerSpawner spawner;
  private final Examiner examiner;
  private @Nullable WorkerProcess[] bySlot;

  /** Creates it with all slots empty, so many to begin with. */
  public WorkerProcesses(
      Poller poller,
      EventSink events,
      WorkerSpawner spawner,
      Examiner examiner,
      int slots,
      PartialMessageBudget partialMessageBudget) {
    this.poller = poller;
    this.events = events;
    this.spawner = spawner;
    this.examiner = examiner;
    this.partialMessageBudget = partialMessageBudget;
    this.bySlot = new @Nullable WorkerProcess[slots];
  }

  @Override
  public void spawn(int slot) {
    switch (spawner.spawn()) {
      case SpawnResult.Spawned spawned -> {
        WorkerProcess worker = new WorkerProcess(slot, spawned, this);
        if (slot >= bySlot.length) {
          bySlot = Arrays.copyOf(bySlot, Math.max(slot + 1, bySlot.length * 2));
        }
        bySlot[slot] = worker;
        worker.begin();
        events.post(new Event.WorkerSpawned(slot, spawned.pid()));
      }
      case SpawnResult.SpawnFailed failed ->
          events.post(new Event.SpawnFailed(slot, failed.text()));
    }
  }

  @Override
  public void send(int slot, String line) {
    WorkerProcess worker = bySlot[slot];
    if (worker == null) {
      events.post(new Event.RequestRefused(slot, "there is no process"));
    } else {
      worker.send(line);
    }
  }

  @Override
  public void closeStdin(int slot) {
    WorkerProcess worker = bySlot[slot];
    if (worker != null) {
      worker.closeStdin();
    }
  }

  @Override
  public void signal(int slot, WorkerSignal signal) {
    WorkerProcess worker = bySlot[slot];
    if (worker != null) {
      worker.signal(signal);
    }
  }

  @Override
  public void examine(int slot, long look, InspectionDepth depth) {
    WorkerProcess worker = bySlot[slot];
    if (worker == null) {
      events.post(new Event.Examined(slot, look, ProcessFacts.unread("there is no process")));
    } else {
      examiner.examine(worker.target(), look, depth);
    }
  }

  @Override
  public void measureMemory() {
    List<Examiner.Target> targets = new ArrayList<>();
    for (WorkerProcess worker : bySlot) {
      if (worker != null) {
        targets.add(worker.target());
      }
    }
    examiner.measure(targets);
  }

  void gone(int slot) {
    bySlot[slot] = null;
  }
}
