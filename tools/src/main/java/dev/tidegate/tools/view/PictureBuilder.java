package dev.tidegate.tools.view;

import dev.tidegate.client.Update;
import dev.tidegate.client.Update.Cause;
import dev.tidegate.client.Update.Server;
import dev.tidegate.protocol.notify.CleanText;
import dev.tidegate.protocol.notify.Message;
import dev.tidegate.protocol.notify.MessageForm;
import dev.tidegate.tools.view.HeardMessage.Weight;
import dev.tidegate.tools.view.ServerInfo.Kind;
import dev.tidegate.tools.view.ServerInfo.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Makes the picture of one multiplexor out of what was heard and answered, without a socket or a
 * clock.
 */
final class PictureBuilder {
  /** A smaller difference between two clocks is taken for the way of a message. */
  private static final Duration SAME_CLOCK = Duration.ofSeconds(2);

  /** Of the notification socket, the lighter first. */
  private enum Trouble {
    NONE,
    SILENT,
    LOST
  }

  private final String name;
  private final LinkState link;
  private final SlotModel slots = new SlotModel();
  private final CountModel counts = new CountModel();
  private final Rates pace = new Rates();
  private final EventLog eventLog = new EventLog();
  private final Recent<FigureHistory.Sample> samples = new Recent<>(FigureHistory.MAX_SAMPLES);
  private final Set<Source> told = EnumSet.noneOf(Source.class);
  private final List<IncidentPicture> incidents = new ArrayList<>();
  private final List<IncidentPicture> freshIncidents = new ArrayList<>();
  private Optional<Kind> kind = Optional.empty();
  private boolean privileged;
  private Optional<String> version = Optional.empty();
  private Optional<String> host = Optional.empty();
  private Optional<String> epoch = Optional.empty();
  private Optional<Instant> startedAt = Optional.empty();
  private Optional<Stats> stats = Optional.empty();
  private Map<RequestClass, Figures.ClassFigures> load = Map.of();
  private OptionalInt maxWorkers = OptionalInt.empty();
  private OptionalInt queueLimit = OptionalInt.empty();
  private Duration skew = Duration.ZERO;
  private long seq = -1;
  private boolean replaying;
  private boolean wasLive;

  /** What was said last of the notification socket. */
  private Trouble toldOfEvents = Trouble.NONE;

  /** What was said last of the command socket's trouble; empty if there is none. */
  private String toldOfAnswers = "";

  private boolean figuresChanged = true;
  private boolean allChanged = true;

  PictureBuilder(String name, boolean events, boolean answers) {
    this.name = name;
    link = new LinkState(events, answers);
  }

  /** The listener has learnt something. */
  void take(Update update, Instant now) {
    switch (update.cause()) {
      case Cause.Received(Message message, String _) -> hear(message, now);
      case Cause.ServerIdentified(Server server) -> meet(server, now);
      case Cause.Disconnected(String why, var _) -> loseEvents(why, now);
      case Cause.Refused(String answer, var _) ->
          loseEvents("it takes no further listener: " + answer, now);
      case Cause.HeartbeatMissed(Duration silence) -> {
        link.silent(now);
        trouble(Trouble.SILENT, "no sign of life for " + silence.toSeconds() + " s", now);
      }
      case Cause.Polled(int _), Cause.PollFailed(String _) -> {}
    }
    follow(now);
  }

  private void loseEvents(String why, Instant now) {
    link.lostEvents(why, now);
    told.remove(Source.EVENTS);
    trouble(Trouble.LOST, why, now);
  }

  private void meet(Server server, Instant now) {
    switch (server) {
      case Server.Reference() -> learnKind(Kind.REFERENCE);
      case Server.Extended() -> learnKind(Kind.TIDEGATE);
      case Server.Json(String itsVersion, String itsHost) -> {
        learnKind(Kind.TIDEGATE);
        version = Optional.of(CleanText.of(itsVersion, 100));
        host = Optional.of(CleanText.of(itsHost, 100));
      }
    }
    relieve(Trouble.LOST, "connected again", now);
    told.add(Source.EVENTS);
    allChanged = true;
  }

  private void learnKind(Kind found) {
    if (!kind.equals(Optional.of(found))) {
      if (kind.isPresent()) {
        forgetServer();
      }
      kind = Optional.of(found);
      allChanged = true;
    }
  }

