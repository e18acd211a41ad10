package dev.tidegate.tools.dashboard;

import dev.tidegate.tools.view.Figures;
import dev.tidegate.tools.view.HeardMessage;
import dev.tidegate.tools.view.IncidentPicture;
import dev.tidegate.tools.view.PoolPicture;
import dev.tidegate.tools.view.ServerInfo;
import dev.tidegate.tools.view.SlotPicture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Tells what is new in one pool, out of its picture as it was and as it is. */
final class PoolFeed {
  /** What is heard beyond that between two looks is counted, routine first. */
  static final int MAX_MESSAGES = 100;

  private static final long SLOTS_EVERY_MILLIS = 200;
  private static final long FIGURES_EVERY_MILLIS = 1_000;

  private Optional<PoolPicture> told = Optional.empty();
  private List<SlotPicture> toldSlots = List.of();
  private final Map<Integer, Instant> toldTimelines = new HashMap<>();
  private long lastMessage;
  private long slotsAtMillis;
  private long figuresAtMillis;
  private boolean wasNoneFree;
  private Optional<String> all = Optional.empty();

  /** Tells one who knows nothing how the pool was when it was last told of. */
  void tellAll(BiConsumer<String, String> tell) {
    if (told.isPresent()) {
      String text = all.orElseGet(() -> all(told.get(), toldSlots));
      all = Optional.of(text);
      tell.accept("pool", text);
    }
  }

  /**
   * Tells what is different now.
   *
   * @param nowMillis since 1970
   * @param tell takes the type of an event and its data
   */
  void tellNews(PoolPicture picture, long nowMillis, BiConsumer<String, String> tell) {
    if (told.isEmpty() || isAnother(told.get(), picture)) {
      tell.accept("pool", all(picture, picture.slots()));
      startOver(picture, nowMillis);
      return;
    }
    if (!isSame(told.get(), picture)) {
      all = Optional.empty();
    }
    tellLink(told.get(), picture, nowMillis, tell);
    tellMessages(picture, tell);
    tellIncidents(told.get().incidents(), picture, tell);
    if (nowMillis - slotsAtMillis >= SLOTS_EVERY_MILLIS) {
      tellSlots(picture, nowMillis, tell);
    }
    boolean isNoneFree = picture.figures().saturation().noneFreeSince().isPresent();
    if (nowMillis - figuresAtMillis >= FIGURES_EVERY_MILLIS || isNoneFree != wasNoneFree) {
      tellFigures(picture, nowMillis, tell);
    }
    told = Optional.of(picture);
  }

  private static String all(PoolPicture picture, List<SlotPicture> slots) {
    return JsonText.object(json -> PoolJson.all(json, picture, slots));
  }

  private void startOver(PoolPicture picture, long nowMillis) {
    told = Optional.of(picture);
    toldSlots = picture.slots();
    all = Optional.empty();
    toldTimelines.clear();
    toldSlots.forEach(this::remember);
    lastMessage = picture.lastHeard();
    slotsAtMillis = nowMillis;
    figuresAtMillis = nowMillis;
    wasNoneFree = picture.figures().saturation().noneFreeSince().isPresent();
  }

  private void remember(SlotPicture slot) {
    if (!slot.timeline().isEmpty()) {
      toldTimelines.put(slot.number(), slot.timeline().getLast().at());
    }
  }

  /** Whether it is of another multiplexor, another start, another size or another link. */
  private static boolean isAnother(PoolPicture before, PoolPicture now) {
    return before.slots().size() != now.slots().size()
        || !before.server().map(PoolFeed::identity).equals(now.server().map(PoolFeed::identity))
        || before.link().isLive() != now.link().isLive();
  }

  private static List<Object> identity(ServerInfo server) {
    return List.of(
        server.kind(),
        server.epoch(),
        server.version(),
        server.host(),
        server.told(),
        server.privileged());
  }

  private static void tellLink(
      PoolPicture before, PoolPicture now, long nowMillis, BiConsumer<String, String> tell) {
    if (!before.link().equals(now.link())) {
      tell.accept(
          "link",
          JsonText.object(
              json -> {
                json.put("pool", now.name());
                PoolJson.link(json, now);
                json.put("now", nowMillis);
              }));
    }
  }

