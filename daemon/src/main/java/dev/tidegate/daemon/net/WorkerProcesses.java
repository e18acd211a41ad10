package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.EventSink;
import dev.tidegate.daemon.loop.Poller;
import dev.tidegate.daemon.loop.WorkerEffects;
import dev.tidegate.daemon.posix.PosixException;
import dev.tidegate.daemon.posix.SpawnResult;
import dev.tidegate.daemon.posix.WarmParentSpawner;
import dev.tidegate.daemon.posix.WorkerProgram;
import dev.tidegate.daemon.posix.WorkerSpawner;
import dev.tidegate.daemon.proc.Examiner;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.InspectionDepth;
import dev.tidegate.pool.values.LoaderKind;
import dev.tidegate.pool.values.LoaderStop;
import dev.tidegate.pool.values.ProcessFacts;
import dev.tidegate.pool.values.ResourceUsage;
import dev.tidegate.pool.values.WorkerExit;
import dev.tidegate.pool.values.WorkerSignal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The worker processes by slot, and the loaders. */
public final class WorkerProcesses implements WorkerEffects {
  final Poller poller;
  final EventSink events;

  final PartialMessageBudget partialMessageBudget;
  final WorkerProgram worker;
  final WorkerSpawner spawner;
  private final LoaderProgram loaders;
  private final Examiner examiner;
  private @Nullable WorkerProcess[] bySlot;
  private final Map<Long, WarmParent> warmParents = new HashMap<>();
  private final Map<Long, WorkerProcess> loadingWorkers = new HashMap<>();
  private final UnclaimedChildren unclaimed;

  /** All children that are not yet reaped, but those that no reply has named so far. */
  private final Set<Integer> known = new HashSet<>();

  /** Creates it with all slots empty, so many to begin with. */
  public WorkerProcesses(
      Poller poller,
      EventSink events,
      LoaderProgram loaders,
      Examiner examiner,
      int slots,
      PartialMessageBudget partialMessageBudget) {
    this.poller = poller;
    this.events = events;
    this.worker = loaders.worker();
    this.spawner = new WorkerSpawner(worker);
    this.loaders = loaders;
    this.unclaimed = new UnclaimedChildren(this, poller);
    this.examiner = examiner;
    this.partialMessageBudget = partialMessageBudget;
    this.bySlot = new @Nullable WorkerProcess[slots];
  }

  @Override
  public void spawn(int slot) {
    switch (spawner.spawn()) {
      case SpawnResult.Spawned spawned -> occupy(slot, spawned);
      case SpawnResult.SpawnFailed failed ->
          events.post(new Event.SpawnFailed(slot, failed.text()));
    }
  }

  /** Puts a worker that runs into its slot. */
  void occupy(int slot, SpawnResult.Spawned spawned) {
    place(slot, begun(new WorkerPlace.InSlot(slot), spawned));
    events.post(new Event.WorkerSpawned(slot, spawned.pid()));
  }

  private void place(int slot, WorkerProcess process) {
    if (slot >= bySlot.length) {
      bySlot = Arrays.copyOf(bySlot, Math.max(slot + 1, bySlot.length * 2));
    }
    bySlot[slot] = process;
  }

  private WorkerProcess begun(WorkerPlace place, SpawnResult.Spawned spawned) {
    known.add(spawned.pid());
    WorkerProcess process = new WorkerProcess(place, spawned, this);
    process.begin();
    return process;
  }

  @Override
  public void fork(int slot, long loader) {
    WarmParent warmParent = warmParents.get(loader);
    if (warmParent == null) {
      events.post(new Event.SpawnFailed(slot, "the warm parent has ended"));
    } else {
      warmParent.fork(slot);
    }
  }

  @Override
  public void awaitReady(int slot) {
    WorkerProcess process = bySlot[slot];
    if (process != null) {
      awaitReady(process);
    }
  }

  private void awaitReady(WorkerProcess process) {
    process.awaitReady(new ReadinessWatch(poller, examiner, process, loaders.probe()));
  }

  @Override
  public void startLoader(long loader, LoaderKind kind) {
    switch (kind) {
      case WARM_PARENT -> startWarmParent(loader);
      case WORKER -> startLoadingWorker(loader);
    }
  }

  private void startWarmParent(long loader) {
    WarmParentCommand command = WarmParentCommand.of(loaders);
    try {
      WarmParentSpawner.Started started = WarmParentSpawner.start(command.program());
      known.add(started.pid());
      WarmParent warmParent = new WarmParent(loader, started, command.isPerl(), this);
      warmParents.put(loader, warmParent);
      warmParent.begin();
      events.post(new Event.LoaderStarted(loader, started.pid()));
    } catch (PosixException failure) {
      events.post(new Event.LoaderNotStarted(loader, String.valueOf(failure.getMessage())));
    }
  }

  private void startLoadingWorker(long loader) {
    switch (spawner.spawn()) {
      case SpawnResult.Spawned spawned -> {
        WorkerProcess process = begun(new WorkerPlace.Outside(loader), spawned);
        loadingWorkers.put(loader, process);
        events.post(new Event.LoaderStarted(loader, spawned.pid()));
        awaitReady(process);
      }
      case SpawnResult.SpawnFailed failed ->
          events.post(new Event.LoaderNotStarted(loader, failed.text()));
    }
  }

  @Override
  public void stopLoader(long loader, LoaderStop how) {
    WarmParent warmParent = warmParents.get(loader);
    if (warmParent != null) {
      warmParent.stop(how);
    }
    WorkerProcess process = loadingWorkers.get(loader);
    if (process != null) {
      switch (how) {
        case QUIT -> process.closeStdin();
        case KILL -> process.signal(WorkerSignal.KILL_GROUP);
      }
    }
  }

  @Override
  public void adopt(long loader, int slot) {
    WorkerProcess process = loadingWorkers.remove(loader);
    if (process == null) {
      // Its end came before this effect was run.
      events.post(
          new Event.WorkerExited(
              slot, new WorkerExit.Exited(0), ResourceUsage.NONE, false, Optional.empty()));
    } else {
      process.takeSlot(slot);
      bySlot[slot] = process;
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
      examiner.examine(worker.target(slot), look, depth);
    }
  }

  @Override
  public void measureMemory() {
    List<Examiner.Target> targets = new ArrayList<>();
    for (int slot = 0; slot < bySlot.length; slot++) {
      WorkerProcess process = bySlot[slot];
      if (process != null) {
        targets.add(process.target(slot));
      }
    }
    examiner.measure(targets);
    warmParents.forEach((loader, each) -> examiner.measureLoader(loader, each.pid()));
  }

  /** Returns whether a process is a child whose place is known. */
  boolean knows(int pid) {
    return known.contains(pid);
  }

  /** Kills and reaps a child that belongs nowhere. */
  void endSurplus(int pid) {
    known.add(pid);
    new SurplusChild(poller, pid, () -> known.remove(pid)).end();
  }

  void gone(int pid, WorkerPlace place) {
    known.remove(pid);
    switch (place) {
      case WorkerPlace.InSlot(int slot) -> bySlot[slot] = null;
      case WorkerPlace.Outside(long loader) -> loadingWorkers.remove(loader);
    }
  }

  void loaderGone(long loader, int pid, boolean mayHaveForked) {
    known.remove(pid);
    warmParents.remove(loader);
    if (mayHaveForked) {
      unclaimed.search(warmParents.values());
    }
  }
}
