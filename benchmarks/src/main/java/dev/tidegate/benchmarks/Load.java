package dev.tidegate.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What one stretch of load completed, and what it cost the generator itself. */
record Load(
    long answered,
    long refused,
    long wrong,
    long elapsedNanos,
    long ownCpuNanos,
    Histogram latenciesNanos) {

  double requestsPerSecond() {
    return answered * (double) TimeUnit.SECONDS.toNanos(1) / elapsedNanos;
  }

  double refusedPerSecond() {
    return refused * (double) TimeUnit.SECONDS.toNanos(1) / elapsedNanos;
  }

  double micros(double percentile) {
    return latenciesNanos.getValueAtPercentile(percentile) / 1e3;
  }

  /** Counts a stretch of load while it goes on, in the thread that makes it. */
  static final class Counter {
    private final Histogram latenciesNanos = new Histogram(3);
    private final long cpuBefore = threadCpuNanos();
    private final long startNanos = System.nanoTime();
    private long answered;
    private long refused;
    private long wrong;

    long startNanos() {
      return startNanos;
    }

    /** Only requests that were answered have a latency. */
    void add(Requests.Outcome outcome, long latencyNanos) {
      switch (outcome) {
        case ANSWERED -> {
          answered++;
          latenciesNanos.recordValue(Math.max(0, latencyNanos));
        }
        case REFUSED -> refused++;
        case WRONG -> wrong++;
      }
    }

    Load load() {
      return new Load(
          answered,
          refused,
          wrong,
          System.nanoTime() - startNanos,
          threadCpuNanos() - cpuBefore,
          latenciesNanos);
    }

    private static long threadCpuNanos() {
      return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
  }
}
