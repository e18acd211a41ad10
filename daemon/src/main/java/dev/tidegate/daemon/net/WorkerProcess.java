package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.EventSink;
import dev.tidegate.daemon.loop.Poller;
import dev.tidegate.daemon.loop.Watch;
import dev.tidegate.daemon.posix.Processes;
import dev.tidegate.daemon.posix.Processes.ChildState;
import dev.tidegate.daemon.posix.Processes.ChildUsage;
import dev.tidegate.daemon.posix.SignalName;
import dev.tidegate.daemon.posix.SpawnResult;
import dev.tidegate.daemon.proc.Examiner;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.ReadySign;
import dev.tidegate.pool.values.ResourceUsage;
import dev.tidegate.pool.values.WorkerExit;
import dev.tidegate.pool.values.WorkerSignal;
import io.netty.channel.unix.FileDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A worker process from its start until it is reaped: its pipes and its end. */
final class WorkerProcess {
  private final int pid;
  private final WorkerProcesses all;
  private final EventSink events;
  private final WorkerInput stdin;
  private final WorkerOutput stdout;
  private final WorkerText stderr;
  private final Optional<WorkerText> status;
  private final ProcessEnd death;
  private WorkerPlace place;
  private @Nullable ReadinessWatch readiness;
  private boolean reaped;
  private boolean peakWasRead;
  private long peakRssKib;

  WorkerProcess(WorkerPlace place, SpawnResult.Spawned spawned, WorkerProcesses all) {
    Poller poller = all.poller;
    this.place = place;
    this.pid = spawned.pid();
    this.all = all;
    this.events = all.events;
    this.stdin = new WorkerInput(poller, new FileDescriptor(spawned.stdinFd()), this);
    this.stdout =
        new WorkerOutput(
            poller, new FileDescriptor(spawned.stdoutFd()), this, all.partialMessageBudget);
    this.stderr =
        new WorkerText(
            poller,
            new FileDescriptor(spawned.stderrFd()),
            line -> events.post(this.place.stderr(line)));
    Optional<WorkerText> status = Optional.empty();
    if (spawned.statusFd().isPresent()) {
      FileDescriptor fd = new FileDescriptor(spawned.statusFd().getAsInt());
      status =
          Optional.of(
              new WorkerText(poller, fd, line -> this.place.status(line).ifPresent(events::post)));
    }
    this.status = status;
    this.death =
        new ProcessEnd(
            poller,
            new FileDescriptor(spawned.pidFd()),
            () -> {
              var _ = reap();
            });
  }

  void begin() {
    death.watch(Watch.INPUT);
    stdout.watch(Watch.INPUT);
    stderr.watch(Watch.INPUT);
    status.ifPresent(pipe -> pipe.watch(Watch.INPUT));
  }

