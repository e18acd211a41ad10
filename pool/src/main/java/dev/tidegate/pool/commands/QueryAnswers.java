package dev.tidegate.pool.commands;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.Timers;
import dev.tidegate.pool.counters.CommandClass;
import dev.tidegate.pool.counters.Counters;
import dev.tidegate.pool.history.History;
import dev.tidegate.pool.reports.LoadReports;
import dev.tidegate.pool.reports.PlainReports;
import dev.tidegate.pool.reports.SlotReports;
import dev.tidegate.pool.reports.Totals;
import dev.tidegate.pool.requests.RequestQueue;
import dev.tidegate.pool.scaling.Autoscale;
import dev.tidegate.pool.values.ClientSocket;
import dev.tidegate.pool.workers.IncidentRecorder;
import dev.tidegate.pool.workers.Maintenance;
import dev.tidegate.pool.workers.Rereads;
import dev.tidegate.pool.workers.Slot;
import dev.tidegate.pool.workers.SlotTransitions;
import dev.tidegate.pool.workers.WorkerLifecycle;
import dev.tidegate.pool.workers.Workers;
import dev.tidegate.protocol.control.Query;
import java.util.List;

/** Answers queries: the commands that are answered from the state of the pool alone. */
public final class QueryAnswers {
  private final EventContext context;
  private final SlotTransitions slotTransitions;
  private final Workers workers;
  private final RequestQueue queue;
  private final Counters counters;
  private final History history;
  private final Autoscale autoscale;
  private final StatsReport statsReport;
  private final IncidentRecorder incidentRecorder;
  private final long startNanos;

  public QueryAnswers(
      EventContext context,
      SlotTransitions slotTransitions,
      WorkerLifecycle lifecycle,
      Maintenance maintenance,
      Rereads rereads,
      RequestQueue queue) {
    this.context = context;
    this.slotTransitions = slotTransitions;
    this.workers = slotTransitions.workers();
    this.queue = queue;
    this.counters = lifecycle.journal().counters();
    this.history = lifecycle.journal().history();
    this.autoscale = maintenance.autoscale();
    this.statsReport =
        new StatsReport(context, slotTransitions, lifecycle, autoscale, rereads, queue);
    this.incidentRecorder = lifecycle.incidentRecorder();
    this.startNanos = context.nanos();
  }

  /** Returns the complete answer to a query. */
  public String answer(Query query, ClientSocket socket) {
    List<Slot> slots = workers.slots();
    return switch (query) {
      case Query.Free free -> PlainReports.free(workers.free());
      case Query.Version version -> context.settings().version();
      case Query.Status status -> SlotReports.status(workers.slotsInSight(), totals());
      case Query.Workers list ->
          SlotReports.workers(workers.slotsInSight(), list.busyOnly(), context.nanos());
      case Query.WorkerInfo info -> SlotReports.workerInfo(slots, info.number(), context.nanos());
      case Query.Load load ->
          LoadReports.load(CommandClass.of(load.word()), history, totals(), context.seconds());
      case Query.Load1 load ->
          LoadReports.load1(load.seconds(), slots, history, totals(), context.seconds());
      case Query.HourlyLoad load ->
          LoadReports.hourlyLoad(CommandClass.of(load.word()), history, context.wallSeconds());
      case Query.Histo histo -> LoadReports.histo(history);
      case Query.Msgs msgs -> PlainReports.msgs(counters.scans());
      case Query.Stats stats -> statsReport.answer(socket == ClientSocket.COMMAND);
      case Query.Incidents incidents -> incidentRecorder.answer(incidents);
      case Query.Help help -> PlainReports.help(socket == ClientSocket.COMMAND);
      case Query.Autoscale scale ->
          PlainReports.autoscale(context.settings().autoscale(), autoscale.averageBusy());
      case Query.Refused refused -> refused.answer();
    };
  }

  private Totals totals() {
    return new Totals(
        slotTransitions.counts(),
        counters.scans(),
        workers.activations(),
        queue.limit(),
        (context.nanos() - startNanos) / Timers.SECOND_NANOS);
  }
}
