package dev.tidegate.tools.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.client.Knowledge;
import dev.tidegate.client.Update;
import dev.tidegate.client.Update.Cause;
import dev.tidegate.protocol.notify.MessageParser;
import dev.tidegate.protocol.notify.WorkerState;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PictureBuilderTest {
  private static final Instant START = Instant.parse("2026-11-22T11:46:00Z");
  private static final String COUNTS =
      "\"free\":3,\"idle\":1,\"busy\":1,\"stopped\":2,\"killed\":0,\"queued\":0,\"serviceable\":3";

  private final PictureBuilder builder = new PictureBuilder("mx1", true, true);
  private Instant now = START;

  private void hear(String line) {
    builder.take(
        new Update(
            new Cause.Received(MessageParser.parse(line), line),
            new Knowledge.Unknown("not asked"),
            true,
            0),
        now);
  }

  private void learn(Cause cause) {
    builder.take(new Update(cause, new Knowledge.Unknown("not asked"), false, 0), now);
  }

  private void json(long seq, String type, String counts, String fields) {
    hear(
        String.format(
            Locale.ROOT,
            "{\"epoch\":\"5f2c90ab12cd34ef\",\"seq\":%d,\"time\":\"%s\",\"type\":\"%s\",%s%s}",
            seq,
            now,
            type,
            counts,
            fields.isEmpty() ? "" : "," + fields));
  }

  private void meet() {
    learn(new Cause.ServerIdentified(new Update.Server.Json("0.1.0", "mx1")));
    json(
        7,
        "hello",
        COUNTS,
        "\"types\":\"BFRSUYZ\",\"words\":[\"json\",\"snapshot\"],\"version\":\"0.1.0\","
            + "\"host\":\"mx1\",\"maxWorkers\":4");
    json(
        7,
        "status",
        COUNTS,
        "\"letter\":\"S\",\"snapshot\":true,\"worker\":1,\"to\":\"Busy\",\"pid\":4711,"
            + "\"sinceMs\":1500,\"tag\":\"scan q1\",\"queueId\":\"q1\",\"command\":\"scan q1 /x\"");
    json(7, "snapshot", COUNTS, "");
  }

  private void busy(long seq, int worker) {
    json(
        seq,
        "status",
        COUNTS,
        "\"letter\":\"S\",\"worker\":"
            + worker
            + ",\"pid\":99,\"from\":\"Idle\",\"to\":\"Busy\","
            + "\"reason\":\"\"");
  }

  private SlotPicture slot(int number) {
    return builder.picture(now).slots().get(number);
  }

  @Test
  void aSnapshotGivesEverySlotAndTheCounts() {
    meet();
    PoolPicture picture = builder.picture(now);
    assertThat(picture.link()).isEqualTo(new Link.Live());
    assertThat(picture.slots()).hasSize(4);
    assertThat(slot(0).state()).isEqualTo(WorkerState.STOPPED);
    assertThat(slot(1).state()).isEqualTo(WorkerState.BUSY);
    assertThat(slot(1).changedAt()).hasValue(START.minusMillis(1500));
    assertThat(slot(1).command()).hasValue("scan q1 /x");
    assertThat(slot(1).kind()).hasValue(RequestClass.SCAN);
    assertThat(picture.figures().counts().free()).hasValue(3);
    assertThat(picture.figures().counts().drained()).isEmpty();
    assertThat(picture.figures().classes()).isEmpty();
    assertThat(picture.server().orElseThrow().kind()).isEqualTo(ServerInfo.Kind.TIDEGATE);
    assertThat(picture.messages()).isEmpty();
  }

  @Test
  void changesOfStateBecomeATimeline() {
    meet();
    now = START.plusSeconds(1);
    busy(8, 0);
    json(9, "status", COUNTS, "\"letter\":\"S\",\"worker\":0,\"pid\":99,\"tag\":\"scan q2\"");
    assertThat(slot(0).tag()).hasValue("scan q2");
    assertThat(slot(0).timeline())
        .extracting(SlotPicture.StateAt::state)
        .containsExactly(Optional.of(WorkerState.STOPPED), Optional.of(WorkerState.BUSY));
    now = START.plusSeconds(2);
    json(
        10,
        "status",
        COUNTS,
        "\"letter\":\"S\",\"worker\":0,\"pid\":99,\"from\":\"Busy\",\"to\":\"Idle\",\"reason\":\"\"");
    assertThat(slot(0).tag()).isEmpty();
    assertThat(slot(0).kind()).isEmpty();
  }

  @Test
  void aTimelineIsBoundedInEntriesAndInTime() {
    meet();
    for (int change = 0; change < 5_000; change++) {
      now = now.plusMillis(10);
      busy(8 + change, 0);
      json(
          8,
          "status",
          COUNTS,
          "\"letter\":\"S\",\"worker\":0,\"pid\":99,\"from\":\"Busy\",\"to\":\"Idle\"");
    }
    assertThat(slot(0).timeline()).hasSize(1_200);
    now = now.plus(Duration.ofMinutes(30));
    busy(9_999, 0);
    assertThat(slot(0).timeline()).hasSizeLessThanOrEqualTo(2);
  }

  @Test
  void statsGiveWhatEventsDoNot() {
    meet();
    Stats stats =
        StatsReader.read(StatsReaderTest.DOCUMENT.replace("\"slots\":2", "\"slots\":4"))
            .orElseThrow();
    builder.take(stats, builder.mark(), now);
    PoolPicture picture = builder.picture(now);
    assertThat(picture.figures().saturation().noneFreeMillis()).hasValue(1500);
    assertThat(picture.figures().saturation().observed()).isFalse();
    assertThat(picture.figures().busyTimeoutSeconds()).hasValue(30);
    assertThat(picture.listeners()).hasSize(1);
    assertThat(slot(1).drained()).isTrue();
    // Its state is told by events, and the answer is of another moment.
    assertThat(slot(0).state()).isEqualTo(WorkerState.STOPPED);
  }

  @Test
  void aBusySlotsTimeIsThatOfItsRequestsClass() {
    String stats =
        StatsReaderTest.DOCUMENT
            .replace("\"slots\":2", "\"slots\":4")
            .replace("\"autoscale\"", "\"timeoutRelayokSeconds\":7,\"autoscale\"");
    meet();
    builder.take(StatsReader.read(stats).orElseThrow(), builder.mark(), now);
    busy(8, 2);
    json(
        9,
        "status",
        COUNTS,
        "\"letter\":\"S\",\"worker\":2,\"pid\":99,\"tag\":\"relayok 192.0.2.1\"");
    busy(10, 3);
    json(
        11,
        "status",
        COUNTS,
        "\"letter\":\"S\",\"worker\":3,\"pid\":99,\"tag\":\"helook 192.0.2.1\"");
    assertThat(slot(2).timeoutAt()).hasValue(now.plusSeconds(7));
    assertThat(slot(3).timeoutAt()).hasValue(now.plusSeconds(30));
    assertThat(builder.picture(now).figures().timeouts().seconds(RequestClass.TICK)).hasValue(30);
  }

  @Test
  void anAnswerThatIsOlderThanAnEventChangesNoState() {
    PictureBuilder original = new PictureBuilder("mx", false, true);
    ReferenceReader.Status idle = ReferenceReader.status("II 0 0 4 0 9\n").orElseThrow();
    original.take(
        idle,
        ReferenceReader.workers("0 I 7 ago=1\n1 I 8 ago=1\n"),
        Map.of(),
        original.mark(),
        now);
    long mark = original.mark();
    original.take(
        new Update(
            new Cause.Received(MessageParser.parse("S 1 StateChange Idle -> Busy"), ""),
            new Knowledge.Unknown(""),
            true,
            0),
        now);
    original.take(idle, ReferenceReader.workers("0 I 7 ago=1\n1 I 8 ago=1\n"), Map.of(), mark, now);
    assertThat(original.picture(now).slots().get(1).state()).isEqualTo(WorkerState.BUSY);
    original.take(
        idle,
        ReferenceReader.workers("0 I 7 ago=1\n1 I 8 ago=1\n"),
        Map.of(),
        original.mark(),
        now);
    assertThat(original.picture(now).slots().get(1).state()).isEqualTo(WorkerState.IDLE);
  }

  @Test
  void ratesAreDifferencesAndANewEpochBeginsThemAnew() {
    meet();
    Stats first = StatsReader.read(StatsReaderTest.DOCUMENT).orElseThrow();
    builder.take(first, builder.mark(), now);
    assertThat(scans().ratePerSecond()).isEmpty();
    builder.take(counted(64_000, 30, 3_300, "5f2c90ab12cd34ef"), builder.mark(), now);
    assertThat(scans().ratePerSecond()).hasValue(10);
    assertThat(scans().meanMillis()).hasValue(100);
    assertThat(scans().total()).hasValue(32);
    builder.take(counted(1_000, 5, 500, "1111111111111111"), builder.mark(), now);
    assertThat(scans().ratePerSecond()).isEmpty();
    assertThat(builder.picture(now).notable().getLast().type()).isEqualTo("restarted");
  }

  private static Stats counted(long uptimeMillis, long scans, long sumMillis, String epoch) {
    return StatsReader.read(
            StatsReaderTest.DOCUMENT
                .replace("\"uptimeMs\":62000", "\"uptimeMs\":" + uptimeMillis)
                .replace("\"answered\":10", "\"answered\":" + scans)
                .replace(
                    "\"duration\":{\"count\":10,\"sumMs\":1300",
                    "\"duration\":{\"count\":" + scans + ",\"sumMs\":" + sumMillis)
                .replace("5f2c90ab12cd34ef", epoch))
        .orElseThrow();
  }

  private Figures.ClassFigures scans() {
    return Objects.requireNonNull(builder.picture(now).figures().classes().get(RequestClass.SCAN));
  }

  @Test
  void aLossIsShownAsOneAndTheTimelineHasAGap() {
    meet();
    now = START.plusSeconds(5);
    learn(new Cause.Disconnected("the connection ended", Duration.ofSeconds(1)));
    builder.noAnswer("no such file", false, now);
    PoolPicture lost = builder.picture(now);
    assertThat(lost.link()).isEqualTo(new Link.Lost("the connection ended", now));
    assertThat(lost.asOf()).hasValue(START);
    assertThat(slot(1).timeline().getLast().state()).isEmpty();
    builder.tick(now);
    assertThat(builder.picture(now).history().samples().getLast().busy()).isEmpty();
    now = START.plusSeconds(9);
    meet();
    assertThat(builder.picture(now).link()).isEqualTo(new Link.Live());
    assertThat(slot(1).timeline().getLast().state()).hasValue(WorkerState.BUSY);
  }

  @Test
  void aLongLossIsToldOnceForEachSocketHoweverOftenItIsTried() {
    meet();
    for (int attempt = 0; attempt < 50; attempt++) {
      now = now.plusSeconds(1);
      learn(new Cause.Disconnected("no connection at try " + attempt, Duration.ofSeconds(1)));
      builder.noAnswer(attempt % 2 == 0 ? "refused" : "timed out", false, now);
    }
    assertThat(builder.picture(now).notable())
        .extracting(HeardMessage::type)
        .containsExactly("lost", "no_answer");
  }

  @Test
  void eachLossAndEachSilenceIsToldAndSoIsItsEnd() {
    meet();
    for (int time = 0; time < 2; time++) {
      learn(new Cause.HeartbeatMissed(Duration.ofSeconds(6)));
      json(7, "heartbeat", COUNTS, "");
      learn(new Cause.HeartbeatMissed(Duration.ofSeconds(6)));
      learn(new Cause.Disconnected("given up", Duration.ofSeconds(1)));
      meet();
    }
    assertThat(builder.picture(now).notable())
        .extracting(HeardMessage::type)
        .containsExactly(
            "silent",
            "connected",
            "silent",
            "lost",
            "connected",
            "silent",
            "connected",
            "silent",
            "lost",
            "connected");
  }

  @Test
  void whatAnotherMultiplexorHasToldIsForgotten() {
    meet();
    builder.take(
        StatsReader.read(StatsReaderTest.DOCUMENT.replace("\"slots\":2", "\"slots\":4"))
            .orElseThrow(),
        builder.mark(),
        now);
    assertThat(builder.picture(now).figures().counts().serviceable()).isPresent();
    assertThat(slot(1).drained()).isTrue();
    learn(new Cause.Disconnected("the connection ended", Duration.ofSeconds(1)));
    builder.noAnswer("refused", false, now);
    learn(new Cause.ServerIdentified(new Update.Server.Reference()));
    builder.take(new ReferenceReader.Abilities(false, false, true), Optional.of("3.3"), now);
    builder.take(
        ReferenceReader.status("II 5 0 10 0 4\n").orElseThrow(),
        ReferenceReader.workers("0 I 12 ago=4\n1 I 13 ago=4\n"),
        Map.of(),
        builder.mark(),
        now);
    PoolPicture picture = builder.picture(now);
    assertThat(picture.stats()).isEmpty();
    assertThat(picture.server().orElseThrow().epoch()).isEmpty();
    assertThat(picture.server().orElseThrow().host()).isEmpty();
    assertThat(picture.server().orElseThrow().startedAt()).hasValue(now.minusSeconds(4));
    assertThat(picture.figures().counts().serviceable()).isEmpty();
    assertThat(picture.figures().counts().drained()).isEmpty();
    assertThat(picture.figures().counts().free()).hasValue(2);
    assertThat(picture.figures().saturation().observed()).isTrue();
    assertThat(picture.slots()).hasSize(2);
    assertThat(slot(1).drained()).isFalse();
  }

  @Test
  void theHistoryKeepsTenMinutes() {
    meet();
    for (int second = 0; second < 700; second++) {
      now = now.plusSeconds(1);
      builder.tick(now);
    }
    assertThat(builder.picture(now).history().samples()).hasSize(FigureHistory.MAX_SAMPLES);
  }

  @Test
  void messagesAreBoundedAndLevelsLeaveRoomForTheRest() {
    meet();
    json(
        8,
        "worker_died",
        COUNTS,
        "\"letter\":\"U\",\"worker\":1,\"pid\":4711,\"signal\":9,"
            + "\"outOfMemory\":false,\"queueId\":\"q1\",\"command\":\"scan q1 /x\"");
    for (int flap = 0; flap < 1_000; flap++) {
      json(9, "none_free", COUNTS, "\"letter\":\"Z\"");
      json(9, "some_free", COUNTS, "\"letter\":\"Y\"");
    }
    PoolPicture picture = builder.picture(now);
    assertThat(picture.messages()).hasSize(PoolPicture.MAX_MESSAGES);
    assertThat(picture.notable()).hasSize(EventLog.MOST_LEVELS + 1);
    assertThat(picture.notable().getFirst().text())
        .isEqualTo("worker 1 died of signal 9: scan q1 /x");
    assertThat(picture.lastHeard()).isEqualTo(2_001);
    assertThat(builder.takeHeard()).hasSize(EventLog.MOST_FRESH);
  }

  @Test
  void fullSpellsOfTheOriginalAreAddedUpAndMarkedAsObserved() {
    learn(new Cause.ServerIdentified(new Update.Server.Reference()));
    hear("Z");
    now = now.plusSeconds(3);
    hear("Y");
    now = now.plusSeconds(10);
    hear("F 0");
    now = now.plusSeconds(2);
    Figures.Saturation saturation = builder.picture(now).figures().saturation();
    assertThat(saturation.noneFreeMillis()).hasValue(5_000);
    assertThat(saturation.observed()).isTrue();
    assertThat(saturation.noneFreeSince()).hasValue(now.minusSeconds(2));
    assertThat(saturation.noneServiceableMillis()).isEmpty();
  }

  @Test
  void absurdNumbersOfSlotsTakeNoMemory() {
    learn(new Cause.ServerIdentified(new Update.Server.Json("0.1.0", "mx1")));
    json(
        7,
        "hello",
        COUNTS,
        "\"types\":\"\",\"words\":[],\"version\":\"x\",\"host\":\"y\","
            + "\"maxWorkers\":2147483647");
    json(7, "snapshot", COUNTS, "");
    hear("S 2147483647 StateChange Idle -> Busy");
    assertThat(builder.picture(now).slots()).hasSize(SlotModel.MAX_SLOTS);
  }

  @Test
  void whatIsDifferentIsTold() {
    meet();
    assertThat(builder.takeChange(now)).get().isInstanceOf(Change.PictureChanged.class);
    assertThat(builder.takeChange(now)).isEmpty();
    busy(8, 2);
    assertThat(builder.takeChange(now))
        .get()
        .isInstanceOfSatisfying(
            Change.SlotsChanged.class, change -> assertThat(change.slots()).containsExactly(2));
    builder.tick(now);
    assertThat(builder.takeChange(now)).get().isInstanceOf(Change.FiguresChanged.class);
  }
}
