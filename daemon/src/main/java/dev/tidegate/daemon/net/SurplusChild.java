package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.Poller;
import dev.tidegate.daemon.posix.Processes;
import dev.tidegate.daemon.posix.Processes.ChildState;
import dev.tidegate.daemon.posix.SignalName;
import java.util.concurrent.TimeUnit;

/** A child that belongs to no slot: it is killed and reaped, which the pool does not see. */
final class SurplusChild {
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Poller poller;
  private final int pid;
  private final Runnable gone;

  SurplusChild(Poller poller, int pid, Runnable gone) {
    this.poller = poller;
    this.pid = pid;
    this.gone = gone;
  }

  void end() {
    // In a group of its own, perhaps with children of its own; or not yet.
    Processes.makeGroup(pid);
    Processes.signalGroup(pid, SignalName.KILL);
    Processes.signal(pid, SignalName.KILL);
    reap(FIRST_PAUSE_NANOS);
  }

  /** By the clock, since a descriptor to wait for may be just what is missing. */
  private void reap(long pauseNanos) {
    if (Processes.reap(pid) instanceof ChildState.Running) {
      poller.after(pauseNanos, () -> reap(Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS)));
    } else {
      gone.run();
    }
  }
}
