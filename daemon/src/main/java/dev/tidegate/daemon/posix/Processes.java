package dev.tidegate.daemon.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/** This process and its children: ids, exit states, signals. */
public final class Processes {
  private static final MemorySegment GETPID = Libc.find("getpid");
  private static final MemorySegment SETSID = Libc.find("setsid");
  private static final MemorySegment KILL = Libc.find("kill");
  private static final MemorySegment WAIT4 = Libc.find("wait4");
  private static final MemorySegment SYSCALL = Libc.find("syscall");
  private static final MemorySegment WAITID = Libc.find("waitid");
  private static final MemorySegment SETPGID = Libc.find("setpgid");
  // The C library has a wrapper only since 2.36; the number is the same on all machines.
  private static final int SYS_PIDFD_OPEN = 434;
  private static final int WNOHANG = 1;
  private static final int WEXITED = 4;
  private static final int WNOWAIT = 0x01000000;
  private static final int P_PID = 1;
  private static final int SIGINFO_BYTES = 128;
  private static final int RUSAGE_BYTES = 144;
  private static final int MICROS_PER_SECOND = 1_000_000;

  private Processes() {}

  /** State of a child. */
  public sealed interface ChildState {
    /** It is running. */
    record Running() implements ChildState {}

    /** It exited; it is reaped. */
    record Exited(int status, ChildUsage usage) implements ChildState {}

    /** A signal ended it; it is reaped. */
    record Signalled(int signal, ChildUsage usage) implements ChildState {}

    /** There is no such child: it was reaped by other code. */
    record Unknown() implements ChildState {}
  }

  /**
   * Resources used by a child, as in getrusage(2).
   *
   * @param maxRssKib peak resident memory, in KiB; after posix_spawn at least the size of this
   *     process at that moment, so it is valid only for children that grow larger than this process
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

  /** Returns the pid of this process. */
  public static int ownPid() {
    return Libc.call(GETPID).asInt();
  }

  /** Leaves the terminal and the process group of the caller. */
  public static void startSession() throws PosixException {
    Libc.call(SETSID).orThrow("setsid");
  }

  /** Returns a descriptor that becomes readable when the process ends; it is close-on-exec. */
  public static int openPidFd(int pid) throws PosixException {
    return Libc.call(SYSCALL, SYS_PIDFD_OPEN, pid, 0).orThrow("pidfd_open " + pid);
  }

  /** Sends a signal to a process; returns false if it is gone. */
  public static boolean signal(int pid, SignalName signal) {
    return !Libc.call(KILL, pid, signal.number()).failed();
  }

  /** Sends a signal to a process group; returns false if it is empty. */
  public static boolean signalGroup(int processGroup, SignalName signal) {
    return !Libc.call(KILL, -processGroup, signal.number()).failed();
  }

  /** Returns whether a process, alive or not yet reaped, is a child of this one. */
  public static boolean isOwnChild(int pid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment info = arena.allocate(SIGINFO_BYTES, 8);
      return !Libc.call(WAITID, P_PID, pid, info.address(), WEXITED | WNOWAIT | WNOHANG, 0)
          .failed();
    }
  }

  /** Gives a child that has not executed a program a process group of its own. */
  public static void makeGroup(int pid) {
    Libc.call(SETPGID, pid, pid);
  }

  /**
   * Returns the children of the calling thread, alive or not yet reaped: those that it has started,
   * and those that these have forked as children of their own parent.
   */
  public static List<Integer> children() {
    try {
      String pids = Files.readString(Path.of("/proc/thread-self/children"));
      return pids.isBlank()
          ? List.of()
          : Arrays.stream(pids.strip().split(" ", -1)).map(Integer::valueOf).toList();
    } catch (IOException notInThisKernel) {
      return ProcessHandle.current().children().map(child -> (int) child.pid()).toList();
    }
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
   * Returns the peak resident memory of a running process, in KiB; empty once it has ended.
   *
   * <p>Takes the kernel some microseconds: call it before a worker is asked to exit and
   * occasionally, not per request.
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
