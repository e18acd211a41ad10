package dev.tidegate.benchmarks;

import java.util.List;

/** How much is measured, and for how long. */
record Plan(Grid grid, Scale scale, Pool pool, Pace pace) {
  /** As many listeners as the reference takes. */
  static final int FEW_LISTENERS = 5;

  /** Above so many workers each cell has fewer runs. */
  static final int MANY_WORKERS = 100;

  static final int FULL_LOAD_CLIENTS = 64;
  static final int MEMORY_WORKERS = 10;
  static final int MEMORY_CLIENTS = 8;

  /** Both programs under load: numbers of workers and clients, fewer of them with listeners. */
  record Grid(
      List<Integer> workers,
      List<Integer> clients,
      List<Integer> workersWithListeners,
      List<Integer> clientsWithListeners) {}

  /** What is measured with many listeners, and what befalls many workers. */
  record Scale(
      List<Integer> fullLoadWorkers,
      List<Integer> listeners,
      int rateWorkers,
      double requestsPerSecond,
      int snapshotWorkers,
      List<Integer> rereadWorkers) {

    int mostListeners() {
      return listeners.getLast();
    }
  }

  /** The pool alone; so many iterations of that time, after half as many to warm up. */
  record Pool(List<Integer> workers, List<Integer> listeners, int iterations, double seconds) {}

  /** Runs of each cell, and times; the warm-up is ours, the reference needs a quarter of it. */
  record Pace(
      int runs,
      int fewerRuns,
      double seconds,
      double rateSeconds,
      double warmUpSeconds,
      long memoryRequests,
      int starts) {

    int runsWith(int workers) {
      return workers > MANY_WORKERS ? fewerRuns : runs;
    }

    double warmUpSeconds(Program program) {
      return program == Program.OURS ? warmUpSeconds : warmUpSeconds / 4;
    }
  }

  static final Plan WHOLE =
      new Plan(
          new Grid(
              List.of(2, 10, 100, 250, 500, 1000),
              List.of(1, 8, 64, 500),
              List.of(2, 10, 100),
              List.of(1, 8, 64)),
          new Scale(List.of(10, 100), List.of(5, 100, 1000), 100, 1000, 1000, List.of(100, 1000)),
          new Pool(List.of(2, 100, 1000), List.of(0, 5, 1000), 3, 0.7),
          new Pace(5, 3, 1, 4, 4, 100_000, 7));

  /** Everything once, and short: to see that it works. */
  static final Plan QUICK =
      new Plan(
          new Grid(List.of(2, 300), List.of(1, 500), List.of(2), List.of(8)),
          new Scale(List.of(10), List.of(5, 100), 10, 500, 100, List.of(20)),
          new Pool(List.of(10), List.of(0, 5), 1, 0.5),
          new Pace(1, 1, 0.3, 0.5, 0.5, 5_000, 1));

  /** The same with so many workers and clients alone. */
  Plan only(int workers, int clients) {
    List<Integer> one = List.of(workers);
    return new Plan(
        new Grid(one, List.of(clients), one, List.of(clients)),
        new Scale(one, scale.listeners(), workers, scale.requestsPerSecond(), workers, one),
        new Pool(one, pool.listeners(), pool.iterations(), pool.seconds()),
        pace);
  }

  /** The same with so many listeners alone. */
  Plan onlyListeners(int listeners) {
    List<Integer> one = List.of(listeners);
    return new Plan(
        grid,
        new Scale(
            scale.fullLoadWorkers(),
            one,
            scale.rateWorkers(),
            scale.requestsPerSecond(),
            scale.snapshotWorkers(),
            scale.rereadWorkers()),
        new Pool(pool.workers(), one, pool.iterations(), pool.seconds()),
        pace);
  }

  Plan paced(int runs, double seconds, double warmUpSeconds) {
    Pace changed =
        new Pace(
            runs,
            Math.min(runs, pace.fewerRuns()),
            seconds,
            pace.rateSeconds(),
            warmUpSeconds,
            pace.memoryRequests(),
            pace.starts());
    return new Plan(grid, scale, pool, changed);
  }
}
