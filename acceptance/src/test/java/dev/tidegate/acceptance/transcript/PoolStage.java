package dev.tidegate.acceptance.transcript;

import dev.tidegate.daemon.options.CommandLine;
import dev.tidegate.daemon.options.ParsedCommandLine;
import dev.tidegate.pool.Effect;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.Now;
import dev.tidegate.pool.Pool;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.LoaderKind;
import dev.tidegate.pool.values.ProcessFacts;
import dev.tidegate.pool.values.ReadySign;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** Our pool in virtual time, with workers, clients and listeners that are mere events. */
final class PoolStage implements Stage {
  private static final long START_NANOS = 5_000_000_000L;
  private static final Instant START = Instant.parse("2026-03-04T10:20:30Z");
  private static final long DEFAULT_MILLIS = 2_000;
  private static final DateTimeFormatter STATISTICS_TIME =
      DateTimeFormatter.ofPattern("dd/MM/yyyy:HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Heard heard;
  private final Pool pool;
  private final VirtualPeers peers;
  private final VirtualWorkers workers;
  private final Deque<Event> events = new ArrayDeque<>();
  private final boolean statistics;
  private long nanos = START_NANOS;
  private boolean stopped;
  private boolean over;

  PoolStage(Transcript transcript, Heard heard) {
    this.heard = heard;
    statistics = transcript.reads(Step.Journal.STATISTICS);
    heard.setClock(() -> nanos - START_NANOS);
    pool = new Pool(settings(options(transcript)), now());
    peers = new VirtualPeers(heard, feed());
    workers = new VirtualWorkers(heard, transcript.filter(), events::add);
    events.add(new Event.Started());
    drain();
  }

  private VirtualPeers.Feed feed() {
    return new VirtualPeers.Feed() {
      @Override
      public void accept(Event event) {
        events.add(event);
      }

      @Override
      public int take(long id, ByteBuffer into) {
        return pool.handle(id, into, now());
      }

      @Override
      public boolean takesLines(long id) {
        return pool.takesLines(id);
      }
    };
  }

  private static List<String> options(Transcript transcript) {
    List<String> options = new ArrayList<>(transcript.optionsFor(Side.POOL));
    if (transcript.reads(Step.Journal.STATISTICS)) {
      options.addAll(List.of("-t", "stats"));
    }
    return options;
  }

  private static PoolSettings settings(List<String> options) {
    return switch (CommandLine.parse(options, "0")) {
      case ParsedCommandLine.Run run -> run.options().pool();
      case ParsedCommandLine.Refused refused -> throw new IllegalArgumentException(refused.text());
      case ParsedCommandLine.Print print -> throw new IllegalArgumentException(print.text());
    };
  }

  private Now now() {
    return new Now(nanos, START.toEpochMilli() + (nanos - START_NANOS) / 1_000_000);
  }

  private void drain() {
    while (!stopped && !over && !events.isEmpty()) {
      handle(events.remove());
    }
  }

  private void handle(Event event) {
    heard.note("           event " + event);
    List<Event> results = new ArrayList<>();
    for (Effect effect : List.copyOf(pool.handle(event, now()))) {
      run(effect, results);
    }
    results.reversed().forEach(events::addFirst);
    peers.handled(event);
  }

  /** {@code results} takes what must be handled before any other event. */
  private void run(Effect effect, List<Event> results) {
    switch (effect) {
      case Effect.Spawn(int slot) -> results.add(workers.spawn(slot));
      case Effect.StartLoader(long loader, LoaderKind kind) ->
          results.add(workers.load(loader, kind));
      case Effect.StopLoader(long loader, _) -> workers.stopLoader(loader);
      case Effect.Adopt(long loader, int slot) -> workers.adopt(loader, slot);
      case Effect.AwaitReady(int slot) ->
          events.add(new Event.WorkerReady(slot, ReadySign.READS_STDIN));
      case Effect.Fork fork ->
          throw new IllegalStateException("there are no warm parents on this stage: " + fork);
      case Effect.SendToWorker(int slot, String line) ->
          results.add(workers.take(slot, line).orElseGet(() -> exitOf(slot)));
      case Effect.CloseStdin(int slot) -> workers.closeStdin(slot);
      case Effect.Signal(int slot, var signal) -> workers.signal(slot, signal);
      case Effect.Examine examine ->
          results.add(
              new Event.Examined(
                  examine.slot(), examine.look(), ProcessFacts.unread("it is in the mind")));
      case Effect.MeasureMemory measure -> {}
      case Effect.Answer answer -> peers.answer(answer);
      case Effect.Drop(long id) -> peers.drop(id);
      case Effect.WakeListener(long id) -> peers.wake(id);
      case Effect.CloseListener(long id) -> peers.closeWhenRead(id);
      case Effect.Log(var level, String text) ->
          heard.journal(Step.Journal.LOG, level.name().toLowerCase(Locale.ROOT) + " " + text);
      case Effect.LogOfClient(long id, var level, String text) ->
          heard.journal(
              Step.Journal.LOG,
              level.name().toLowerCase(Locale.ROOT) + " " + text + ", asked for by a client");
      case Effect.Statistic(String text) -> statistic(text);
      case Effect.TellServiceManager tell -> {}
      case Effect.StopAccepting() -> peers.stopAccepting();
      case Effect.Exit(int status) -> {
        over = true;
        peers.closeAll();
        heard.exited(status);
      }
    }
  }

  /** The exit of a worker that died before it could be handed a request. */
  private Event exitOf(int slot) {
    Event exit =
        events.stream()
            .filter(event -> event instanceof Event.WorkerExited gone && gone.slot() == slot)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("a request for the empty slot " + slot));
    events.remove(exit);
    return exit;
  }

