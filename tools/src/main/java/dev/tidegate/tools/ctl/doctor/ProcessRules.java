package dev.tidegate.tools.ctl.doctor;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is wrong with the multiplexor's process. */
final class ProcessRules {
  /** Pipes, and the descriptor by which a worker's end is seen. */
  private static final int DESCRIPTORS_PER_WORKER = 5;

  private static final int OTHER_DESCRIPTORS = 64;

  /** Threads of a JVM, and what a worker may start. */
  private static final int OTHER_TASKS = 32;

  private static final double MUCH = 0.8;

  private ProcessRules() {}

  static List<Finding> findings(HostProcess process, int maxWorkers) {
    List<Finding> findings = new ArrayList<>();
    findings.add(
        process.user().equals("root")
            ? Finding.bad(
                "process",
                process.pid() + " runs as root, and the filter with it",
                "start it with -U defang")
            : Finding.good("process", process.pid() + ", user " + process.user()));
    findings.add(descriptors(process, maxWorkers));
    process.taskLimit().ifPresent(limit -> findings.add(tasks(limit, maxWorkers)));
    findings.add(program(process));
    return findings;
  }

  private static Finding descriptors(HostProcess process, int maxWorkers) {
    if (process.fileLimit().isEmpty()) {
      return Finding.unseen(
          "descriptors", "the limit of the process cannot be read", "run it as root");
    }
    long limit = process.fileLimit().getAsLong();
    long need = (long) maxWorkers * DESCRIPTORS_PER_WORKER + OTHER_DESCRIPTORS;
    String open =
        process.openFiles().isPresent()
            ? process.openFiles().getAsLong() + " of " + limit + " are in use"
            : "the limit is " + limit;
    String remedy =
        "LimitNOFILE=%d in its unit, or ulimit -n %d before its start; then restart"
            .formatted(roundUp(need * 2), roundUp(need * 2));
    if (need > limit) {
      return Finding.bad(
          "descriptors",
          "%s, and %d workers with their clients need %d".formatted(open, maxWorkers, need),
          remedy);
    }
    if (process.openFiles().orElse(0) > limit * MUCH) {
      return Finding.bad("descriptors", open, remedy + "; or find out who holds connections open");
    }
    return Finding.good("descriptors", open);
  }

  private static long roundUp(long number) {
    return Math.max(1_024, Long.highestOneBit(number) * 2);
  }

  private static Finding tasks(long limit, int maxWorkers) {
    long need = (long) maxWorkers + OTHER_TASKS;
    return need > limit
        ? Finding.bad(
            "tasks",
            "its service may have %d processes and threads, and %d workers need at least %d"
                .formatted(limit, maxWorkers, need),
            "TasksMax=%d in its unit; then restart".formatted(roundUp(need * 2)))
        : Finding.good("tasks", "its service may have " + limit + " processes and threads");
  }

  private static Finding program(HostProcess process) {
    if (!process.seesProgram()) {
      return Finding.unseen("program", "what it runs from may not be seen", "run it as root");
    }
    if (!process.replaced().isEmpty()) {
      return Finding.note(
          "program",
          "it still runs from files that were replaced on disk: " + names(process.replaced()),
          "restart it, or what was installed is not used");
    }
    if (!process.changed().isEmpty()) {
      return Finding.note(
          "program",
          "changed on disk since it was started: " + names(process.changed()),
          "restart it if that was an update");
    }
    return Finding.good("program", "as it is on disk");
  }

  private static String names(List<Path> files) {
    String names = files.stream().limit(3).map(Path::toString).collect(Collectors.joining(", "));
    return files.size() > 3 ? names + " and " + (files.size() - 3) + " more" : names;
  }
}
