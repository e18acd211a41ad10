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
import dev.tidegate.pool.values.ResourceUsage;
import dev.tidegate.pool.values.WorkerExit;
import dev.tidegate.pool.values.WorkerSignal;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A worker process from its start until it is reaped: its pipes and its end. */
final class WorkerProcess {
  private final int slot;
  private final int pid;
  private final WorkerProcesses all;
  private final EventSink events;
  private final Stdin stdin;
  private final WorkerOutput stdout;
  private final WorkerText stderr;
  private final Optional<WorkerText> status;
  private final Watch death;
  private boolean reaped;
  private boolean peakWasRead;
  private long peakRssKib;

  WorkerProcess(int slot, SpawnResult.Spawned spawned, WorkerProcesses all) {
    Poller poller = all.poller;
    this.slot = slot;
    this.pid = spawned.pid();
    this.all = all;
    this.events = all.events;
    this.stdin = new Stdin(poller, new FileDescriptor(spawned.stdinFd()));
    this.stdout =
        new WorkerOutput(
            poller, new FileDescriptor(spawned.stdoutFd()), this, all.partialMessageBudget);
    this.stderr =
        new WorkerText(
            poller,
            new FileDescriptor(spawned.stderrFd()),
            line -> events.post(new Event.WorkerStderr(slot, line)));
    Optional<WorkerText> status = Optional.empty();
    if (spawned.statusFd().isPresent()) {
      FileDescriptor fd = new FileDescriptor(spawned.statusFd().getAsInt());
      status =
          Optional.of(
              new WorkerText(poller, fd, line -> events.post(new Event.WorkerStatus(slot, line))));
    }
    this.status = status;
    this.death = new Death(poller, new FileDescriptor(spawned.pidFd()));
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

  Examiner.Target target() {
    return new Examiner.Target(slot, pid);
  }

  void closeStdin() {
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
    if (outOfStep) {
      stdout.ignore();
    }
    events.post(new Event.WorkerAnswered(slot, line, outOfStep));
  }

  void outOfStep(String what) {
    events.post(new Event.WorkerOutOfStep(slot, what));
  }

  void outputEnded() {
    events.post(new Event.WorkerOutputEnded(slot));
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
  private boolean reap() {
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
    stderr.readToEnd();
    status.ifPresent(WorkerText::readToEnd);
    Optional<String> lastAnswer = stdout.lastAnswer();
    stdin.discard();
    stdout.discard();
    stderr.discard();
    status.ifPresent(Watch::discard);
    death.discard();
    all.gone(slot);
    events.post(new Event.WorkerExited(slot, exit, usage, lastAnswer));
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

  /** Watches for the end of the process. */
  private final class Death extends Watch {
    Death(Poller poller, FileDescriptor pidfd) {
      super(poller, pidfd);
    }

    @Override
    protected void ready(int bits) {
      reap();
    }
  }

  /** Writes requests to the worker. */
  private final class Stdin extends Watch {
    private final Outgoing outgoing;

    Stdin(Poller poller, FileDescriptor fd) {
      super(poller, fd);
      this.outgoing = new Outgoing(poller, fd);
    }

    boolean isIdle() {
      return outgoing.isEmpty();
    }

    void send(byte[] request) {
      if (isClosed()) {
        refuse("its stdin is closed");
        return;
      }
      try {
        if (outgoing.write(request)) {
          stdout.expectAnswer();
          events.post(new Event.RequestTaken(slot));
        } else {
          stdout.expectAnswer();
          watch(ROOM);
          events.post(new Event.RequestStalled(slot));
        }
      } catch (IOException failure) {
        failed(failure);
      }
    }

    @Override
    protected void ready(int bits) {
      if (outgoing.isEmpty()) {
        return;
      }
      try {
        if (outgoing.resume()) {
          watch(NOTHING);
          events.post(new Event.RequestTaken(slot));
        }
      } catch (IOException failure) {
        failed(failure);
      }
    }

    private void failed(IOException failure) {
      outgoing.forget();
      discard();
      if (!reap()) {
        refuse(String.valueOf(failure.getMessage()));
      }
    }

    private void refuse(String reason) {
      events.post(new Event.RequestRefused(slot, reason));
    }
  }
}
