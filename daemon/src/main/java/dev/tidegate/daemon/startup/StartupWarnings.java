package dev.tidegate.daemon.startup;

import dev.tidegate.daemon.journal.Journal;
import dev.tidegate.daemon.options.HeapBudget;
import dev.tidegate.daemon.options.Options;
import dev.tidegate.daemon.posix.PosixException;
import dev.tidegate.daemon.posix.PosixFiles;
import dev.tidegate.pool.values.LogLevel;

/** Warnings logged at the start about settings that cannot work or limits that do not suffice. */
final class StartupWarnings {
  private static final long MIB = 1 << 20;

  private final Journal journal;
  private final Options options;
  private final int workers;

  StartupWarnings(Journal journal, Options options) {
    this.journal = journal;
    this.options = options;
    this.workers = options.pool().maxWorkers();
  }

  void onTheFilter() {
    try {
      PosixFiles.checkExecutable(options.worker().program());
    } catch (PosixException failure) {
      journal.log(
          LogLevel.ERR,
          "Filter program "
              + options.worker().program()
              + " cannot be executed ("
              + failure.reason()
              + "); no worker can start until this is fixed");
    }
  }

  void on(DescriptorBudget budget) {
    String text =
        "Descriptor limit "
            + budget.limit()
            + " allows "
            + budget.workersPossible()
            + " workers and "
            + budget.clients()
            + " clients";
    if (budget.suffices()) {
      journal.log(LogLevel.INFO, text);
    } else {
      journal.log(
          LogLevel.WARNING,
          text + ": too few for " + workers + " workers; raise the limit (ulimit -n)");
    }
  }

  void on(ProcessBudget budget) {
    if (budget.workersPossible() < workers) {
      journal.log(
          LogLevel.WARNING,
          "Process limit "
              + budget.limit()
              + " allows "
              + budget.workersPossible()
              + " workers: too few for "
              + workers
              + "; raise the limit (ulimit -u, TasksMax)");
    }
  }

  void on(HeapBudget budget) {
    journal.log(
        LogLevel.INFO,
        "Heap of "
            + budget.heapBytes() / MIB
            + " MiB allows "
            + budget.connections()
            + " connections, "
            + budget.requestBytes() / MIB
            + " MiB of requests and "
            + budget.listenerEvents()
            + " events for listeners");
  }
}