  private void tellMessages(PoolPicture picture, BiConsumer<String, String> tell) {
    if (picture.lastHeard() == lastMessage) {
      return;
    }
    List<HeardMessage> fresh = new ArrayList<>();
    long from = lastMessage;
    picture.messages().stream().filter(each -> each.id() > from).forEach(fresh::add);
    long oldest = fresh.isEmpty() ? picture.lastHeard() + 1 : fresh.getFirst().id();
    List<HeardMessage> all =
        new ArrayList<>(
            picture.notable().stream()
                .filter(each -> each.id() > from && each.id() < oldest)
                .toList());
    all.addAll(fresh);
    thin(all);
    long skipped = picture.lastHeard() - from - all.size();
    lastMessage = picture.lastHeard();
    tell.accept(
        "messages",
        JsonText.object(
            json ->
                json.put("pool", picture.name())
                    .putObjects("messages", all, PoolJson::message)
                    .put("skipped", skipped)));
  }

  private static void thin(List<HeardMessage> messages) {
    int tooMany = messages.size() - MAX_MESSAGES;
    for (int at = 0; at < messages.size() && tooMany > 0; ) {
      if (messages.get(at).weight() == HeardMessage.Weight.ROUTINE) {
        messages.remove(at);
        tooMany--;
      } else {
        at++;
      }
    }
    while (messages.size() > MAX_MESSAGES) {
      messages.removeFirst();
    }
  }

  private static void tellIncidents(
      List<IncidentPicture> before, PoolPicture picture, BiConsumer<String, String> tell) {
    if (before.equals(picture.incidents())) {
      return;
    }
    List<IncidentPicture> fresh =
        picture.incidents().stream().filter(each -> !before.contains(each)).toList();
    for (IncidentPicture each : fresh.reversed()) {
      tell.accept(
          "incident",
          JsonText.object(
              json -> {
                json.put("pool", picture.name());
                IncidentJson.write(json, each);
              }));
    }
  }

  private void tellSlots(PoolPicture picture, long nowMillis, BiConsumer<String, String> tell) {
    List<SlotPicture> slots = picture.slots();
    if (isSame(slots, toldSlots)) {
      return;
    }
    List<SlotPicture> changed = new ArrayList<>();
    for (int at = 0; at < slots.size(); at++) {
      if (isNews(toldSlots.get(at), slots.get(at))) {
        changed.add(slots.get(at));
      }
    }
    toldSlots = slots;
    all = Optional.empty();
    if (changed.isEmpty()) {
      return;
    }
    slotsAtMillis = nowMillis;
    Figures figures = picture.figures();
    tell.accept(
        "slots",
        JsonText.object(
            json ->
                json.put("pool", picture.name())
                    .put("now", nowMillis)
                    .put("counts", inner -> PoolJson.counts(inner, figures))
                    .putObjects("slots", changed, (inner, slot) -> slot(inner, slot, figures))));
    changed.forEach(this::remember);
  }

  private void slot(JsonText json, SlotPicture slot, Figures figures) {
    Instant after = toldTimelines.getOrDefault(slot.number(), Instant.MIN);
    PoolJson.slot(json, slot, figures, after);
  }

  /** Whether anything is different but the age, which grows by itself. */
  private static boolean isNews(SlotPicture before, SlotPicture now) {
    return !isSame(before, now)
        && !(before.state() == now.state()
            && before.drained() == now.drained()
            && before.pid().equals(now.pid())
            && before.changedAt().equals(now.changedAt())
            && before.tag().equals(now.tag())
            && before.command().equals(now.command())
            && before.incident().equals(now.incident())
            && before.requests().equals(now.requests())
            && before.timeoutAt().equals(now.timeoutAt())
            && before.memoryKib().equals(now.memoryKib())
            && before.privateKib().equals(now.privateKib())
            && Objects.equals(before.stderr(), now.stderr()));
  }

  private void tellFigures(PoolPicture picture, long nowMillis, BiConsumer<String, String> tell) {
    figuresAtMillis = nowMillis;
    wasNoneFree = picture.figures().saturation().noneFreeSince().isPresent();
    tell.accept(
        "figures",
        JsonText.object(
            json ->
                json.put("pool", picture.name())
                    .put("now", nowMillis)
                    .putTime("asOf", picture.asOf())
                    .put("figures", inner -> PoolJson.figures(inner, picture))
                    .putObjects("listeners", picture.listeners(), PoolJson::listener)));
  }

  /** Most often it is the very same, and then nothing needs to be compared. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(Object before, Object now) {
    return before == now;
  }
}
