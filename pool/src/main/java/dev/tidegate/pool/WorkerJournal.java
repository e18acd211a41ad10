package dev.tidegate.pool;

import dev.tidegate.pool.incidents.Circumstances;
import dev.tidegate.pool.incidents.Incident;
import dev.tidegate.pool.values.LogLevel;
import dev.tidegate.pool.values.ProcessFacts;
import dev.tidegate.pool.values.ResourceUsage;
import dev.tidegate.pool.values.WorkerExit;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.Workers;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.Locale;

/** What the log and the statistics say of workers; log parsers match these lines word for word. */
final class WorkerJournal {
  private static final int SIGTERM = 15;
  private static final int SIGKILL = 9;

  private final EventContext context;
  private final Workers workers;
  private final boolean statistics;

  WorkerJournal(EventContext context, Workers workers, boolean statistics) {
    this.context = context;
    this.statistics = statistics;
    this.workers = workers;
  }

  void started(Slot slot, String reason) {
    if (context.logsEvents()) {
      context.log(
          LogLevel.INFO,
          "Starting worker %s (%d running): %s"
              .formatted(name(slot), workers.counts().running(), reason));
    }
    record("StartWorker", slot, " reason=\"" + reason + "\"");
  }

  /** Called before the state changes, as the line tells what the worker was. */
  void killing(Slot slot, String reason) {
    if (context.logsEvents()) {
      context.log(
          LogLevel.INFO,
          "Killing %s worker %s req=%d age=%d req_age=%d: %s"
              .formatted(
                  slot.state() == WorkerState.BUSY ? "busy" : "idle",
                  name(slot),
                  slot.requests(),
                  age(slot.startedNanos()),
                  age(slot.firstRequestNanos()),
                  reason));
    }
  }

  /** Called after the state has changed. */
  void killed(Slot slot, String reason) {
    record(
        "KillWorker",
        slot,
        " req="
            + slot.requests()
            + " age="
            + age(slot.startedNanos())
            + " reason=\""
            + reason
            + "\"");
  }

  void lingering(Slot slot, boolean terminated) {
    context.logEvent(
        LogLevel.INFO,
        "Worker "
            + name(slot)
            + (terminated
                ? " taking way too long to exit; sending SIGKILL"
                : " taking too long to exit; sending SIGTERM"));
  }

  /** Tells of an incident when its process has been looked at, or could not be. */
  void incident(Incident incident) {
    Circumstances known = incident.circumstances();
    LogLevel level =
        switch (known.occasion()) {
          case HALF_OF_BUSY_TIMEOUT -> LogLevel.INFO;
          case NINE_TENTHS_OF_BUSY_TIMEOUT, OPERATOR -> LogLevel.NOTICE;
          case BUSY_TIMEOUT, OUT_OF_STEP, NOT_READING, NOT_ENDING, DIED -> LogLevel.WARNING;
        };
    StringBuilder text = new StringBuilder();
    if (!known.queueId().isEmpty()) {
      text.append(known.queueId()).append(": ");
    }
    text.append("Worker ").append(known.slot()).append(" (pid ").append(known.pid());
    text.append(") incident ").append(known.id()).append(": ").append(known.reason());
    if (known.elapsedMillis() >= 0) {
      text.append(", ").append(known.kind());
      text.append(" for ").append(known.elapsedMillis() / 1_000).append(" s");
    }
    incident.examination().ifPresent(seen -> text.append(words(seen.facts())));
    if (!known.stderr().isEmpty()) {
      text.append("; last on stderr: ").append(known.stderr().getLast());
    }
    context.log(level, text.toString());
  }

  private static String words(ProcessFacts facts) {
    if (facts.state().isEmpty()) {
      String why = facts.unread().isEmpty() ? "" : facts.unread().getFirst().why();
      return why.isEmpty() ? "" : "; process: " + why;
    }
    return "; process: "
        + facts.state()
        + (facts.waitChannel().isEmpty() ? "" : " in " + facts.waitChannel())
        + (facts.systemCall().isEmpty() ? "" : ", " + facts.systemCall());
  }

