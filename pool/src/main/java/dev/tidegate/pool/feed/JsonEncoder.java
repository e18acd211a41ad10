package dev.tidegate.pool.feed;

import dev.tidegate.pool.counters.CommandClass;
import dev.tidegate.pool.requests.CommandText;
import dev.tidegate.pool.values.WorkerExit;
import dev.tidegate.protocol.notify.InterestLine;
import dev.tidegate.protocol.notify.JsonLine;
import dev.tidegate.protocol.notify.MessageType;
import dev.tidegate.protocol.notify.PoolCounts;
import dev.tidegate.protocol.notify.WorkerState;

/** Messages as objects of JSON, one a line. */
final class JsonEncoder implements Encoder {
  private static final int MAX_SHARED_BYTES = 1 << 20;
  private static final long MILLI_NANOS = 1_000_000L;

  /** Of a name or a reason; what may be longer stands last in its object. */
  private static final int SHORT_BYTES = 512;

  private static final int STDERR_LINE_BYTES = 512;

  private final Ring ring;
  private final FeedSettings settings;
  private final JsonLine line = new JsonLine();
  private final RecentTexts events = new RecentTexts();
  private final SnapshotCache snapshot;
  private int mostListeners;

  JsonEncoder(Ring ring, FeedSettings settings) {
    this.ring = ring;
    this.settings = settings;
    this.mostListeners = settings.listeners();
    snapshot = new SnapshotCache(ring.slotCount(), MAX_SHARED_BYTES);
  }

  /** From now on so many may listen at once. */
  void limitListeners(int most) {
    mostListeners = most;
  }

  @Override
  public byte[] event(RingEntry event) {
    return events.text(event, this::print);
  }

  private byte[] print(RingEntry event) {
    begin(event.seq, event.wallMillis, event.type());
    counts(
        event.free,
        event.idle,
        event.busy,
        event.stopped,
        event.killed,
        event.queued,
        event.serviceable);
    if (event.type() == MessageType.STATUS) {
      line.number("worker", event.slot).number("pid", event.pid);
      if (event.isTag) {
        line.text("tag", ring.words(event));
      } else {
        line.text("from", event.from().word()).text("to", event.to().word());
        line.text("reason", ring.words(event));
      }
    }
    ring.rare(event).ifPresent(this::more);
    return line.end();
  }

  private void more(FeedEvent event) {
    switch (event) {
      case FeedEvent.BusyTimeout timeout -> {
        line.number("worker", timeout.slot()).number("pid", timeout.pid());
        line.number("elapsedMs", timeout.elapsedMillis()).number("incident", timeout.incident());
        line.text("queueId", timeout.queueId(), SHORT_BYTES).text("command", timeout.command());
      }
      case FeedEvent.WorkerDied died -> {
        line.number("worker", died.slot()).number("pid", died.pid());
        line.number(died.bySignal() ? "signal" : "exit", died.code());
        line.flag("outOfMemory", died.outOfMemory()).number("incident", died.incident());
        line.text("queueId", died.queueId(), SHORT_BYTES).text("command", died.command());
      }
      case FeedEvent.Reread(long generation, boolean bySignal) ->
          line.number("generation", generation).text("by", bySignal ? "signal" : "command");
      case FeedEvent.RereadFailed failed -> {
        line.number("generation", failed.generation());
        line.text("by", failed.bySignal() ? "signal" : "command");
        failed.exit().ifPresent(this::exit);
        line.text("reason", failed.how(), SHORT_BYTES);
        line.texts("stderr", failed.stderr(), STDERR_LINE_BYTES);
      }
      case FeedEvent.StateChanged _,
          FeedEvent.Tagged _,
          FeedEvent.FreeWorkers _,
          FeedEvent.NoneFree _,
          FeedEvent.SomeFree _,
          FeedEvent.ServiceableWorkers _ ->
          throw new IllegalArgumentException("nothing more is known of " + event);
    }
  }

  private void exit(WorkerExit exit) {
    switch (exit) {
      case WorkerExit.Exited(int status) -> line.number("exit", status);
      case WorkerExit.Signalled(int signal) -> line.number("signal", signal);
    }
  }

