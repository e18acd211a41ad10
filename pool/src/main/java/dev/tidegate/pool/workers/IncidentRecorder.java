package dev.tidegate.pool.workers;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.incidents.Incident;
import dev.tidegate.pool.incidents.IncidentCause;
import dev.tidegate.pool.incidents.IncidentContext;
import dev.tidegate.pool.incidents.IncidentReport;
import dev.tidegate.pool.incidents.Incidents;
import dev.tidegate.pool.incidents.RepeatKillers;
import dev.tidegate.pool.requests.Assignment;
import dev.tidegate.pool.requests.Request;
import dev.tidegate.pool.values.InspectionDepth;
import dev.tidegate.pool.values.LogLevel;
import dev.tidegate.pool.values.ProcessFacts;
import dev.tidegate.pool.values.ProcessUsage;
import dev.tidegate.pool.values.ResourceUsage;
import dev.tidegate.pool.values.UnreadField;
import dev.tidegate.pool.workers.Inspections.Inspection;
import dev.tidegate.protocol.control.Query;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Records an incident for each worker that takes long, is killed or has died.
 *
 * <p>The pool's own facts are recorded at once, those of the system when the driver has inspected
 * the process. It sends no signal: {@link WorkerLifecycle} delays the first one of a kill until the
 * inspection is over, as the signal would destroy what is inspected.
 */
public final class IncidentRecorder {
  private static final long MILLI_NANOS = 1_000_000L;
  private static final String ENDED_BEFORE = "the process ended before it was read";

  private final EventContext context;
  private final WorkerJournal journal;
  private final Incidents incidents = new Incidents();
  private final IncidentReport report;
  private final RepeatKillers repeatKillers = new RepeatKillers();
  private long inspections;

  public IncidentRecorder(EventContext context, WorkerJournal journal) {
    this.context = context;
    this.journal = journal;
    report = new IncidentReport(context.settings().epoch());
  }

  // ---- repeat killers

  /**
   * Counts that a worker has ended because of its request; logs a message that has ended many.
   *
   * @param end how it ended, to follow its number
   */
  public void requestEndedWorker(Slot slot, Request request, String end) {
    String key = request.messageKey();
    if (key.isEmpty()) {
      return;
    }
    int count = repeatKillers.ended(key);
    if (RepeatKillers.isLoggedAt(count)) {
      context.log(
          LogLevel.ERR,
          "Repeat killer: %s has ended %d workers (the last one: worker %d %s); look at that message"
              .formatted(key, count, slot.number(), end));
    }
  }

  /** Returns how many messages have become repeat killers. */
  public long repeatKillersSeen() {
    return repeatKillers.seen();
  }

  // ---- records

  /** Requests the resource usage so far of a process whose request takes long. */
  public void requestBaseline(Slot slot, Assignment held) {
    slot.inspections.usage =
        inspect(slot, held.startNanos(), Optional.empty(), InspectionDepth.USAGE);
  }

  /** Records a request of which a part of its time has passed. */
  public void recordLongRequest(Slot slot, IncidentCause cause, Assignment held) {
    Inspection before = slot.inspections.full;
    if (before != null) {
      close(slot, before, ProcessFacts.unread("not read in time"));
    }
    Incident incident = open(slot, cause, Optional.of(held), cause.words());
    slot.inspections.full =
        inspect(slot, held.startNanos(), Optional.of(incident), InspectionDepth.WHOLE);
  }

  /** Records that a worker is to be killed; returns the incident's number. */
  long recordKill(Slot slot, IncidentCause cause, Optional<Assignment> held, String reason) {
    Incident incident = open(slot, cause, held, reason);
    slot.inspections.beforeSignal =
        inspect(slot, requestNanos(held), Optional.of(incident), InspectionDepth.BEFORE_SIGNAL);
    return incident.context().id();
  }

  /** Records that a process died by itself and is gone; returns the incident's number. */
  long recordDeath(Slot slot, Optional<Assignment> held, String reason, ResourceUsage usage) {
    Incident incident = open(slot, IncidentCause.DIED, held, reason);
    Inspection none = new Inspection(++inspections, requestNanos(held), Optional.of(incident));
    close(slot, none, factsAfterExit(usage));
    return incident.context().id();
  }

  /** Returns the facts that the kernel still has of a process that has ended: its usage. */
  private static ProcessFacts factsAfterExit(ResourceUsage usage) {
    String why = "the process had ended";
    return new ProcessFacts(
        "",
        "",
        "",
        -1,
        usage.maxRssKib(),
        -1,
        new ProcessUsage(usage.userMicros() / 1_000, usage.systemMicros() / 1_000, -1, -1),
        List.of(),
        -1,
        List.of(
            new UnreadField("state", why),
            new UnreadField("waitChannel", why),
            new UnreadField("syscall", why),
            new UnreadField("readBytes", why),
            new UnreadField("writtenBytes", why),
            new UnreadField("openFiles", why)));
  }

