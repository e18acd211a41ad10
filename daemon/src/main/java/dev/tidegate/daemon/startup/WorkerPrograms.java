package dev.tidegate.daemon.startup;

import dev.tidegate.daemon.net.LoaderProgram;
import dev.tidegate.daemon.options.Options;
import dev.tidegate.daemon.posix.Limits;
import dev.tidegate.daemon.posix.Limits.Limit;
import dev.tidegate.daemon.posix.Limits.Resource;
import dev.tidegate.daemon.posix.PosixException;
import dev.tidegate.daemon.posix.WorkerProgram;
import java.util.ArrayList;
import java.util.List;

/** Determines the program of workers. */
final class WorkerPrograms {
  private static final int BYTES_PER_KIB = 1024;

  private WorkerPrograms() {}

  /**
   * Returns the program, its arguments, environment and limits, as a worker and as a loader.
   *
   * @param descriptors limit of descriptors with which the daemon was started, before it raised its
   *     own
   */
  static LoaderProgram of(Options.Worker worker, RawArguments words, Limit descriptors)
      throws PosixException {
    List<String> rules = worker.rules().map(file -> List.of("-f", file)).orElse(List.of());
    List<String> arguments = new ArrayList<>();
    arguments.add(Paths.baseName(worker.program()));
    arguments.addAll(rules);
    arguments.add(worker.statusUpdates() ? "-serveru" : "-server");
    WorkerProgram program =
        new WorkerProgram(
            worker.program(),
            arguments,
            WorkerEnvironment.from(words),
            worker.statusUpdates(),
            limits(worker, descriptors));
    return new LoaderProgram(
        program,
        rules,
        worker.preload(),
        LoaderProgram.readWarmParentText(),
        List.of(new Limits.Setting(Resource.DESCRIPTORS, descriptors)),
        worker.probe());
  }

  private static List<Limits.Setting> limits(Options.Worker worker, Limit descriptors)
      throws PosixException {
    List<Limits.Setting> limits = new ArrayList<>();
    limits.add(new Limits.Setting(Resource.DESCRIPTORS, descriptors));
    if (worker.maxRssKib() > 0) {
      limits.add(atMost(Resource.RESIDENT_SET, worker.maxRssKib()));
    }
    if (worker.maxMemoryKib() > 0) {
      limits.add(atMost(Resource.ADDRESS_SPACE, worker.maxMemoryKib()));
      limits.add(atMost(Resource.DATA, worker.maxMemoryKib()));
    }
    return limits;
  }

  /** Keeps a lower hard limit, since only root may raise it. */
  private static Limits.Setting atMost(Resource resource, long kib) throws PosixException {
    long bytes = kib * BYTES_PER_KIB;
    return new Limits.Setting(resource, Limits.own(resource).atMost(bytes));
  }
}
