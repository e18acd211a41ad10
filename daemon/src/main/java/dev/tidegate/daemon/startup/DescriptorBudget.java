package dev.tidegate.daemon.startup;

import dev.tidegate.daemon.options.Options;

/**
 * How many workers and clients the limit of descriptors allows.
 *
 * @param limit the limit itself
 * @param usable what is left of it for workers and clients
 * @param perWorker how many a worker holds
 * @param workers how many workers are wanted
 */
record DescriptorBudget(long limit, long usable, int perWorker, int workers) {
  /**
   * The loop's own, and what a start of a worker, a log that is opened again or a look at a process
   * needs meanwhile.
   */
  static final int MEANWHILE = 13;

  /** Sockets, logs, the time zone's rules. */
  private static final int START_UP = 7;

  /** For the command sockets when all others are in use, at most. */
  private static final int SPARE_FOR_QUESTIONS = 16;

  /** stdin, stdout, stderr, and the one that tells of its death. */
  private static final int PER_WORKER = 4;

  /** Each busy worker has a client that waits, and as many again may be coming and going. */
  private static final int CLIENTS_PER_WORKER = 2;

  /**
   * Divides what the process has not yet opened.
   *
   * @param open descriptors that are open now and stay so
   */
  static DescriptorBudget of(Options options, long limit, int open) {
    return new DescriptorBudget(
        limit,
        Math.max(0, limit - open - MEANWHILE),
        PER_WORKER + (options.worker().statusUpdates() ? 1 : 0),
        options.pool().maxWorkers());
  }

  /** Fails unless one worker and its client fit beside what start-up is still to open. */
  void require() throws StartupFailure {
    if (usable < START_UP + perWorker + 1) {
      throw new StartupFailure(
          "The descriptor limit of "
              + limit
              + " allows not even one worker and its client; raise it (ulimit -n)");
    }
  }

  /** Returns how many workers can run if each of them is to have a client. */
  long workersPossible() {
    return Math.min(workers, usable / (perWorker + 1));
  }

  /** Returns how many clients there may be while that many workers run. */
  long clients() {
    return usable - workersPossible() * perWorker;
  }

  /**
   * Returns how many connections may be open at a time: what the workers leave, but however many
   * workers are allowed, never less than half, as they may never all run; less the spare ones.
   */
  int mostConnections() {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(clients(), usable / 2) - spare());
  }

  /** Returns how many connections to the command sockets may be open beyond that. */
  int spare() {
    return (int) Math.min(SPARE_FOR_QUESTIONS, (usable + 3) / 4);
  }

  /** Returns whether all workers that are wanted can run with clients enough. */
  boolean suffices() {
    return workersPossible() == workers && clients() >= (long) workers * CLIENTS_PER_WORKER;
  }
}
