package dev.tidegate.pool;

import dev.tidegate.pool.history.History;
import dev.tidegate.pool.reports.LoadReports;
import dev.tidegate.pool.reports.PlainReports;
import dev.tidegate.pool.reports.SlotReports;
import dev.tidegate.pool.reports.Totals;
import dev.tidegate.pool.scaling.Autoscale;
import dev.tidegate.pool.workers.CommandClass;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.Workers;
import dev.tidegate.protocol.control.Query;
import java.util.List;
import java.util.function.LongSupplier;

/** Answers queries: the commands that are answered from the state of the pool alone. */
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

  /** Returns the whole answer to a query. */
  String answer(Query query, ClientSocket socket) {
    List<Slot> slots = workers.slots();
    return switch (query) {
      case Query.Free free -> PlainReports.free(workers.counts());
      case Query.Version version -> settings.now().version();
      case Query.Status status -> SlotReports.status(workers.slotsInSight(), totals());
      case Query.Workers list ->
          SlotReports.workers(workers.slotsInSight(), list.busyOnly(), context.nanos());
      case Query.WorkerInfo info -> SlotReports.workerInfo(slots, info.number(), context.nanos());
      case Query.Load load ->
          LoadReports.load(CommandClass.of(load.word()), history, totals(), seconds());
      case Query.Load1 load ->
          LoadReports.load1(load.seconds(), slots, history, totals(), seconds());
      case Query.HourlyLoad load ->
          LoadReports.hourlyLoad(
              CommandClass.of(load.word()),
              history,
              Math.floorDiv(context.now().wallMillis(), 1_000L));
      case Query.Histo histo -> LoadReports.histo(history);
      case Query.Msgs msgs -> PlainReports.msgs(scans.getAsLong());
      case Query.Stats stats -> statsReport.answer(socket == ClientSocket.COMMAND);
      case Query.Incidents incidents -> incidentRecorder.answer(incidents);
      case Query.Help help -> PlainReports.help(socket == ClientSocket.COMMAND);
      case Query.Autoscale scale ->
          PlainReports.autoscale(settings.now().autoscale(), autoscale.averageBusy());
      case Query.Refused refused -> refused.answer();
    };
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
