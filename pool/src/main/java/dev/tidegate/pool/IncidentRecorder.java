package dev.tidegate.pool;

import dev.tidegate.pool.incidents.Circumstances;
import dev.tidegate.pool.incidents.Incident;
import dev.tidegate.pool.incidents.IncidentReport;
import dev.tidegate.pool.incidents.Incidents;
import dev.tidegate.pool.incidents.Occasion;
import dev.tidegate.pool.incidents.ProcessFacts;
import dev.tidegate.pool.incidents.ProcessUsage;
import dev.tidegate.pool.incidents.Unread;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.Workers;
import dev.tidegate.protocol.control.Query;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The black box: one record of each worker that takes long, is killed or has died.
 *
 * <p>What the pool knows is recorded at once; what the system knows of the process follows when the
 * daemon has looked. Nothing waits for that but the first signal of a killing, which would destroy
 * what is looked for, and that not for long.
 */
final class IncidentRecorder {
  /** How long the first signal of a killing waits for the look at the process. */
  static final long PATIENCE_NANOS = 200_000_000L;

  private static final long MILLI_NANOS = 1_000_000L;
  private static final String ENDED_BEFORE = "the process ended before it was read";

  /** A look that is under way; {@code since} is when the worker was handed what it then held. */
  private record Inspection(long number, long since, Optional<Incident> incident) {}

  /** What is under way for one slot, and what its process had used up at a time. */
  private final class SlotInspections {
    final Timer patience = new Timer(this::patienceEnds);
    private @Nullable Inspection usage;
    private @Nullable Inspection whole;
    private @Nullable Inspection last;
    private @Nullable Runnable signal;
    private long baselineSince = Slot.NEVER;
    private long baselineNanos;
    private ProcessUsage baseline = ProcessUsage.UNKNOWN;

    private void patienceEnds() {
      Inspection look = last;
      if (look != null) {
        ProcessFacts nothing =
            ProcessFacts.unread("not read within " + PATIENCE_NANOS / MILLI_NANOS + " ms");
        // Should it still come, it is better than nothing.
        look.incident().ifPresent(incident -> seen(incident, look, nothing));
      }
      letGo();
    }

    private void letGo() {
      timers.cancel(patience);
      Runnable held = signal;
      signal = null;
      if (held != null) {
        held.run();
      }
    }

    private void examined(long number, ProcessFacts facts) {
      if (usage != null && usage.number() == number) {
        baseline = facts.usage();
        baselineSince = usage.since();
        baselineNanos = context.nanos();
        usage = null;
      } else if (whole != null && whole.number() == number) {
        Inspection look = whole;
        whole = null;
        look.incident().ifPresent(incident -> seen(incident, look, facts));
      } else if (last != null && last.number() == number) {
        Inspection look = last;
        last = null;
        look.incident().ifPresent(incident -> seen(incident, look, facts));
        letGo();
      }
    }

    private void seen(Incident incident, Inspection look, ProcessFacts facts) {
      boolean first = incident.examination().isEmpty();
      long after = (context.nanos() - incident.circumstances().nanos()) / MILLI_NANOS;
      boolean compares = look.since() != Slot.NEVER && look.since() == baselineSince;
      ProcessUsage used = compares ? facts.usage().since(baseline) : facts.usage();
      long since = compares ? (baselineNanos - baselineSince) / MILLI_NANOS : Incident.SINCE_START;
      incidents.examined(incident, new Incident.Examination(facts.withUsage(used), after, since));
      if (first) {
        journal.incident(incident);
      }
    }

    /** The process is gone: what is under way will find nothing, and nobody is to be signalled. */
    private void vacate() {
      usage = null;
      for (Inspection look : new @Nullable Inspection[] {whole, last}) {
        if (look != null) {
          look.incident()
              .filter(incident -> incident.examination().isEmpty())
              .ifPresent(incident -> seen(incident, look, ProcessFacts.unread(ENDED_BEFORE)));
        }
      }
      whole = null;
      last = null;
      signal = null;
      timers.cancel(patience);
    }
  }

  private final EventContext context;
  private final Timers timers;
  private final WorkerJournal journal;
  private final StderrTails stderr;
  private final Incidents incidents = new Incidents();
  private final IncidentReport report;
  private final SlotInspections[] seats;
  private long looks;

  IncidentRecorder(
      String epoch,
      EventContext context,
      Timers timers,
      Workers workers,
      WorkerJournal journal,
      StderrTails stderr) {
    this.context = context;
    this.timers = timers;
    this.journal = journal;
    this.stderr = stderr;
    report = new IncidentReport(epoch);
    seats =
        workers.slots().stream().map(each -> new SlotInspections()).toArray(SlotInspections[]::new);
  }