  /** Nothing: the answer to the interest line stands there. */
  @Override
  public byte[] snapshotBegin() {
    return NOTHING;
  }

  @Override
  public byte[] slot(StateAt state, int slot, long seq) {
    if (seq != state.lastSeq()) {
      return runningSlot(state, slot, seq);
    }
    return snapshot.text(state, slot, () -> runningSlot(state, slot, seq));
  }

  private byte[] runningSlot(StateAt state, int slot, long seq) {
    SlotView view = ring.slotBefore(slot, state.untilSeq());
    return view.to() == WorkerState.STOPPED ? NOTHING : changedSlot(state, slot, view, seq);
  }

  @Override
  public byte[] changedSlot(StateAt state, int slot, SlotView view, long seq) {
    beginStated(state, MessageType.STATUS, seq);
    line.number("worker", slot).text("to", view.to().word()).number("pid", view.pid());
    long sinceNanos = state.counts().nanos() - view.sinceNanos();
    line.number("sinceMs", Math.max(0, sinceNanos) / MILLI_NANOS);
    String queueId = CommandText.queueIdOf(view.command(), CommandClass.of(view.command()));
    line.text("tag", view.tag(), SHORT_BYTES).text("queueId", queueId, SHORT_BYTES);
    return line.text("command", view.command()).end();
  }

  @Override
  public byte[] stated(StateAt state, MessageType type, long seq) {
    beginStated(state, type, seq);
    return line.end();
  }

  private void beginStated(StateAt state, MessageType type, long seq) {
    begin(seq, state.counts().wallMillis(), type);
    line.flag("snapshot", true);
    counts(state.counts().counts());
  }

  @Override
  public byte[] snapshotEnd(StateAt state, long seq) {
    begin("snapshot", state.counts(), seq);
    return line.end();
  }

  @Override
  public byte[] dropped(StateAt state, long count, long firstSeq, long lastSeq, long seq) {
    begin("dropped", state.counts(), seq);
    line.number("count", count).number("firstSeq", firstSeq).number("lastSeq", lastSeq);
    return line.end();
  }

  @Override
  public byte[] alive(CountsAt now, long seq) {
    begin("heartbeat", now, seq);
    return line.end();
  }

  @Override
  public byte[] lineTooLong(CountsAt now, long seq) {
    begin("error", now, seq);
    return line.text("message", "line too long").end();
  }

  /** Prints the answer to an interest line. */
  byte[] hello(CountsAt now, InterestLine asked, Resumption resumption, long seq) {
    begin("hello", now, seq);
    line.text("types", asked.interest().letters()).texts("words", asked.words());
    if (resumption != Resumption.NOT_ASKED) {
      line.flag("resumed", resumption == Resumption.RESUMED);
    }
    if (!resumption.reason().isEmpty()) {
      line.text("reason", resumption.reason());
    }
    line.text("version", settings.version(), SHORT_BYTES);
    line.text("host", settings.host(), SHORT_BYTES).number("maxWorkers", ring.slotCount());
    line.open("limits").number("listeners", mostListeners);
    line.number("events", settings.events()).number("bytes", settings.bytes()).close();
    return line.end();
  }

  private void begin(String type, CountsAt now, long seq) {
    begin(seq, now.wallMillis()).text("type", type);
    counts(now.counts());
  }

  private void begin(long seq, long wallMillis, MessageType type) {
    begin(seq, wallMillis).text("type", type.jsonName());
    if (type.hasLetter()) {
      line.text("letter", String.valueOf(type.letter()));
    }
  }

  private JsonLine begin(long seq, long wallMillis) {
    return line.begin().text("epoch", settings.epoch()).number("seq", seq).time("time", wallMillis);
  }

  private void counts(PoolCounts counts) {
    counts(
        counts.free(),
        counts.idle(),
        counts.busy(),
        counts.stopped(),
        counts.killed(),
        counts.queued(),
        counts.serviceable());
  }

  private void counts(
      int free, int idle, int busy, int stopped, int killed, int queued, int serviceable) {
    line.number("free", free).number("idle", idle).number("busy", busy);
    line.number("stopped", stopped).number("killed", killed).number("queued", queued);
    line.number("serviceable", serviceable);
  }
}