  /** Called before the state changes; {@code held} tells whether it dies with a request. */
  void exited(Slot slot, WorkerExit exit, ResourceUsage usage, boolean held, boolean outOfMemory) {
    boolean expected = slot.state() == WorkerState.KILLED;
    if (held) {
      context.log(LogLevel.ERR, outOfMemory ? memoryWords(slot) : prematureWords(slot));
    }
    if (!context.logsEvents()) {
      return;
    }
    context.log(
        expected ? LogLevel.DEBUG : LogLevel.ERR,
        "Reap: worker "
            + name(slot)
            + " exited "
            + reapWords(exit, expected)
            + (expected ? "" : " (WORKER DIED UNEXPECTEDLY)"));
    context.log(LogLevel.INFO, usageLine(slot, usage));
  }

  private static String memoryWords(Slot slot) {
    return "Worker "
        + slot.number()
        + " ran out of memory -- possible DoS attack due to complex MIME?";
  }

  private String prematureWords(Slot slot) {
    return "Worker "
        + slot.number()
        + " died prematurely -- check your filter rules"
        + (context.logsEvents()
            ? ""
            : " and use the '-l' flag on mimedefang-multiplexor to see Perl error messages");
  }

  private static String reapWords(WorkerExit exit, boolean expected) {
    return switch (exit) {
      case WorkerExit.Exited exited -> "normally with status " + exited.status();
      case WorkerExit.Signalled signalled ->
          expected && (signalled.signal() == SIGTERM || signalled.signal() == SIGKILL)
              ? "due to SIGTERM/SIGKILL as expected."
              : "due to signal " + signalled.signal();
    };
  }

  /** Returns in a few words how a worker ended. */
  static String words(WorkerExit exit) {
    return switch (exit) {
      case WorkerExit.Exited exited -> "exit status " + exited.status();
      case WorkerExit.Signalled signalled -> "signal " + signalled.signal();
    };
  }

  /** Returns the exit status, or the number of the signal. */
  static int code(WorkerExit exit) {
    return switch (exit) {
      case WorkerExit.Exited exited -> exited.status();
      case WorkerExit.Signalled signalled -> signalled.signal();
    };
  }

  private static String usageLine(Slot slot, ResourceUsage usage) {
    return String.format(
        Locale.ROOT,
        "Worker %d resource usage: req=%d, scans=%d, user=%d.%03d, sys=%d.%03d, nswap=%d,"
            + " majflt=%d, minflt=%d, maxrss=%d, bi=%d, bo=%d",
        slot.number(),
        slot.requests(),
        slot.scans(),
        usage.userMicros() / 1_000_000,
        usage.userMicros() / 1_000 % 1_000,
        usage.systemMicros() / 1_000_000,
        usage.systemMicros() / 1_000 % 1_000,
        usage.swaps(),
        usage.majorFaults(),
        usage.minorFaults(),
        usage.maxRssKib(),
        usage.blocksIn(),
        usage.blocksOut());
  }

  /** Writes a record of the statistics, with the counts as they are now. */
  void record(String event, Slot slot, String more) {
    if (statistics) {
      record(event, slot, workers.count(WorkerState.BUSY), more);
    }
  }

  /** Writes the end of a scan, with the counts as they will be when its worker is busy no more. */
  void recordEndFilter(Slot slot) {
    if (statistics) {
      int busy = workers.count(WorkerState.BUSY) - 1;
      record("EndFilter", slot, busy, " numRequests=" + slot.requests());
    }
  }

  private void record(String event, Slot slot, int busy, String more) {
    context.emit(
        new Effect.Statistic(
            event
                + " worker="
                + slot.number()
                + " nworkers="
                + workers.counts().running()
                + " nbusy="
                + busy
                + more));
  }

  private static String name(Slot slot) {
    return slot.number() + " (pid " + slot.pid() + ")";
  }

  private long age(long sinceNanos) {
    return sinceNanos == Slot.NEVER
        ? -1
        : (context.nanos() - sinceNanos) / WorkerLifecycle.SECOND_NANOS;
  }
}