  private Incident open(Slot slot, IncidentCause cause, Optional<Assignment> held, String reason) {
    Optional<Request> request = held.map(Assignment::request);
    Incident incident =
        new Incident(
            new IncidentContext(
                incidents.nextId(),
                context.now().wallMillis(),
                context.nanos(),
                cause,
                slot.number(),
                slot.pid(),
                request.map(each -> each.kind().word()).orElse(""),
                request.map(Request::line).orElse(""),
                request.map(Request::queueId).orElse(""),
                slot.tag(),
                held.map(each -> (context.nanos() - each.startNanos()) / MILLI_NANOS).orElse(-1L),
                held.map(each -> each.timeoutNanos() / MILLI_NANOS).orElse(-1L),
                slot.requests(),
                (context.nanos() - slot.startedNanos()) / MILLI_NANOS,
                request.map(each -> repeatKillers.count(each.messageKey())).orElse(0),
                reason,
                slot.stderr(IncidentContext.STDERR_LINES)));
    incidents.add(incident);
    return incident;
  }

  // ---- inspections

  private static long requestNanos(Optional<Assignment> held) {
    return held.map(Assignment::startNanos).orElse(Slot.NEVER);
  }

  private Inspection inspect(
      Slot slot, long requestNanos, Optional<Incident> incident, InspectionDepth depth) {
    Inspection inspection = new Inspection(++inspections, requestNanos, incident);
    context.examine(slot.number(), inspection.number(), depth);
    return inspection;
  }

  /** Returns whether the inspection before a kill is under way. */
  boolean isInspectedBeforeSignal(Slot slot) {
    return slot.inspections.beforeSignal != null;
  }

  /**
   * Takes the result of an inspection; one that is no longer under way is ignored.
   *
   * @return whether it was the one before a kill
   */
  boolean inspected(Slot slot, long number, ProcessFacts facts) {
    Inspections all = slot.inspections;
    Inspection usage = all.usage;
    Inspection full = all.full;
    Inspection beforeSignal = all.beforeSignal;
    if (usage != null && usage.number() == number) {
      all.usage = null;
      all.baseline = facts.usage();
      all.baselineRequestNanos = usage.requestNanos();
      all.baselineNanos = context.nanos();
    } else if (full != null && full.number() == number) {
      all.full = null;
      close(slot, full, facts);
    } else if (beforeSignal != null && beforeSignal.number() == number) {
      all.beforeSignal = null;
      close(slot, beforeSignal, facts);
      return true;
    }
    return false;
  }

  /** Completes the record of a kill whose signal waits no longer; a late result replaces this. */
  void inspectionTimedOut(Slot slot, long afterNanos) {
    Inspection last = slot.inspections.beforeSignal;
    if (last != null) {
      close(slot, last, ProcessFacts.unread("not read within " + afterNanos / MILLI_NANOS + " ms"));
    }
  }

  /** Ends the inspections of a process that is gone. */
  void processEnded(Slot slot) {
    Inspections all = slot.inspections;
    all.usage = null;
    closeUnread(slot, all.full);
    closeUnread(slot, all.beforeSignal);
    all.full = null;
    all.beforeSignal = null;
  }

  private void closeUnread(Slot slot, @Nullable Inspection inspection) {
    if (inspection != null
        && inspection.incident().filter(each -> each.examination().isEmpty()).isPresent()) {
      close(slot, inspection, ProcessFacts.unread(ENDED_BEFORE));
    }
  }

  /** Adds the facts to the incident; logs it when these are the first ones. */
  private void close(Slot slot, Inspection inspection, ProcessFacts facts) {
    inspection
        .incident()
        .ifPresent(incident -> close(slot.inspections, inspection, incident, facts));
  }

  private void close(
      Inspections all, Inspection inspection, Incident incident, ProcessFacts facts) {
    boolean first = incident.examination().isEmpty();
    long after = (context.nanos() - incident.context().nanos()) / MILLI_NANOS;
    boolean compares =
        inspection.requestNanos() != Slot.NEVER
            && inspection.requestNanos() == all.baselineRequestNanos;
    ProcessUsage used = compares ? facts.usage().since(all.baseline) : facts.usage();
    long since =
        compares
            ? (all.baselineNanos - all.baselineRequestNanos) / MILLI_NANOS
            : Incident.SINCE_START;
    incidents.examined(incident, new Incident.Examination(facts.withUsage(used), after, since));
    if (first) {
      journal.incident(incident);
    }
  }

  // ---- reports

  /** Returns the number of the latest incident up to which all are complete, 0 for none. */
  public long lastSettled() {
    return incidents.settledId(context.nanos());
  }

  /** Returns the number of the latest incident, 0 if there was none. */
  public long lastIncident() {
    return incidents.lastId();
  }

  /** Returns the number of incidents that are kept. */
  public int kept() {
    return incidents.size();
  }

  /** Returns the complete answer to a query for incidents. */
  public String answer(Query.Incidents asked) {
    return report.answer(asked, incidents, context.nanos(), context.now().wallMillis());
  }
}