  /** What the one before has told would stand as if this one told it, which perhaps never does. */
  private void forgetServer() {
    version = Optional.empty();
    host = Optional.empty();
    epoch = Optional.empty();
    startedAt = Optional.empty();
    stats = Optional.empty();
    load = Map.of();
    seq = -1;
    told.removeAll(EnumSet.of(Source.STATS, Source.WORKERS, Source.LOAD, Source.INCIDENTS));
    incidents.clear();
    counts.forget();
    slots.forget();
    pace.forget();
  }

  private void hear(Message message, Instant now) {
    link.heard(message.form() instanceof MessageForm.Json, now);
    relieve(Trouble.SILENT, "it is heard again", now);
    if (message instanceof Message.Hello hello) {
      hearHello(hello, now);
    }
    boolean current = !replaying;
    Instant at = now;
    if (message.form() instanceof MessageForm.Json json) {
      Instant itsTime = json.time().plus(skew);
      at = itsTime.isBefore(now) ? itsTime : now;
      seq = json.seq();
      if (current) {
        counts.take(json.counts(), at);
      }
    } else {
      hearLevel(message, now);
    }
    boolean stated = message.form() instanceof MessageForm.Json json && json.snapshot();
    hearOfSlots(message, stated ? now : at);
    if (!stated) {
      Instant when = at;
      MessageText.of(message).ifPresent(phrase -> eventLog.add(phrase, when));
    }
    figuresChanged = true;
  }

  private void hearHello(Message.Hello hello, Instant now) {
    if (hello.form() instanceof MessageForm.Json json) {
      Duration difference = Duration.between(json.time(), now);
      skew = difference.abs().compareTo(SAME_CLOCK) < 0 ? Duration.ZERO : difference;
      meetEpoch(json.epoch(), now);
    }
    replaying = hello.resumption() == Message.Resumption.RESUMED;
    maxWorkers = OptionalInt.of(hello.maxWorkers());
    slots.beginSnapshot(hello.maxWorkers());
  }

  private void meetEpoch(String itsEpoch, Instant now) {
    if (itsEpoch.isEmpty() || epoch.equals(Optional.of(itsEpoch))) {
      return;
    }
    if (epoch.isPresent()) {
      eventLog.add(
          MessageText.Phrase.of("restarted", "the multiplexor was started again", Weight.ALARMING),
          now);
      pace.forget();
      incidents.clear();
      stats = Optional.empty();
      startedAt = Optional.empty();
    }
    epoch = Optional.of(itsEpoch);
    seq = -1;
    allChanged = true;
  }

  private void hearLevel(Message message, Instant now) {
    if (message instanceof Message.FreeWorkers(_, int free)) {
      counts.free(OptionalInt.of(free), now);
    } else if (message instanceof Message.NoneFree) {
      counts.free(OptionalInt.of(0), now);
    } else if (message instanceof Message.SomeFree) {
      counts.someFree(now);
    }
  }

  private void hearOfSlots(Message message, Instant at) {
    switch (message) {
      case Message.StateChanged changed -> {
        slots.hear(changed, at);
        if (changed.form() instanceof MessageForm.Letters) {
          counts.count(slots, at);
        }
      }
      case Message.Tagged tagged -> slots.hear(tagged, at);
      case Message.WorkerStated stated -> {
        replaying = false;
        slots.hear(stated, at);
      }
      case Message.SnapshotEnded _ -> {
        replaying = false;
        slots.endSnapshot(at);
      }
      case Message.Hello _,
          Message.NoneFree _,
          Message.SomeFree _,
          Message.FreeWorkers _,
          Message.ServiceableWorkers _,
          Message.BusyTimeout _,
          Message.WorkerDied _,
          Message.Reread _,
          Message.RereadFailed _,
          Message.Greeting _,
          Message.SnapshotBegun _,
          Message.Heartbeat _,
          Message.Dropped _,
          Message.NoListeningSlots _,
          Message.Complaint _,
          Message.Unknown _ -> {}
    }
  }

  /** Returns a mark for an answer: it is not newer than what is heard after this. */
  long mark() {
    return slots.mark();
  }

  /** What the command socket can do is known. */
  void take(ReferenceReader.Abilities abilities, Optional<String> itsVersion, Instant now) {
    link.answered(now);
    learnKind(abilities.stats() ? Kind.TIDEGATE : Kind.REFERENCE);
    privileged = abilities.privileged();
    version = itsVersion.or(() -> version);
    allChanged = true;
    follow(now);
  }

