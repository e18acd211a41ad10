package dev.tidegate.daemon.startup;

import dev.tidegate.daemon.options.Options;

/**
 * Number of workers and clients within the limit of descriptors.
 *
 * @param limit limit of descriptors
 * @param usable descriptors available for workers and clients
 * @param perWorker descriptors per worker
 * @param workers configured maximum number of workers
 */
record DescriptorBudget(long limit, long usable, int perWorker, int workers) {
  /**
   * Descriptors of the loop, and temporary ones: start of a worker, reopening of a log, inspection
   * of a process.
   */
  static final int MEANWHILE = 13;

  /**
   * Descriptors of processes that load the program: of a warm parent, the next one, and one that is
   * being ended, three each; or of two workers outside the slots, five each.
   */
  static final int LOADERS = 10;

  /** Sockets, logs, the time zone's rules. */
  private static final int START_UP = 7;

  /** Maximum number of connections reserved for the command sockets. */
  private static final int SPARE_FOR_QUESTIONS = 16;

  /** stdin, stdout, stderr and pidfd. */
  private static final int PER_WORKER = 4;

  /**
   * Each busy worker has a waiting client, and as many again may be connecting or disconnecting.
   */
  private static final int CLIENTS_PER_WORKER = 2;

  /**
   * Divides the descriptors that are not yet open.
   *
   * @param open number of descriptors that are open and stay so
   */
  static DescriptorBudget of(Options options, long limit, int open) {
    return new DescriptorBudget(
        limit,
        Math.max(0, limit - open - MEANWHILE - LOADERS),
        PER_WORKER + (options.worker().statusUpdates() ? 1 : 0),
        options.pool().maxWorkers());
  }

  /**
   * Fails unless one worker and its client fit in addition to the descriptors that start-up still
   * opens.
   */
  void require() throws StartupFailure {
    if (usable < START_UP + perWorker + 1) {
      throw new StartupFailure(
          "The descriptor limit of "
              + limit
              + " allows not even one worker and its client; raise it (ulimit -n)");
    }
  }

  /** Returns the number of workers that can run with one client each. */
  long workersPossible() {
    return Math.min(workers, mostWorkers());
  }

  /** Returns the number of workers that could run with one client each, if so many were wanted. */
  long mostWorkers() {
    return usable / (perWorker + 1);
  }

  /** Returns the number of clients possible with that many workers. */
  long clients() {
    return usable - workersPossible() * perWorker;
  }

  /**
   * Returns the maximum number of open connections: the descriptors not needed by workers, but at
   * least half, since not all workers may ever run; less the spare ones.
   */
  int mostConnections() {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(clients(), usable / 2) - spare());
  }

  /** Returns the number of further connections to the command sockets. */
  int spare() {
    return (int) Math.min(SPARE_FOR_QUESTIONS, (usable + 3) / 4);
  }

  /** Returns whether all configured workers can run with enough clients. */
  boolean suffices() {
    return workersPossible() == workers && clients() >= (long) workers * CLIENTS_PER_WORKER;
  }
}
