package dev.tidegate.daemon.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** This process and its children: who they are, how they ended, signals to them. */
public final class Processes {
  private static final MemorySegment GETPID = Libc.find("getpid");
  private static final MemorySegment SETSID = Libc.find("setsid");
  private static final MemorySegment KILL = Libc.find("kill");
  private static final MemorySegment WAIT4 = Libc.find("wait4");
  private static final MemorySegment SYSCALL = Libc.find("syscall");
  // The C library has a function of its own for it only since 2.36; the number is the same on all
  // machines.
  private static final int SYS_PIDFD_OPEN = 434;
  private static final int WNOHANG = 1;
  private static final int RUSAGE_BYTES = 144;
  private static final int MICROS_PER_SECOND = 1_000_000;

  private Processes() {}

  /** What became of a child. */
  public sealed interface ChildState {
    /** It lives. */
    record Running() implements ChildState {}

    /** It called exit; it is reaped. */
    record Exited(int status, ChildUsage usage) implements ChildState {}

    /** A signal ended it; it is reaped. */
    record Signalled(int signal, ChildUsage usage) implements ChildState {}

    /** There is no such child: somebody else has reaped it. */
    record Unknown() implements ChildState {}
  }

  /**
   * What a child used up, as getrusage(2) counts it.
   *
   * @param maxRssKib the most memory it held; after posix_spawn this is never less than what this
   *     process held at that moment, so it is right only for children that grow larger than we are
   */
  public record ChildUsage(
      long userMicros,
      long systemMicros,
      long maxRssKib,
      long minorFaults,
      long majorFaults,
      long swaps,
      long blocksIn,
      long blocksOut) {}

  /** Returns the number of this process. */
  public static int ownPid() {
    return Libc.call(GETPID).asInt();
  }

  /** Leaves the terminal and the process group of the caller. */
  public static void startSession() throws PosixException {
    Libc.call(SETSID).orThrow("setsid");
  }

  /** Returns a descriptor that is readable once the process has ended; it is closed on exec. */
  public static int openPidFd(int pid) throws PosixException {
    return Libc.call(SYSCALL, SYS_PIDFD_OPEN, pid, 0).orThrow("pidfd_open " + pid);
  }

  /** Sends a signal to a process; returns false when it is gone. */
  public static boolean signal(int pid, SignalName signal) {
    return !Libc.call(KILL, pid, signal.number()).failed();
  }

  /** Sends a signal to a process group; returns false when nobody is left in it. */
  public static boolean signalGroup(int processGroup, SignalName signal) {
    return !Libc.call(KILL, -processGroup, signal.number()).failed();
  }

  /** Reaps a child if it has ended; never waits. */
  public static ChildState reap(int pid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(JAVA_INT);
      MemorySegment usage = arena.allocate(RUSAGE_BYTES, 8);
      Libc.Result result = Libc.call(WAIT4, pid, status.address(), WNOHANG, usage.address());
      if (result.failed()) {
        return new ChildState.Unknown();
      }
      if (result.asInt() == 0) {
        return new ChildState.Running();
      }
      int bits = status.get(JAVA_INT, 0);
      int signal = bits & 0x7f;
      return signal == 0
          ? new ChildState.Exited((bits >> 8) & 0xff, usage(usage))
          : new ChildState.Signalled(signal, usage(usage));
    }
  }

  private static ChildUsage usage(MemorySegment rusage) {
    return new ChildUsage(
        word(rusage, 0) * MICROS_PER_SECOND + word(rusage, 1),
        word(rusage, 2) * MICROS_PER_SECOND + word(rusage, 3),
        word(rusage, 4),
        word(rusage, 8),
        word(rusage, 9),
        word(rusage, 10),
        word(rusage, 11),
        word(rusage, 12));
  }

  private static long word(MemorySegment rusage, int index) {
    return rusage.getAtIndex(JAVA_LONG, index);
  }

  /**
   * Returns the most memory that a living process has held, KiB; empty once it has ended.
   *
   * <p>Costs the kernel some microseconds: to be asked before a worker is told to go and now and
   * then, not at every request.
   */
  public static OptionalLong peakRssKib(int pid) {
    try {
      String status =
          Files.readString(Path.of("/proc/" + pid + "/status"), StandardCharsets.ISO_8859_1);
      return status
          .lines()
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst();
    } catch (IOException gone) {
      return OptionalLong.empty();
    }
  }
}
