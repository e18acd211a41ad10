package dev.tidegate.daemon.startup;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Environment of workers: that of the daemon's start, without the variables meant for the daemon
 * alone.
 */
final class WorkerEnvironment {
  /** Character with which the launcher replaces a newline. */
  private static final char NEWLINE = '\1';

  private WorkerEnvironment() {}

  static List<String> from(RawArguments words) {
    Set<String> changed = Set.of(words.launcherProperty("launched").orElse("").split(" ", -1));
    List<String> kept = new ArrayList<>();
    for (String entry : words.environment()) {
      if (!changed.contains(nameOf(entry)) && !isServiceManagers(nameOf(entry))) {
        kept.add(entry);
      }
    }
    words
        .launcherProperties("shell.")
        .map(entry -> entry.replace(NEWLINE, '\n'))
        .forEach(kept::add);
    return kept;
  }

  private static String nameOf(String entry) {
    int equals = entry.indexOf('=');
    return equals < 0 ? entry : entry.substring(0, equals);
  }

  /**
   * Returns whether a variable is the service manager's: a worker must not notify it in the
   * daemon's name.
   */
  private static boolean isServiceManagers(String name) {
    return name.equals("NOTIFY_SOCKET")
        || name.startsWith("WATCHDOG_")
        || name.startsWith("LISTEN_");
  }
}
