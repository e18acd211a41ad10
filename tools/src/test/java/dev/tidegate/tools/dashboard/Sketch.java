package dev.tidegate.tools.dashboard;

import dev.tidegate.protocol.notify.WorkerState;
import dev.tidegate.tools.view.FigureHistory;
import dev.tidegate.tools.view.Figures;
import dev.tidegate.tools.view.FilterState;
import dev.tidegate.tools.view.HeardMessage;
import dev.tidegate.tools.view.IncidentPicture;
import dev.tidegate.tools.view.Link;
import dev.tidegate.tools.view.ListenerPicture;
import dev.tidegate.tools.view.PoolPicture;
import dev.tidegate.tools.view.RequestClass;
import dev.tidegate.tools.view.RequestTimeouts;
import dev.tidegate.tools.view.ServerInfo;
import dev.tidegate.tools.view.SlotPicture;
import dev.tidegate.tools.view.Stats;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** A picture of a pool that a test makes up; every method changes it and returns it. */
public final class Sketch {
  /** Now. */
  public static final Instant NOW = Instant.ofEpochMilli(1_000_000_000);

  private static final OptionalLong NONE = OptionalLong.empty();
  private final String name;
  private Link link = new Link.Live();
  private Set<ServerInfo.Source> told = Set.of(ServerInfo.Source.EVENTS, ServerInfo.Source.STATS);
  private ServerInfo.Kind kind = ServerInfo.Kind.TIDEGATE;
  private String epoch = "0123456789abcdef";
  private Optional<Stats> stats = Optional.empty();
  private OptionalInt free = OptionalInt.of(1);
  private Optional<Instant> noneFreeSince = Optional.empty();
  private List<SlotPicture> slots = new ArrayList<>();
  private List<HeardMessage> messages = new ArrayList<>();
  private List<HeardMessage> notable = new ArrayList<>();
  private List<IncidentPicture> incidents = new ArrayList<>();

  /** Begins one of a live pool of ours. */
  public Sketch(String name) {
    this.name = name;
  }

  public Sketch link(Link its) {
    link = its;
    return this;
  }

  public Sketch reference() {
    kind = ServerInfo.Kind.REFERENCE;
    told = Set.of(ServerInfo.Source.WORKERS, ServerInfo.Source.LOAD);
    return this;
  }

  public Sketch told(ServerInfo.Source... sources) {
    told = Set.of(sources);
    return this;
  }

  public Sketch epoch(String its) {
    epoch = its;
    return this;
  }

  public Sketch stats(Stats its) {
    stats = Optional.of(its);
    return this;
  }

  public Sketch noneFree() {
    free = OptionalInt.of(0);
    noneFreeSince = Optional.of(NOW);
    return this;
  }

  public Sketch slot(int number, WorkerState state, String tag) {
    SlotPicture.StateAt last = new SlotPicture.StateAt(NOW.minusMillis(500), Optional.of(state));
    slots = new ArrayList<>(slots);
    slots.add(
        new SlotPicture(
            number,
            state,
            OptionalLong.of(4_711),
            Optional.of(NOW.minusMillis(500)),
            RequestClass.ofWord(tag.split(" ", 2)[0]),
            Optional.empty(),
            Optional.empty(),
            Optional.of(tag),
            Optional.empty(),
            NONE,
            NONE,
            Optional.empty(),
            NONE,
            NONE,
            NONE,
            false,
            List.of(),
            NONE,
            List.of(last)));
    return this;
  }

  public Sketch noSlots() {
    slots = new ArrayList<>();
    return this;
  }

  /** Adds so many messages, numbered on; of those that are kept the last 200. */
  public Sketch heard(int count, HeardMessage.Weight weight) {
    messages = new ArrayList<>(messages);
    notable = new ArrayList<>(notable);
    for (int each = 0; each < count; each++) {
      HeardMessage message =
          new HeardMessage(
              lastHeard() + 1,
              NOW,
              Optional.of('S'),
              "status",
              "text",
              OptionalInt.of(0),
              NONE,
              weight);
      messages.add(message);
      if (weight != HeardMessage.Weight.ROUTINE) {
        notable.add(message);
      }
    }
    while (messages.size() > PoolPicture.MAX_MESSAGES) {
      messages.removeFirst();
    }
    return this;
  }

  private long lastHeard() {
    return messages.isEmpty() ? 0 : messages.getLast().id();
  }

  /** Returns it as it is now. */
  public PoolPicture picture() {
    Figures.Counts counts =
        new Figures.Counts(
            free,
            free,
            OptionalInt.of(2),
            OptionalInt.of(0),
            OptionalInt.of(0),
            OptionalInt.of(0),
            kind == ServerInfo.Kind.TIDEGATE ? free : OptionalInt.empty());
    Figures figures =
        new Figures(
            counts,
            new Figures.Queue(OptionalInt.of(0), OptionalInt.of(5), NONE),
            Map.of(),
            new Figures.Saturation(
                OptionalLong.of(1_500),
                NONE,
                kind == ServerInfo.Kind.REFERENCE,
                noneFreeSince,
                Optional.empty()),
            OptionalInt.of(3),
            OptionalInt.empty(),
            new RequestTimeouts(OptionalLong.of(30), Map.of(RequestClass.SCAN, 45L)),
            NONE);
    return new PoolPicture(
        name,
        link,
        NOW,
        Optional.of(NOW),
        Optional.of(
            new ServerInfo(
                kind,
                Optional.of("1.0"),
                Optional.of("mx"),
                Optional.of(epoch),
                Optional.of(NOW.minusSeconds(60)),
                told,
                true)),
        figures,
        List.copyOf(slots),
        List.of(),
        new FigureHistory(List.of()),
        List.copyOf(messages),
        List.copyOf(notable),
        List.copyOf(incidents),
        stats,
        lastHeard());
  }

  private static final FilterState FILTER =
      new FilterState(
          OptionalLong.of(2),
          Optional.of(
              new FilterState.Rereads(
                  3, 2, 1, NONE, OptionalLong.of(61_000), "exited with status 255", List.of())),
          Optional.of(
              new FilterState.WarmParent(
                  true, "ready", OptionalLong.of(99), NONE, OptionalLong.of(1_024), 0)));

  /**
   * Returns what a multiplexor counted of its scans, in buckets of up to 10 and 100 ms, and more.
   */
  public static Stats scans(long answered, List<Long> bounds, List<Long> buckets) {
    Stats.Histogram times = new Stats.Histogram(answered, 1_500, buckets);
    return new Stats(
        "{}",
        "0123456789abcdef",
        Optional.empty(),
        NONE,
        NONE,
        OptionalLong.of(7),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Map.of(),
        Map.of(),
        Map.of(
            RequestClass.SCAN,
            new Stats.Requests(Map.of("answered", answered, "no_response", -1L), times, times)),
        bounds,
        Map.of("request", 2L),
        OptionalLong.of(0),
        Map.of("busy_timeout", 1L),
        OptionalLong.of(0),
        OptionalLong.of(3),
        Map.of("status", 40L),
        Map.of(),
        Map.of("holding", 1L),
        FILTER,
        Map.of(),
        Optional.empty(),
        List.of(new ListenerPicture(1, "YZ", false, 12, 0, 5)),
        List.of());
  }
}