  private void statistic(String text) {
    if (!statistics) {
      return;
    }
    Instant time = Instant.ofEpochMilli(now().wallMillis());
    heard.journal(
        Step.Journal.STATISTICS,
        "%s %d.%03d %s"
            .formatted(
                STATISTICS_TIME.format(time),
                time.getEpochSecond(),
                time.toEpochMilli() % 1000,
                text));
  }

  @Override
  public void act(Step.Act act) {
    switch (act) {
      case Step.Connect(String party, ClientSocket door, _) -> peers.connect(party, door);
      case Step.Crowd(int count, ClientSocket door) -> peers.crowd(count, door);
      case Step.Send send -> peers.send(send.party(), send.bytes(spool()));
      case Step.EndSending(String party) -> peers.endSending(party);
      case Step.HangUp(String party) -> peers.hangUp(party);
      case Step.Attend(String party, boolean reading) -> peers.attend(party, reading);
      case Step.Do(String worker, Deed deed, TextPattern text) -> {
        await(() -> workers.knows(worker), defaultMillis());
        workers.tell(worker, deed, text.toSend(spool()));
      }
      case Step.Signal(String name) -> signal(name);
      case Step.Rename _ -> {
        // files are the daemon's
      }
      case Step.Wait(long millis, _) -> await(() -> false, millis);
    }
    drain();
  }

  private void signal(String name) {
    switch (name) {
      case "INT" -> events.add(new Event.RereadSignalled());
      case "TERM" -> events.add(new Event.TerminateSignalled());
      case "STOP" -> stopped = true;
      case "CONT" -> stopped = false;
      case "HUP" -> {
        // the statistics file is the daemon's
      }
      default -> throw new IllegalStateException("no such signal: " + name);
    }
  }

  @Override
  public boolean await(BooleanSupplier condition, long millis) {
    long limitNanos = nanos + millis * 1_000_000;
    drain();
    while (!condition.getAsBoolean()) {
      long deadlineNanos = over || stopped ? Long.MAX_VALUE : pool.nextDeadlineNanos();
      if (deadlineNanos > limitNanos) {
        nanos = limitNanos;
        return condition.getAsBoolean();
      }
      nanos = Math.max(nanos, deadlineNanos);
      events.add(new Event.DeadlineReached());
      drain();
    }
    return true;
  }

  @Override
  public long defaultMillis() {
    return DEFAULT_MILLIS;
  }

  @Override
  public long settleMillis() {
    return 0;
  }

  @Override
  public String spool() {
    return "/spool";
  }

  @Override
  public boolean keeps(Step.Journal journal) {
    return switch (journal) {
      case LOG, STATISTICS -> true;
      case OUTPUT -> false;
    };
  }

  @Override
  public String stateOf(String file) {
    throw new IllegalStateException("the pool has no files");
  }

  @Override
  public void close() {}
}