  void send(String line) {
    if (stdout.look()) {
      stdin.send((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  int pid() {
    return pid;
  }

  /** Gives a worker that was loaded outside the slots its slot. */
  void takeSlot(int slot) {
    place = new WorkerPlace.InSlot(slot);
  }

  /** Watches until the worker has loaded the program; it must not have been given a request. */
  void awaitReady(ReadinessWatch watch) {
    readiness = watch;
    watch.begin();
  }

  private void stopReadiness() {
    if (readiness != null) {
      readiness.stop();
      readiness = null;
    }
  }

  void isReady(ReadySign sign) {
    stopReadiness();
    events.post(place.ready(sign));
  }

  /** Writes the probe line, whose answer is swallowed; returns whether that succeeded. */
  boolean sendProbe(String probe) {
    return !stdout.isClosed()
        && stdout.look()
        && stdin.sendProbe((probe + "\n").getBytes(StandardCharsets.ISO_8859_1))
        && stdout.expectProbeAnswer();
  }

  /** Handles the complete line that answers the probe. */
  void probeAnswered(boolean moreFollowed) {
    if (moreFollowed) {
      stdout.ignore();
      outOfStep("output after the answer to the probe line");
    } else {
      isReady(ReadySign.ANSWERED_PROBE);
    }
  }

  /** Returns whether all that was written to the worker is read, and nothing came back. */
  boolean isSilentAfterReading() {
    return stdin.isAllRead() && stdout.isStillWaiting();
  }

  Examiner.Target target(int slot) {
    return new Examiner.Target(slot, pid);
  }

  void closeStdin() {
    stopReadiness();
    readPeak();
    stdin.discard();
  }

  void signal(WorkerSignal signal) {
    if (reaped) {
      return;
    }
    switch (signal) {
      case CONTINUE -> Processes.signal(pid, SignalName.CONT);
      case TERMINATE -> {
        stopReadiness();
        readPeak();
        Processes.signal(pid, SignalName.TERM);
      }
      case KILL_GROUP -> Processes.signalGroup(pid, SignalName.KILL);
    }
  }

  /** Handles a complete line, the answer to the pending request. */
  void answered(String line, boolean moreFollowed) {
    // Output written before the answer belongs to this request.
    status.ifPresent(WorkerText::readIfOpen);
    if (stderr.hasSpoken()) {
      stderr.readIfOpen();
    }
    if (!peakWasRead) {
      readPeak();
    }
    // The rest of a partly read request would run into the next one.
    boolean outOfStep = moreFollowed || !stdin.isIdle();
    stdin.answered();
    if (outOfStep) {
      stdout.ignore();
    }
    if (place instanceof WorkerPlace.InSlot(int slot)) {
      events.post(new Event.WorkerAnswered(slot, line, outOfStep));
    }
  }

  void outOfStep(String what) {
    stopReadiness();
    events.post(place.outOfStep(what));
  }

  void outputEnded() {
    place.outputEnded().ifPresent(events::post);
  }

  /** A request was written, at least in part. */
  void expectAnswer() {
    stdout.expectAnswer();
  }

  void requestTaken() {
    if (place instanceof WorkerPlace.InSlot(int slot)) {
      events.post(new Event.RequestTaken(slot));
    }
  }

  void requestStalled() {
    if (place instanceof WorkerPlace.InSlot(int slot)) {
      events.post(new Event.RequestStalled(slot));
    }
  }

  void refused(String reason) {
    if (place instanceof WorkerPlace.InSlot(int slot)) {
      events.post(new Event.RequestRefused(slot, reason));
    }
  }

  /**
   * Reads the peak memory; the kernel's own count is too high, since it starts with the memory of
   * the daemon.
   */
  private void readPeak() {
    peakWasRead = true;
    peakRssKib = Math.max(peakRssKib, Processes.peakRssKib(pid).orElse(0));
  }

  /** Reaps the process if it is dead; returns whether it is gone. */
  boolean reap() {
    if (!reaped) {
      switch (Processes.reap(pid)) {
        case ChildState.Running() -> {}
        case ChildState.Exited(int exitStatus, ChildUsage usage) ->
            gone(new WorkerExit.Exited(exitStatus), usageOf(usage));
        case ChildState.Signalled(int signal, ChildUsage usage) ->
            gone(new WorkerExit.Signalled(signal), usageOf(usage));
        // No other code reaps children; in any case the process is gone.
        case ChildState.Unknown() -> gone(new WorkerExit.Exited(0), ResourceUsage.NONE);
      }
    }
    return reaped;
  }

  /** Notifies the pool, after reading all remaining output of the process. */
  private void gone(WorkerExit exit, ResourceUsage usage) {
    reaped = true;
    stopReadiness();
    boolean requestUnread = stdin.isRequestUnread();
    stderr.readToEnd();
    status.ifPresent(WorkerText::readToEnd);
    Optional<String> lastAnswer = stdout.lastAnswer();
    stdin.discard();
    stdout.discard();
    stderr.discard();
    status.ifPresent(Watch::discard);
    death.discard();
    all.gone(pid, place);
    events.post(place.exited(exit, usage, requestUnread, lastAnswer));
  }

  private ResourceUsage usageOf(ChildUsage usage) {
    return new ResourceUsage(
        usage.userMicros(),
        usage.systemMicros(),
        usage.swaps(),
        usage.majorFaults(),
        usage.minorFaults(),
        peakRssKib > 0 ? peakRssKib : usage.maxRssKib(),
        usage.blocksIn(),
        usage.blocksOut());
  }
}