  // ---- what happens

  /** A request has lasted long enough for it to matter what its process uses from now on. */
  void takeBaseline(Slot slot, Assignment held) {
    Inspection look = new Inspection(++looks, held.startNanos(), Optional.empty());
    seat(slot).usage = look;
    context.emit(new Effect.Examine(slot.number(), look.number(), InspectionDepth.USAGE));
  }

  /** A part of a request's time is over. */
  void longRequest(Slot slot, Occasion occasion, Assignment held) {
    SlotInspections seat = seat(slot);
    Inspection before = seat.whole;
    if (before != null) {
      before
          .incident()
          .ifPresent(each -> seat.seen(each, before, ProcessFacts.unread("not read in time")));
    }
    Incident incident = open(slot, occasion, Optional.of(held), occasion.words());
    seat.whole = look(slot, incident, Optional.of(held), InspectionDepth.WHOLE);
  }

  /**
   * A worker is to be killed: the signal is held back, see {@link #holdBack}.
   *
   * @return the incident's number
   */
  long killing(Slot slot, Occasion occasion, Optional<Assignment> held, String reason) {
    Incident incident = open(slot, occasion, held, reason);
    SlotInspections seat = seat(slot);
    seat.last = look(slot, incident, held, InspectionDepth.BEFORE_SIGNAL);
    timers.set(seat.patience, context.nanos() + PATIENCE_NANOS);
    return incident.circumstances().id();
  }

  /** Sends a first signal once the process has been looked at, at once if it is not to be. */
  void holdBack(Slot slot, Runnable signal) {
    SlotInspections seat = seat(slot);
    if (seat.last == null) {
      signal.run();
    } else {
      seat.signal = signal;
    }
  }

  /** Forgets a signal that is held back, as another one is sent now. */
  void forgetSignal(Slot slot) {
    seat(slot).signal = null;
  }

  /** A process is gone. */
  void gone(Slot slot) {
    seat(slot).vacate();
  }

  /**
   * A process died of itself, and is gone.
   *
   * @return the incident's number
   */
  long died(Slot slot, Optional<Assignment> held, String reason, ResourceUsage usage) {
    Incident incident = open(slot, Occasion.DIED, held, reason);
    Inspection look =
        new Inspection(
            ++looks, held.map(Assignment::startNanos).orElse(Slot.NEVER), Optional.empty());
    seat(slot).seen(incident, look, factsOfTheDead(usage));
    return incident.circumstances().id();
  }

  /** Of a process that has ended the kernel tells what it used up, and nothing else any more. */
  private static ProcessFacts factsOfTheDead(ResourceUsage usage) {
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
            new Unread("state", why),
            new Unread("waitChannel", why),
            new Unread("syscall", why),
            new Unread("readBytes", why),
            new Unread("writtenBytes", why),
            new Unread("openFiles", why)));
  }

  void examined(Slot slot, long number, ProcessFacts facts) {
    seat(slot).examined(number, facts);
  }

  private Incident open(Slot slot, Occasion occasion, Optional<Assignment> held, String reason) {
    Optional<Request> request = held.map(Assignment::request);
    Incident incident =
        new Incident(
            new Circumstances(
                incidents.nextId(),
                context.now().wallMillis(),
                context.nanos(),
                occasion,
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
                reason,
                stderr.last(slot, Circumstances.STDERR_LINES)));
    incidents.add(incident);
    return incident;
  }

  private Inspection look(
      Slot slot, Incident incident, Optional<Assignment> held, InspectionDepth depth) {
    long since = held.map(Assignment::startNanos).orElse(Slot.NEVER);
    Inspection look = new Inspection(++looks, since, Optional.of(incident));
    context.emit(new Effect.Examine(slot.number(), look.number(), depth));
    return look;
  }

  private SlotInspections seat(Slot slot) {
    return seats[slot.number()];
  }

  // ---- what is told

  /** Returns the number of the latest incident that is told of, 0 if there is none. */
  long lastTold() {
    return incidents.settledId(context.nanos());
  }

  /** Returns the number of the latest incident, 0 if there was none. */
  long lastIncident() {
    return incidents.lastId();
  }

  int kept() {
    return incidents.size();
  }

  /** Returns the whole answer. */
  String answer(Query.Incidents asked) {
    return report.answer(asked, incidents, context.nanos(), context.now().wallMillis());
  }
}
