package dev.tidegate.daemon.startup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Environment variables of a service manager, by sd_notify(3), sd_watchdog_enabled(3) and
 * sd_listen_fds(3).
 *
 * @param notifySocket path of its notification socket
 * @param watchdogNanos watchdog timeout, 0 for none
 * @param sockets descriptors passed on
 * @param warnings malformed values, which are ignored
 */
public record ServiceEnvironment(
    Optional<String> notifySocket,
    long watchdogNanos,
    List<Passed> sockets,
    List<String> warnings) {
  private static final int FIRST_FD = 3;

  /** Maximum number of sockets: the launcher uses the descriptors from 8 on. */
  static final int MOST_SOCKETS = 5;

  private static final int MOST_PATH_BYTES = 107;
  private static final long NANOS_PER_MICRO = 1_000;

  /**
   * Descriptor passed on.
   *
   * @param fd descriptor
   * @param name name given by the manager; empty if none
   */
  public record Passed(int fd, Optional<String> name) {}

  /**
   * Parses the environment.
   *
   * @param environment {@code NAME=VALUE}
   * @param pids pid of this process and of the launcher that started it
   */
  static ServiceEnvironment read(List<String> environment, Set<Integer> pids)
      throws StartupFailure {
    List<String> warnings = new ArrayList<>();
    return new ServiceEnvironment(
        notifySocket(environment, warnings),
        isForOther(environment, "WATCHDOG_PID", pids) ? 0 : watchdogNanos(environment, warnings),
        value(environment, "LISTEN_PID").isEmpty() || isForOther(environment, "LISTEN_PID", pids)
            ? List.of()
            : sockets(environment),
        List.copyOf(warnings));
  }

  private static Optional<String> notifySocket(List<String> environment, List<String> warnings) {
    Optional<String> path = value(environment, "NOTIFY_SOCKET");
    if (path.isEmpty()) {
      return path;
    }
    boolean hasPlace = path.get().startsWith("/") || path.get().startsWith("@");
    int bytes = path.get().length();
    if (!hasPlace || bytes < 2 || bytes > MOST_PATH_BYTES) {
      warnings.add(
          "NOTIFY_SOCKET="
              + path.get()
              + " is ignored: it must be a path, or @ and an abstract name, of at most "
              + MOST_PATH_BYTES
              + " bytes");
      return Optional.empty();
    }
    return path;
  }

  private static long watchdogNanos(List<String> environment, List<String> warnings) {
    Optional<String> micros = value(environment, "WATCHDOG_USEC");
    if (micros.isEmpty()) {
      return 0;
    }
    // Fifteen digits are thirty years, and in nanoseconds still fit into a long.
    if (!micros.get().matches("0*[1-9][0-9]{0,14}")) {
      warnings.add(
          "WATCHDOG_USEC=" + micros.get() + " is ignored: it must be a number of microseconds");
      return 0;
    }
    return Long.parseLong(micros.get()) * NANOS_PER_MICRO;
  }

  private static List<Passed> sockets(List<String> environment) throws StartupFailure {
    String count = value(environment, "LISTEN_FDS").orElse("0");
    if (!count.matches("[0-9]{1,9}") || Integer.parseInt(count) > MOST_SOCKETS) {
      throw new StartupFailure(
          "LISTEN_FDS="
              + count
              + " from the service manager: 0 to "
              + MOST_SOCKETS
              + " sockets can be taken over");
    }
    Optional<String> list = value(environment, "LISTEN_FDNAMES");
    String[] names = list.orElse("").split(":", -1);
    int sockets = Integer.parseInt(count);
    if (list.isPresent() && sockets > 0 && names.length != sockets) {
      throw new StartupFailure(
          "LISTEN_FDNAMES="
              + list.get()
              + " from the service manager has "
              + names.length
              + " names for LISTEN_FDS="
              + count
              + " sockets");
    }
    List<Passed> passed = new ArrayList<>();
    for (int i = 0; i < sockets; i++) {
      Optional<String> name =
          Optional.of(i < names.length ? names[i] : "").filter(ServiceEnvironment::isGiven);
      passed.add(new Passed(FIRST_FD + i, name));
    }
    return List.copyOf(passed);
  }

  /** Returns whether the name was configured: the default is the unit's name or "unknown". */
  private static boolean isGiven(String name) {
    return !name.isEmpty() && !name.equals("unknown") && !name.endsWith(".socket");
  }

  private static boolean isForOther(List<String> environment, String name, Set<Integer> pids) {
    Optional<String> pid = value(environment, name);
    return pid.isPresent() && pids.stream().noneMatch(each -> pid.get().equals(each.toString()));
  }

  private static Optional<String> value(List<String> environment, String name) {
    String start = name + "=";
    return environment.stream()
        .filter(entry -> entry.startsWith(start))
        .findFirst()
        .map(entry -> entry.substring(start.length()));
  }
}
