package dev.tidegate.daemon.posix;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Resource limits of this process and its children, by prlimit(2). */
public final class Limits {
  private static final MemorySegment PRLIMIT = Libc.find("prlimit64");

  /** No limit. */
  public static final long UNLIMITED = -1;

  private Limits() {}

  /** Resources used here. */
  public enum Resource {
    DATA(2),
    RESIDENT_SET(5),
    PROCESSES(6),
    DESCRIPTORS(7),
    ADDRESS_SPACE(9);

    private final int number;

    Resource(int number) {
      this.number = number;
    }
  }

  /**
   * Pair of limits in the resource's unit, bytes or a count; {@link #UNLIMITED} for none.
   *
   * @param soft effective limit
   * @param hard limit up to which an unprivileged process may raise the soft one
   */
  public record Limit(long soft, long hard) {
    /** Returns this limit with both values reduced to a bound. */
    public Limit atMost(long bound) {
      return new Limit(lower(soft, bound), lower(hard, bound));
    }

    private static long lower(long value, long bound) {
      return Long.compareUnsigned(value, bound) < 0 ? value : bound;
    }
  }

  /** Limit to set. */
  public record Setting(Resource resource, Limit limit) {}

  /** Returns a limit of this process. */
  public static Limit own(Resource resource) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment old = arena.allocate(JAVA_LONG, 2);
      Libc.call(PRLIMIT, 0, resource.number, 0, old.address()).orThrow("prlimit " + resource);
      return new Limit(old.getAtIndex(JAVA_LONG, 0), old.getAtIndex(JAVA_LONG, 1));
    }
  }

  /** Sets a limit of a process; pid 0 is this process. */
  public static void set(int pid, Setting setting) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment wanted = arena.allocate(JAVA_LONG, 2);
      wanted.setAtIndex(JAVA_LONG, 0, setting.limit.soft);
      wanted.setAtIndex(JAVA_LONG, 1, setting.limit.hard);
      Libc.call(PRLIMIT, pid, setting.resource.number, wanted.address())
          .orThrow("prlimit " + setting.resource);
    }
  }
}
