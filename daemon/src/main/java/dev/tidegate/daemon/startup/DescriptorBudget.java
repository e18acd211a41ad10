package dev.tidegate.daemon.startup;

import dev.tidegate.daemon.journal.Journal;
import dev.tidegate.daemon.options.Options;
import dev.tidegate.pool.LogLevel;

/** How many workers and clients the limit of descriptors allows. */
record DescriptorBudget(long limit, int workers, long workersPossible, long clients) {
  /** The JVM, the loop, listening sockets, logs, and what a start of a worker needs meanwhile. */
  private static final int RESERVE = 64;

  /** stdin, stdout, stderr, and the one that tells of its death. */
  private static final int PER_WORKER = 4;

  /** Each busy worker has a client that waits, and as many again may be coming and going. */
  private static final int CLIENTS_PER_WORKER = 2;

  static DescriptorBudget of(Options options, long limit) {
    int workers = options.pool().maxWorkers();
    int perWorker = PER_WORKER + (options.worker().statusUpdates() ? 1 : 0);
    long usable = Math.max(0, limit - RESERVE);
    return new DescriptorBudget(
        limit, workers, usable / perWorker, Math.max(0, usable - (long) workers * perWorker));
  }

  /**
   * Returns how many connections may be open at a time: what the workers leave, but however many
   * workers are allowed, never less than half, as they may never all run.
   */
  int mostConnections() {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(clients, Math.max(0, limit - RESERVE) / 2));
  }

  void log(Journal journal) {
    boolean enough = clients >= (long) workers * CLIENTS_PER_WORKER;
    String text =
        "Descriptor limit "
            + limit
            + " allows "
            + Math.min(workers, workersPossible)
            + " workers and "
            + clients
            + " clients";
    if (enough) {
      journal.log(LogLevel.INFO, text);
    } else {
      journal.log(
          LogLevel.WARNING,
          text + ": too few for " + workers + " workers; raise the limit (ulimit -n)");
    }
  }
}
