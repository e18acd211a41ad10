package dev.tidegate.pool;

import dev.tidegate.pool.history.History;
import dev.tidegate.pool.reports.LoadReports;
import dev.tidegate.pool.reports.PlainReports;
import dev.tidegate.pool.reports.SlotReports;
import dev.tidegate.pool.reports.Totals;
import dev.tidegate.pool.scaling.Autoscale;
import dev.tidegate.pool.values.ClientSocket;
import dev.tidegate.pool.workers.CommandClass;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.Workers;
import dev.tidegate.protocol.control.Command;
import java.util.List;
import java.util.function.LongSupplier;

/** The answers to the questions about the pool that need no worker. */
final class Commands {
  private final LiveSettings settings;
  private final EventContext context;
  private final Workers workers;
  private final RequestQueue queue;
  private final History history;
  private final Autoscale autoscale;
  private final LongSupplier scans;
  private final StatsReport statsReport;
  private final IncidentRecorder incidentRecorder;
  private final long startNanos;

  Commands(
      LiveSettings settings,
      EventContext context,
      Workers workers,
      RequestQueue queue,
      History history,
      Autoscale autoscale,
      LongSupplier scans,
      StatsReport statsReport,
      IncidentRecorder incidentRecorder) {
    this.settings = settings;
    this.context = context;
    this.workers = workers;
    this.queue = queue;
    this.history = history;
    this.autoscale = autoscale;
    this.scans = scans;
    this.statsReport = statsReport;
    this.incidentRecorder = incidentRecorder;
    this.startNanos = context.nanos();
  }

  /** Returns the whole answer to a question. */
  String answer(Command command, ClientSocket socket) {
    List<Slot> slots = workers.slots();
    return switch (command) {
      case Command.Free free -> PlainReports.free(workers.counts());
      case Command.Version version -> settings.now().version();
      case Command.Status status -> SlotReports.status(workers.slotsInSight(), totals());
      case Command.Workers list ->
          SlotReports.workers(workers.slotsInSight(), list.busyOnly(), context.nanos());
      case Command.WorkerInfo info -> SlotReports.workerInfo(slots, info.number(), context.nanos());
      case Command.Load load ->
          LoadReports.load(CommandClass.of(load.word()), history, totals(), seconds());
      case Command.Load1 load ->
          LoadReports.load1(load.seconds(), slots, history, totals(), seconds());
      case Command.HourlyLoad load ->
          LoadReports.hourlyLoad(
              CommandClass.of(load.word()),
              history,
              Math.floorDiv(context.now().wallMillis(), 1_000L));
      case Command.Histo histo -> LoadReports.histo(history);
      case Command.Msgs msgs -> PlainReports.msgs(scans.getAsLong());
      case Command.Stats stats -> statsReport.answer(socket == ClientSocket.COMMAND);
      case Command.Incidents incidents -> incidentRecorder.answer(incidents);
      case Command.Help help -> PlainReports.help(socket == ClientSocket.COMMAND);
      case Command.Autoscale scale ->
          PlainReports.autoscale(settings.now().autoscale(), autoscale.averageBusy());
      case Command.Reread reread -> PlainReports.REREAD;
      case Command.Refused refused -> refused.answer();
      case Command.Drain drain -> throw notAQuestion(drain);
      case Command.Kill kill -> throw notAQuestion(kill);
      case Command.Set set -> throw notAQuestion(set);
      case Command.WorkerRequest request -> throw notAQuestion(request);
    };
  }

  private static IllegalArgumentException notAQuestion(Command command) {
    return new IllegalArgumentException("that is no question: " + command);
  }

  private Totals totals() {
    return new Totals(
        workers.counts(),
        scans.getAsLong(),
        workers.activations(),
        queue.limit(),
        queue.size(),
        (context.nanos() - startNanos) / WorkerLifecycle.SECOND_NANOS);
  }

  private long seconds() {
    return Math.floorDiv(context.nanos(), WorkerLifecycle.SECOND_NANOS);
  }
}
