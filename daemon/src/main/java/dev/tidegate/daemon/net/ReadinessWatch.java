package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.Poller;
import dev.tidegate.daemon.proc.Examiner;
import dev.tidegate.daemon.proc.WaitState;
import dev.tidegate.pool.values.ReadySign;
import java.util.concurrent.TimeUnit;

/**
 * Watches one worker until it has loaded the program.
 *
 * <p>/proc is read away from the loop, as the kernel may make a reader wait for an exec. Once the
 * probe line is written, nothing but its answer makes the worker ready: otherwise a late answer
 * would be taken for that of the first request.
 */
final class ReadinessWatch {
  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long PROBE_AFTER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long LIVED_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Time for another thread or process of the worker to answer the probe line that it has read. */
  private static final long SILENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final long NOT_SILENT = Long.MAX_VALUE;

  private final Poller poller;
  private final Examiner examiner;
  private final WorkerProcess worker;
  private final String probe;
  private final long beganNanos = System.nanoTime();
  private long pauseNanos = FIRST_PAUSE_NANOS;
  private boolean probeIsWritten;
  private long silentSinceNanos = NOT_SILENT;
  private boolean stopped;

  /**
   * Creates it.
   *
   * @param probe probe line, empty for none
   */
  ReadinessWatch(Poller poller, Examiner examiner, WorkerProcess worker, String probe) {
    this.poller = poller;
    this.examiner = examiner;
    this.worker = worker;
    this.probe = probe;
  }

  void begin() {
    look();
  }

  void stop() {
    stopped = true;
  }

  private void look() {
    if (!stopped) {
      examiner.readWaitState(worker.pid(), this::seen);
    }
  }

  private void seen(WaitState state) {
    if (stopped) {
      return;
    }
    if (probeIsWritten) {
      judgeSilence(state);
    } else {
      judge(state, System.nanoTime() - beganNanos);
    }
    if (!stopped) {
      poller.after(pauseNanos, this::look);
      pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
    }
  }

  private void judge(WaitState state, long livedNanos) {
    if (state == WaitState.READS_STDIN) {
      worker.isReady(ReadySign.READS_STDIN);
    } else if (!probe.isEmpty()) {
      if (state == WaitState.UNREADABLE || livedNanos >= PROBE_AFTER_NANOS) {
        sendProbe();
      }
    } else if (state == WaitState.UNREADABLE && livedNanos >= LIVED_NANOS) {
      worker.isReady(ReadySign.LIVED);
    }
  }

  private void sendProbe() {
    probeIsWritten = worker.sendProbe(probe);
    if (probeIsWritten || stopped) {
      return;
    }
    // Its stdin or stdout is closed: it is about to end, or will never take a request.
    long nowNanos = System.nanoTime();
    if (silentSinceNanos == NOT_SILENT) {
      silentSinceNanos = nowNanos;
    } else if (nowNanos - silentSinceNanos >= SILENCE_NANOS) {
      worker.outOfStep("it cannot be given the probe line");
    }
  }

  /** A worker that has read the probe line and waits for the next one will not answer any more. */
  private void judgeSilence(WaitState state) {
    long nowNanos = System.nanoTime();
    if (state != WaitState.READS_STDIN || !worker.isSilentAfterReading()) {
      silentSinceNanos = NOT_SILENT;
    } else if (silentSinceNanos == NOT_SILENT) {
      silentSinceNanos = nowNanos;
    } else if (nowNanos - silentSinceNanos >= SILENCE_NANOS) {
      worker.outOfStep("it read the probe line '" + probe + "' and did not answer (see --probe)");
    }
  }
}
