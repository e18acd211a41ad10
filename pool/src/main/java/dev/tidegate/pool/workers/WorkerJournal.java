package dev.tidegate.pool.workers;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.Timers;
import dev.tidegate.pool.counters.CommandClass;
import dev.tidegate.pool.counters.Counters;
import dev.tidegate.pool.counters.ExitReason;
import dev.tidegate.pool.counters.StartReason;
import dev.tidegate.pool.history.History;
import dev.tidegate.pool.incidents.Incident;
import dev.tidegate.pool.incidents.IncidentContext;
import dev.tidegate.pool.requests.Assignment;
import dev.tidegate.pool.requests.Request;
import dev.tidegate.pool.values.LogLevel;
import dev.tidegate.pool.values.ProcessFacts;
import dev.tidegate.pool.values.ResourceUsage;
import dev.tidegate.pool.values.WorkerExit;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.Locale;

/**
 * Records what workers do: in the log and the statistics, whose lines log parsers match word for
 * word, in the counters and in the history.
 */
public final class WorkerJournal {
  private static final int SIGTERM = 15;
  private static final int SIGKILL = 9;

  private final EventContext context;
  private final Workers workers;
  private final Counters counters;
  private final History history;
  private final boolean statistics;

  public WorkerJournal(EventContext context, Workers workers, Counters counters, History history) {
    this.context = context;
    this.workers = workers;
    this.counters = counters;
    this.history = history;
    this.statistics = context.settings().statistics();
  }

  public Counters counters() {
    return counters;
  }

  public History history() {
    return history;
  }

  // ---- starts

  void started(Slot slot, StartReason why, String reason) {
    counters.started(why);
    history.activated(context.seconds());
    if (context.logsEvents()) {
      context.log(
          LogLevel.INFO,
          "Starting worker %s (%d running): %s".formatted(name(slot), workers.running(), reason));
    }
    record("StartWorker", slot, " reason=\"" + reason + "\"");
  }

  void startFailed() {
    counters.startFailed();
  }

  // ---- ends

  /** Records that a worker is to end; before its state changes, as the line has the old one. */
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

  /** Records that a worker was ordered to end; after its state has changed. */
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

  /** Logs an incident when the inspection of its process is over. */
  void incident(Incident incident) {
    IncidentContext known = incident.context();
    LogLevel level =
        switch (known.cause()) {
          case HALF_OF_BUSY_TIMEOUT -> LogLevel.INFO;
          case NINE_TENTHS_OF_BUSY_TIMEOUT, OPERATOR -> LogLevel.NOTICE;
          case BUSY_TIMEOUT, OUT_OF_STEP, NOT_READING, NOT_ENDING, NOT_READY, DIED ->
              LogLevel.WARNING;
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

  /**
   * Logs the end of a process; before the state of its slot changes.
   *
   * @param hasRequest whether it ended with a request in progress
   */
  void exited(Slot slot, WorkerExit exit, ResourceUsage usage, boolean hasRequest) {
    boolean expected = slot.state() == WorkerState.KILLED;
    if (hasRequest) {
      context.log(
          LogLevel.ERR, slot.process.outOfMemory ? memoryWords(slot) : prematureWords(slot));
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

  /** Counts the end of a process. */
  void counted(ExitReason reason) {
    counters.exited(reason);
  }

  /** Records the end of a process; after the state of its slot has changed. */
  void reaped(Slot slot) {
    history.reaped(context.seconds());
    record("ReapWorker", slot, "");
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

  // ---- requests

  /** Records that a worker has taken a request; after its slot has become busy. */
  public void requestTaken(Slot slot, Request request) {
    history.becameBusy(workers.count(WorkerState.BUSY));
    if (request.commandClass() == CommandClass.SCAN) {
      record("StartFilter", slot, "");
    }
  }

  /** Records that a worker is done with a request, or lost; before its slot changes its state. */
  public void requestEnded(Slot slot, Assignment assignment) {
    CommandClass commandClass = assignment.request().commandClass();
    if (commandClass.counted()) {
      history.requestEnded(
          commandClass,
          context.seconds(),
          context.wallSeconds(),
          workers.count(WorkerState.BUSY),
          context.nanos() - assignment.startNanos());
    }
    if (commandClass == CommandClass.SCAN) {
      recordEndFilter(slot);
    }
  }

  /** Writes a record of the statistics, with the counts as they are now. */
  private void record(String event, Slot slot, String more) {
    if (statistics) {
      record(event, slot, workers.count(WorkerState.BUSY), more);
    }
  }

  /** Writes the end of a scan, with the counts as they are when its worker is no longer busy. */
  private void recordEndFilter(Slot slot) {
    if (statistics) {
      int busy = workers.count(WorkerState.BUSY) - 1;
      record("EndFilter", slot, busy, " numRequests=" + slot.requests());
    }
  }

  private void record(String event, Slot slot, int busy, String more) {
    context.statistic(
        event
            + " worker="
            + slot.number()
            + " nworkers="
            + workers.running()
            + " nbusy="
            + busy
            + more);
  }

  private static String name(Slot slot) {
    return slot.number() + " (pid " + slot.pid() + ")";
  }

  private long age(long sinceNanos) {
    return sinceNanos == Slot.NEVER ? -1 : (context.nanos() - sinceNanos) / Timers.SECOND_NANOS;
  }
}
