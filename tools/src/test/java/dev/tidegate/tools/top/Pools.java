package dev.tidegate.tools.top;

import dev.tidegate.protocol.notify.WorkerState;
import dev.tidegate.tools.view.FigureHistory;
import dev.tidegate.tools.view.Figures;
import dev.tidegate.tools.view.HeardMessage;
import dev.tidegate.tools.view.Link;
import dev.tidegate.tools.view.PoolPicture;
import dev.tidegate.tools.view.RequestClass;
import dev.tidegate.tools.view.RequestTimeouts;
import dev.tidegate.tools.view.ServerInfo;
import dev.tidegate.tools.view.SlotPicture;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Pictures of pools that never were. */
final class Pools {
  static final Instant NOW = Instant.parse("2026-11-22T06:14:27Z");
  static final Theme UNICODE = new Theme(Glyphs.UNICODE, ZoneOffset.UTC, false);
  static final Theme ASCII = new Theme(Glyphs.ASCII, ZoneOffset.UTC, false);

  private Pools() {}

  static View scene(PoolPicture picture) {
    return new View(List.of(picture), Viewing.first(false), NOW);
  }

  static View scene(PoolPicture picture, Viewing viewing) {
    return new View(List.of(picture), viewing, NOW);
  }

  /** Busy ones are those with a number that five divides; each has had another time. */
  static PoolPicture of(int slots) {
    return of(slots, new Link.Live(), server(ServerInfo.Kind.TIDEGATE, true));
  }

  static ServerInfo server(ServerInfo.Kind kind, boolean privileged) {
    return new ServerInfo(
        kind,
        Optional.of("0.1.0"),
        Optional.of("mx1"),
        Optional.of("5f2c90ab12cd34ef"),
        Optional.of(NOW.minusSeconds(90_000)),
        Set.of(ServerInfo.Source.EVENTS, ServerInfo.Source.STATS),
        privileged);
  }

  static PoolPicture of(int count, Link link, ServerInfo server) {
    List<SlotPicture> slots = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      slots.add(slot(number, number % 5 == 0 ? WorkerState.BUSY : WorkerState.IDLE, number % 97));
    }
    return with(slots, link, server);
  }

  static PoolPicture with(List<SlotPicture> slots, Link link, ServerInfo server) {
    OptionalInt some = OptionalInt.of(slots.size());
    OptionalInt none = OptionalInt.empty();
    Figures figures =
        new Figures(
            new Figures.Counts(some, some, some, some, some, some, some),
            new Figures.Queue(OptionalInt.of(3), OptionalInt.of(20), OptionalLong.of(1_500)),
            Map.of(
                RequestClass.SCAN,
                new Figures.ClassFigures(
                    OptionalDouble.of(2.5), OptionalDouble.of(130), OptionalLong.of(1_234))),
            new Figures.Saturation(
                OptionalLong.of(12_300),
                OptionalLong.of(0),
                false,
                Optional.empty(),
                Optional.empty()),
            some,
            none,
            new RequestTimeouts(OptionalLong.of(120), Map.of()),
            OptionalLong.of(1));
    List<FigureHistory.Sample> samples = new ArrayList<>();
    for (int second = 600; second > 0; second--) {
      samples.add(
          new FigureHistory.Sample(
              NOW.minusSeconds(second),
              some,
              some,
              OptionalInt.of(second % 7),
              none,
              figures.classes()));
    }
    List<HeardMessage> messages =
        List.of(
            new HeardMessage(
                1,
                NOW,
                Optional.of('U'),
                "worker_died",
                "worker 3 died of signal 9: scan q1 \u001b[2J<script>",
                OptionalInt.of(3),
                OptionalLong.empty(),
                HeardMessage.Weight.ALARMING));
    return new PoolPicture(
        "mx1",
        link,
        NOW,
        Optional.of(NOW),
        Optional.of(server),
        figures,
        slots,
        List.of(),
        new FigureHistory(samples),
        messages,
        messages,
        List.of(),
        Optional.empty(),
        1);
  }

  /** A slot that has been so for that many seconds. */
  static SlotPicture slot(int number, WorkerState state, int seconds) {
    boolean busy = state == WorkerState.BUSY;
    Instant since = NOW.minusSeconds(seconds);
    return new SlotPicture(
        number,
        state,
        OptionalLong.of(4_000_000 + number),
        Optional.of(since),
        busy ? Optional.of(RequestClass.SCAN) : Optional.empty(),
        busy ? Optional.of("scan Q" + number + " /tmp/x") : Optional.empty(),
        busy ? Optional.of("Q" + number) : Optional.empty(),
        busy ? Optional.of("\u001b[2Jscan Q" + number + " " + "x".repeat(200)) : Optional.empty(),
        busy ? Optional.of(since.plusSeconds(120)) : Optional.empty(),
        OptionalLong.of(12),
        OptionalLong.of(3),
        Optional.of(since),
        OptionalLong.of(1),
        OptionalLong.of(80_000),
        OptionalLong.of(2_048),
        false,
        List.of("cannot reach clamd"),
        OptionalLong.empty(),
        List.of(new SlotPicture.StateAt(since, Optional.of(state))));
  }
}
