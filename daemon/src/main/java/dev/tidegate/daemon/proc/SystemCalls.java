package dev.tidegate.daemon.proc;

import java.util.Map;
import java.util.Set;

/** Names of the system calls in which a worker is likely to block, on x86-64. */
final class SystemCalls {
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(0, "read"),
          Map.entry(1, "write"),
          Map.entry(2, "open"),
          Map.entry(3, "close"),
          Map.entry(7, "poll"),
          Map.entry(17, "pread64"),
          Map.entry(19, "readv"),
          Map.entry(20, "writev"),
          Map.entry(23, "select"),
          Map.entry(34, "pause"),
          Map.entry(35, "nanosleep"),
          Map.entry(42, "connect"),
          Map.entry(43, "accept"),
          Map.entry(44, "sendto"),
          Map.entry(45, "recvfrom"),
          Map.entry(46, "sendmsg"),
          Map.entry(47, "recvmsg"),
          Map.entry(61, "wait4"),
          Map.entry(72, "fcntl"),
          Map.entry(73, "flock"),
          Map.entry(74, "fsync"),
          Map.entry(75, "fdatasync"),
          Map.entry(82, "rename"),
          Map.entry(87, "unlink"),
          Map.entry(130, "rt_sigsuspend"),
          Map.entry(202, "futex"),
          Map.entry(219, "restart_syscall"),
          Map.entry(230, "clock_nanosleep"),
          Map.entry(232, "epoll_wait"),
          Map.entry(247, "waitid"),
          Map.entry(257, "openat"),
          Map.entry(270, "pselect6"),
          Map.entry(271, "ppoll"),
          Map.entry(281, "epoll_pwait"),
          Map.entry(288, "accept4"));

  /** System calls whose first argument is a descriptor. */
  private static final Set<String> ON_DESCRIPTOR =
      Set.of(
          "read",
          "write",
          "close",
          "pread64",
          "readv",
          "writev",
          "connect",
          "accept",
          "sendto",
          "recvfrom",
          "sendmsg",
          "recvmsg",
          "fcntl",
          "flock",
          "fsync",
          "fdatasync",
          "accept4");

  /** Number of read(2) on the machine that this runs on. */
  private static final int READ = System.getProperty("os.arch", "").equals("aarch64") ? 63 : 0;

  private SystemCalls() {}

  /** Returns whether a system call is read(2), on every supported machine. */
  static boolean isRead(int number) {
    return number == READ;
  }

  /** Returns the name of a system call, or its number. */
  static String name(int number) {
    return NAMES.getOrDefault(number, "system call " + number);
  }

  /** Returns whether the first argument of the named system call is a descriptor. */
  static boolean isOnDescriptor(String name) {
    return ON_DESCRIPTOR.contains(name);
  }
}