  void take(Stats answer, long mark, Instant now) {
    link.answered(now);
    learnKind(Kind.TIDEGATE);
    told.add(Source.STATS);
    meetEpoch(answer.epoch(), now);
    stats = Optional.of(answer);
    host = answer.host().or(() -> host);
    version = answer.version().or(() -> version);
    startedAt = startedAt.or(() -> LiveSlot.ago(answer.uptimeMillis(), now));
    pace.take(answer);
    slots.timeouts(RequestTimeouts.of(answer.configuration()));
    maxWorkers =
        number(answer.configuration(), "maxWorkers")
            .map(most -> ReferenceReader.toInt(OptionalLong.of(most)))
            .orElse(maxWorkers);
    queueLimit = ReferenceReader.toInt(Stats.number(answer.queue(), "limit"));
    if (!link.tellsEvents() || answer.seq().orElse(-1) >= seq) {
      counts.take(answer, now);
    }
    counts.drained(answer);
    slots.take(answer, mark, link.tellsEvents(), now);
    figuresChanged = true;
    recovered(now);
    follow(now);
  }

  private static Optional<Long> number(Map<String, String> texts, String field) {
    String text = texts.getOrDefault(field, "");
    return text.matches("[0-9]{1,9}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
  }

  /** Takes over the answers of a server that has no such document. */
  void take(
      ReferenceReader.Status status,
      List<ReferenceReader.Worker> workers,
      Map<RequestClass, Figures.ClassFigures> itsLoad,
      long mark,
      Instant now) {
    link.answered(now);
    told.add(Source.WORKERS);
    if (!itsLoad.isEmpty()) {
      told.add(Source.LOAD);
    }
    Instant started = now.minusSeconds(status.uptimeSeconds());
    if (startedAt.isPresent()
        && Duration.between(startedAt.get(), started).compareTo(Duration.ofSeconds(3)) > 0) {
      eventLog.add(
          MessageText.Phrase.of("restarted", "the multiplexor was started again", Weight.ALARMING),
          now);
      startedAt = Optional.empty();
      allChanged = true;
    }
    startedAt = startedAt.or(() -> Optional.of(started));
    maxWorkers = OptionalInt.of(status.states().size());
    queueLimit = OptionalInt.of(status.queueLimit());
    counts.queued(status.queued());
    load = new EnumMap<>(RequestClass.class);
    load.putAll(itsLoad);
    load.computeIfPresent(
        RequestClass.SCAN,
        (_, scans) ->
            new Figures.ClassFigures(
                scans.ratePerSecond(), scans.meanMillis(), OptionalLong.of(status.scans())));
    slots.take(status, workers, mark, now);
    if (slots.mark() == mark) {
      counts.count(slots, now);
    }
    figuresChanged = true;
    recovered(now);
    follow(now);
  }

  void take(IncidentReader.Answer answer, Instant now) {
    told.add(Source.INCIDENTS);
    if (!answer.epoch().isEmpty() && !epoch.equals(Optional.of(answer.epoch()))) {
      return;
    }
    for (IncidentPicture each : answer.incidents().reversed()) {
      if (each.id() > lastIncident()) {
        incidents.addFirst(each);
        freshIncidents.add(each);
        each.slot().ifPresent(slot -> slots.noteIncident(slot, each.id()));
      }
    }
    while (incidents.size() > PoolPicture.MAX_INCIDENTS) {
      incidents.removeLast();
    }
    figuresChanged = true;
    follow(now);
  }

  /** Returns the highest number of an incident that is known; 0 if there is none. */
  long lastIncident() {
    return incidents.isEmpty() ? 0 : incidents.getFirst().id();
  }

  /**
   * The command socket gave no usable answer.
   *
   * @param why in words
   * @param late whether it took the question and never answered
   */
  void noAnswer(String why, boolean late, Instant now) {
    link.noAnswer(why, late, now);
    told.removeAll(EnumSet.of(Source.STATS, Source.WORKERS, Source.LOAD, Source.INCIDENTS));
    // Once until it answers again: whether it is refused or late makes no news of it.
    if (toldOfAnswers.isEmpty()) {
      toldOfAnswers = why;
      eventLog.add(MessageText.Phrase.of("no_answer", why, Weight.ALARMING), now);
    }
    allChanged = true;
    follow(now);
  }

  private void recovered(Instant now) {
    if (!toldOfAnswers.isEmpty()) {
      eventLog.add(MessageText.Phrase.of("connected", "it answers again", Weight.NOTABLE), now);
      toldOfAnswers = "";
    }
  }

  /** Once, and not at each new try, which may fail in other words. */
  private void trouble(Trouble trouble, String why, Instant now) {
    if (toldOfEvents.compareTo(trouble) < 0) {
      toldOfEvents = trouble;
      String type = trouble == Trouble.LOST ? "lost" : "silent";
      eventLog.add(MessageText.Phrase.of(type, why, Weight.ALARMING), now);
    }
    allChanged = true;
  }

  private void relieve(Trouble trouble, String how, Instant now) {
    if (toldOfEvents == trouble) {
      toldOfEvents = Trouble.NONE;
      eventLog.add(MessageText.Phrase.of("connected", how, Weight.NOTABLE), now);
    }
  }

  private void follow(Instant now) {
    boolean live = link.link().isLive();
    if (wasLive && !live) {
      slots.lose(now);
      counts.lose(now);
      pace.forget();
      load = Map.of();
    }
    allChanged |= wasLive != live;
    wasLive = live;
  }

  /** A bug is told where an operator sees it. */
  void noteFault(RuntimeException fault, Instant now) {
    eventLog.add(
        MessageText.Phrase.of("fault", "this should not happen: " + fault, Weight.ALARMING), now);
  }

  /** A second is over: the history has one sample more. */
  void tick(Instant now) {
    OptionalInt lowest = counts.takeLowestFree();
    samples.add(
        wasLive
            ? new FigureHistory.Sample(
                now,
                counts.counts().free(),
                lowest,
                counts.counts().busy(),
                counts.queued(),
                stats.isPresent() ? pace.lastFigures() : load)
            : new FigureHistory.Sample(
                now,
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                Map.of()));
    figuresChanged = true;
  }

  boolean hasChanges() {
    return allChanged || figuresChanged || slots.hasChanges();
  }

  /** Returns the messages that were added since it was asked for last. */
  List<HeardMessage> takeHeard() {
    return eventLog.takeFresh();
  }

  List<IncidentPicture> takeIncidents() {
    List<IncidentPicture> taken = List.copyOf(freshIncidents);
    freshIncidents.clear();
    return taken;
  }

  /** Returns what is different since it was asked for last; empty if nothing is. */
  Optional<Change> takeChange(Instant now) {
    if (!hasChanges()) {
      return Optional.empty();
    }
    boolean all = slots.takeRenumbered() || allChanged;
    Set<Integer> changed = slots.takeChanged();
    allChanged = false;
    figuresChanged = false;
    PoolPicture picture = picture(now);
    if (all) {
      return Optional.of(new Change.PictureChanged(picture));
    }
    return Optional.of(
        changed.isEmpty()
            ? new Change.FiguresChanged(picture)
            : new Change.SlotsChanged(picture, changed));
  }

  PoolPicture picture(Instant now) {
    return new PoolPicture(
        name,
        link.link(),
        now,
        link.heardAt(),
        kind.map(
            known ->
                new ServerInfo(
                    known, version, host, epoch, startedAt, Set.copyOf(told), privileged)),
        figures(now),
        slots.pictures(),
        stats.map(Stats::listeners).orElse(List.of()),
        new FigureHistory(samples.view()),
        eventLog.all(),
        eventLog.notable(),
        List.copyOf(incidents),
        stats,
        eventLog.lastId());
  }

  private Figures figures(Instant now) {
    Map<String, Long> queue = stats.map(Stats::queue).orElse(Map.of());
    Map<String, String> configuration = stats.map(Stats::configuration).orElse(Map.of());
    return new Figures(
        counts.counts(),
        new Figures.Queue(counts.queued(), queueLimit, positive(queue, "oldestMs")),
        stats.isPresent() ? pace.figures() : load,
        counts.saturation(stats.map(Stats::saturation).orElse(Map.of()), now),
        maxWorkers,
        number(configuration, "minWorkers")
            .map(least -> ReferenceReader.toInt(OptionalLong.of(least)))
            .orElse(OptionalInt.empty()),
        RequestTimeouts.of(configuration),
        stats.map(known -> Stats.number(known.pool(), "generation")).orElse(OptionalLong.empty()));
  }

  private static OptionalLong positive(Map<String, Long> object, String field) {
    OptionalLong number = Stats.number(object, field);
    return number.isPresent() && number.getAsLong() >= 0 ? number : OptionalLong.empty();
  }
}
