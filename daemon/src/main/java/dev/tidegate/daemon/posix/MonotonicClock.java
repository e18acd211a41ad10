package dev.tidegate.daemon.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The system's monotonic clock, comparable between processes. */
public final class MonotonicClock {
  private static final MemorySegment CLOCK_GETTIME = Libc.find("clock_gettime");
  private static final int CLOCK_MONOTONIC = 1;

  private MonotonicClock() {}

  /** Returns microseconds since an arbitrary moment, the same for every process. */
  public static long micros() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment time = arena.allocate(JAVA_LONG, 2);
      Libc.call(CLOCK_GETTIME, CLOCK_MONOTONIC, time.address());
      return time.getAtIndex(JAVA_LONG, 0) * 1_000_000 + time.getAtIndex(JAVA_LONG, 1) / 1_000;
    }
  }
}
