package dev.tidegate.daemon.startup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What workers inherit of our environment: what we were started with, less what is ours alone. */
final class WorkerEnvironment {
  /** Variables that a shell sets on its own; the launcher tells which of them it found, as what. */
  private static final Set<String> SHELL_NAMES = Set.of("PWD", "OLDPWD", "SHLVL", "_");

  private WorkerEnvironment() {}

  static List<String> from(LaunchWords words) {
    boolean launched = words.launcherProperty("launched").isPresent();
    List<String> kept = new ArrayList<>();
    for (String entry : words.environment()) {
      int equals = entry.indexOf('=');
      String name = equals < 0 ? entry : entry.substring(0, equals);
      if (launched && SHELL_NAMES.contains(name)) {
        Optional<String> original = words.launcherProperty("shell." + name);
        original.ifPresent(value -> kept.add(name + "=" + value));
      } else if (!isServiceManagers(name)) {
        kept.add(entry);
      }
    }
    return kept;
  }

  /** A worker that told the service manager something would speak in our name. */
  private static boolean isServiceManagers(String name) {
    return name.equals("NOTIFY_SOCKET")
        || name.startsWith("WATCHDOG_")
        || name.startsWith("LISTEN_");
  }
}
