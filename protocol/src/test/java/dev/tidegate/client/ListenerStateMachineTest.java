package dev.tidegate.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.client.Knowledge.Level;
import dev.tidegate.client.Update.Cause;
import dev.tidegate.client.Update.Server;
import dev.tidegate.protocol.notify.Interest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The decisions of a listener, with a clock that the test turns. */
final class ListenerStateMachineTest {
  private static final Address ADDRESS = Address.parse("/notify.sock");
  private static final ReconnectPolicy POLICY =
      ReconnectPolicy.exponential(Duration.ofMillis(100), Duration.ofSeconds(30));

  private static final ListenerSettings LEVELS = settings("?YZ", false, false, 0, false, POLICY);
  private static final ListenerSettings STATE = settings("?FYZ", true, false, 10, false, POLICY);
  private static final ListenerSettings CONTROL = settings("?YZ", true, false, 4, true, POLICY);
  private static final ListenerSettings JSON = settings("?FYZ", false, true, 10, false, POLICY);

  private final List<Step> done = new ArrayList<>();
  private final List<Update> told = new ArrayList<>();
  private long now = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(3);
  private ListenerStateMachine machine = machine(LEVELS);

  private static ListenerSettings settings(
      String types,
      boolean snapshot,
      boolean json,
      int aliveSeconds,
      boolean control,
      ReconnectPolicy policy) {
    return new ListenerSettings(
        ADDRESS,
        Interest.parse(types).orElseThrow(),
        snapshot,
        json,
        json,
        Duration.ofSeconds(aliveSeconds),
        control ? Optional.of(Address.parse("/command.sock")) : Optional.empty(),
        policy,
        Duration.ofSeconds(10),
        100);
  }

  private ListenerStateMachine machine(ListenerSettings settings) {
    return new ListenerStateMachine(settings, new Random(1), now);
  }

  @Test
  void itWaitsForTheGreetingBeforeItSaysWhatItWants() {
    machine.proceed(now);
    assertThat(steps()).containsExactly(new Step.Connect(0));
    machine.connected();
    assertThat(steps()).isEmpty();
    hear("*OK");
    assertThat(steps()).containsExactly(new Step.Send("?YZ"));
    assertThat(last().knowledge()).isInstanceOf(Knowledge.Unknown.class);
  }

  @Test
  void theStateIsUnknownUntilItIsTold() {
    begin(LEVELS);
    assertUnknown("has not told the state yet");
    hear("Z");
    assertLevel(Level.NONE_FREE);
    hear("Y");
    assertLevel(Level.SOME_FREE);
    machine.disconnected("the connection broke", now);
    steps();
    assertUnknown("the connection broke");
    assertThat(last().cause()).isInstanceOf(Cause.Disconnected.class);
    again();
    assertUnknown("has not told the state yet");
    hear("Y");
    assertLevel(Level.SOME_FREE);
  }

  @Test
  void aSnapshotTellsTheStateAndWhatTheServerIs() {
    begin(STATE);
    assertThat(steps()).isEmpty();
    hear("*OK snapshot begin");
    assertThat(causes()).contains(new Cause.ServerIdentified(new Server.Extended()));
    hear("F 3");
    hear("Y");
    hear("*OK snapshot end");
    assertThat(last().knowledge()).isEqualTo(known(Level.SOME_FREE, 3));
    pass(Duration.ofSeconds(3));
    assertThat(causes().stream().filter(each -> each instanceof Cause.ServerIdentified)).hasSize(1);
  }

  @Test
  void whoDoesNotAnswerInTimeIsPlain() {
    begin(STATE);
    pass(ServerProbe.MEETING.minusNanos(1));
    assertThat(causes()).noneMatch(each -> each instanceof Cause.ServerIdentified);
    pass(Duration.ofNanos(1));
    assertThat(last().cause()).isEqualTo(new Cause.ServerIdentified(new Server.Reference()));
    assertUnknown("has not told the state yet");
    // It was only slow: the truth is told, late.
    hear("*OK snapshot begin");
    assertThat(causes()).contains(new Cause.ServerIdentified(new Server.Extended()));
  }

  @Test
  void ofATypeThatTellsNoLevelNothingFollows() {
    machine = machine(settings("?UZ", false, false, 0, false, POLICY));
    connect();
    hear("Z");
    assertUnknown("ask for Y and Z");
    assertThat(last().alive()).isFalse();
  }

  @Test
  void controlIsAskedOnlyAfterTheInterestLine() {
    machine = machine(CONTROL);
    machine.proceed(now);
    machine.connected();
    pass(Duration.ofSeconds(1));
    assertThat(steps()).containsExactly(new Step.Connect(0));
    hear("*OK");
    machine.proceed(now);
    assertThat(steps()).containsExactly(new Step.Send("?YZ snapshot heartbeat=4"), new Step.Ask());
    answer("0");
    assertLevel(Level.NONE_FREE);
    assertThat(last().alive()).isTrue();
  }

  @Test
  void theFirstAnswerIsConfirmedAndThenAskedForNowAndThen() {
    begin(CONTROL);
    machine.proceed(now);
    assertThat(steps()).contains(new Step.Ask());
    answer("2");
    assertThat(last().cause()).isEqualTo(new Cause.Polled(2));
    assertThat(last().knowledge())
        .isEqualTo(
            new Knowledge.Known(
                Level.SOME_FREE, OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty()));
    machine.proceed(now);
    assertThat(steps()).containsExactly(new Step.Ask());
    answer("2");
    pass(Duration.ofMillis(3_999));
    assertThat(steps()).isEmpty();
    pass(Duration.ofMillis(1));
    assertThat(steps()).containsExactly(new Step.Ask());
  }

  @Test
  void anEdgeThatIsReadBeforeTheAnswerBeatsItAndTheQuestionIsAskedAgain() {
    begin(CONTROL);
    machine.proceed(now);
    hear("Y");
    assertThat(steps()).contains(new Step.Ask());
    answer("0");
    assertLevel(Level.SOME_FREE);
    assertThat(causes()).noneMatch(each -> each instanceof Cause.Polled);
    machine.proceed(now);
    assertThat(steps()).isEmpty();
    pass(Duration.ofNanos(FreePoller.AGAIN_NANOS));
    assertThat(steps()).containsExactly(new Step.Ask());
    answer("0");
    assertLevel(Level.NONE_FREE);
  }

  @Test
  void whatAskingInVainLeavesIsUnknown() {
    begin(CONTROL);
    hear("Z");
    machine.proceed(now);
    pass(Duration.ofSeconds(2));
    assertThat(steps()).contains(new Step.Ask(), new Step.StopAsking());
    assertUnknown("no answer within 2000 ms");
    answer("0");
    assertUnknown("no answer within 2000 ms");
    pass(Duration.ofSeconds(2));
    answer("error: Unknown command");
    assertUnknown("it said 'error: Unknown command'");
    hear("Z");
    assertLevel(Level.NONE_FREE);
  }

  @Test
  void whoTellsTheStateOfItselfIsNotAsked() {
    begin(CONTROL);
    machine.proceed(now);
    hear("*OK snapshot begin");
    assertThat(steps()).contains(new Step.Ask(), new Step.StopAsking());
    hear("Z");
    answer("5");
    assertLevel(Level.NONE_FREE);
    for (int seconds = 0; seconds < 60; seconds++) {
      pass(Duration.ofSeconds(1));
      hear("*OK alive");
    }
    assertThat(steps()).isEmpty();
  }

  @Test
  void aServerWithoutASignOfLifeIsSilentAndLaterGivenUp() {
    begin(STATE);
    steps();
    hear("*OK snapshot begin");
    hear("F 0");
    pass(Duration.ofMillis(24_999));
    assertLevel(Level.NONE_FREE);
    pass(Duration.ofMillis(1));
    assertThat(last().cause()).isEqualTo(new Cause.HeartbeatMissed(Duration.ofSeconds(25)));
    assertUnknown("has said nothing for 25000 ms");
    assertThat(steps()).containsExactly(new Step.Send("?FYZ snapshot heartbeat=10"));
    hear("*OK snapshot begin");
    hear("F 2");
    assertLevel(Level.SOME_FREE);
    pass(Duration.ofSeconds(25));
    pass(Duration.ofSeconds(74));
    assertThat(causes().stream().filter(each -> each instanceof Cause.HeartbeatMissed)).hasSize(2);
    assertThat(steps()).hasSize(1);
    pass(Duration.ofSeconds(1));
    assertThat(last().cause()).isInstanceOf(Cause.Disconnected.class);
    assertThat(steps()).containsExactly(new Step.Disconnect());
  }

  @Test
  void aPlainServerMayBeSilentForEver() {
    begin(STATE);
    pass(Duration.ofSeconds(2));
    hear("Z");
    pass(Duration.ofDays(1));
    assertLevel(Level.NONE_FREE);
  }

  @Test
  void lostMessagesMakeItUnknownUntilItIsStated() {
    begin(STATE);
    hear("*OK snapshot begin");
    hear("F 0");
    hear("*ERR 51234 messages dropped: listener too slow");
    assertUnknown("51234 messages were lost");
    hear("F 4");
    assertThat(last().knowledge()).isEqualTo(known(Level.SOME_FREE, 4));
  }

  @Test
  void everyObjectTellsTheCountsAtItsTime() {
    begin(JSON);
    hear(object(7, "hello", 0, 0, ",\"version\":\"9\",\"host\":\"mx\",\"maxWorkers\":4"));
    assertThat(causes()).contains(new Cause.ServerIdentified(new Server.Json("9", "mx")));
    assertThat(last().knowledge()).isEqualTo(known(Level.NONE_FREE, 0, 0, 4));
    hear(object(8, "free_workers", 3, 2, ""));
    assertThat(last().knowledge()).isEqualTo(known(Level.SOME_FREE, 3, 2, 4));
    hear(object(8, "heartbeat", 0, 0, ""));
    assertThat(last().knowledge()).isEqualTo(known(Level.NONE_FREE, 0, 0, 4));
    hear("{\"type\":\"junk\"}");
    assertThat(last().alive()).isFalse();
  }

  @Test
  void itGoesOnWhereItWasAndThePastDoesNotCount() {
    begin(JSON);
    hear(object(7, "hello", 1, 1, ",\"maxWorkers\":4"));
    hear(object(9, "free_workers", 2, 2, ""));
    steps();
    machine.disconnected("the connection broke", now);
    again();
    assertThat(steps())
        .contains(new Step.Send("?FYZ json since=5f2c90ab12cd34ef:9 snapshot heartbeat=10"));
    hear(object(9, "hello", 0, 0, ",\"maxWorkers\":4,\"resumed\":true"));
    assertLevel(Level.NONE_FREE);
    hear(object(10, "free_workers", 1, 1, ""));
    assertLevel(Level.NONE_FREE);
    hear(object(11, "none_free", 0, 0, ",\"snapshot\":true"));
    hear(object(11, "snapshot", 0, 0, ""));
    assertLevel(Level.NONE_FREE);
    hear(object(12, "free_workers", 1, 1, ""));
    assertLevel(Level.SOME_FREE);
  }

  @Test
  void whoHasNoFreeSlotIsTriedAgain() {
    machine.proceed(now);
    machine.connected();
    hear("*ERR No free listening slots");
    assertThat(last().cause()).isInstanceOf(Cause.Refused.class);
    assertUnknown("no free listening slot");
    assertThat(steps()).containsExactly(new Step.Connect(0), new Step.Disconnect());
    hear("Y");
    pass(Duration.ofMillis(100));
    assertThat(steps()).containsExactly(new Step.Connect(1));
    assertThat(told).hasSize(1);
  }

  @Test
  void whatIsNoNotificationSocketIsToldSo() {
    machine.proceed(now);
    machine.connected();
    hear("220 mx ESMTP " + "x".repeat(1_000));
    assertThat(last().cause().toString())
        .contains("/notify.sock said '220 mx ESMTP xxx", "not *OK: is it the socket of -O?")
        .hasSizeLessThan(300);
  }

  @Test
  void whatConnectsOrGreetsTooSlowlyIsGivenUp() {
    machine.proceed(now);
    pass(Duration.ofMillis(9_999));
    assertThat(told).isEmpty();
    pass(Duration.ofMillis(1));
    assertThat(last().cause().toString()).contains("no connection to /notify.sock within 10000 ms");
    again();
    machine = machine(LEVELS);
    machine.proceed(now);
    machine.connected();
    pass(Duration.ofSeconds(10));
    assertThat(last().cause().toString()).contains("said no *OK within 10000 ms: does it hang?");
  }

  @Test
  void waitsGrowUntilAConnectionHasProvedGood() {
    for (int failure = 1; failure <= 12; failure++) {
      connect();
      pass(Duration.ofNanos(ListenerStateMachine.PROOF_NANOS - 1));
      machine.disconnected("the connection broke", now);
      assertWaitUpTo(Math.min(30_000, 100L << (failure - 1)));
    }
    connect();
    pass(Duration.ofNanos(ListenerStateMachine.PROOF_NANOS));
    machine.disconnected("the connection broke", now);
    assertWaitUpTo(100);
  }

  @Test
  void whatMayBeTheRestOfAFullBufferIsNotTrusted() {
    begin(CONTROL);
    machine.proceed(now);
    answer("1");
    machine.proceed(now);
    answer("1");
    steps();
    for (int line = 1; line < ListenerStateMachine.SUSPICIOUS_LINES; line++) {
      hear("Z");
    }
    assertLevel(Level.NONE_FREE);
    hear("Z");
    assertUnknown("read too slowly");
    hear("Y");
    assertUnknown("read too slowly");
    machine.caughtUp(now);
    machine.proceed(now);
    assertThat(steps()).containsExactly(new Step.Ask());
    answer("3");
    assertLevel(Level.SOME_FREE);
  }

  @Test
  void whoNeverTriesAgainEnds() {
    machine = machine(settings("?YZ", false, false, 0, false, ReconnectPolicy.never()));
    connect();
    machine.disconnected("the connection broke", now);
    assertThat(steps()).contains(new Step.Disconnect(), new Step.End());
    assertThat(last().cause())
        .isEqualTo(new Cause.Disconnected("the connection broke", Duration.ZERO));
    pass(Duration.ofDays(1));
    assertThat(steps()).isEmpty();
    assertThat(machine.leftNanos(now)).isEqualTo(Long.MAX_VALUE);
  }

  private void assertWaitUpTo(long mostMillis) {
    steps();
    assertThat(((Cause.Disconnected) last().cause()).retryIn().toMillis())
        .isBetween(1L, mostMillis);
    pass(Duration.ofMillis(mostMillis));
  }

  private static Knowledge known(Level level, int free) {
    return new Knowledge.Known(
        level, OptionalInt.of(free), OptionalInt.empty(), OptionalInt.empty());
  }

  private static Knowledge known(Level level, int free, int serviceable, int maxWorkers) {
    return new Knowledge.Known(
        level, OptionalInt.of(free), OptionalInt.of(serviceable), OptionalInt.of(maxWorkers));
  }

  private static String object(int seq, String type, int free, int serviceable, String more) {
    return String.format(
        Locale.ROOT,
        "{\"epoch\":\"5f2c90ab12cd34ef\",\"seq\":%d,\"time\":\"2026-11-22T11:46:01.123Z\","
            + "\"type\":\"%s\",\"free\":%d,\"idle\":0,\"busy\":0,\"stopped\":0,\"killed\":0,"
            + "\"queued\":0,\"serviceable\":%d%s}",
        seq,
        type,
        free,
        serviceable,
        more);
  }

  private void begin(ListenerSettings settings) {
    machine = machine(settings);
    connect();
  }

  private void connect() {
    machine.proceed(now);
    machine.connected();
    hear("*OK");
    steps();
  }

  /** After the longest wait there may be. */
  private void again() {
    pass(Duration.ofSeconds(30));
    steps();
    machine.connected();
    hear("*OK");
  }

  private void pass(Duration time) {
    now += time.toNanos();
    machine.caughtUp(now);
    machine.proceed(now);
  }

  private void hear(String line) {
    machine.heard(line, now, now);
  }

  private void answer(String answer) {
    machine.answered(answer, now);
  }

  /** What was to be done since this was called last. */
  private List<Step> steps() {
    gather();
    List<Step> since = List.copyOf(done);
    done.clear();
    return since;
  }

  private List<Cause> causes() {
    gather();
    return told.stream().map(Update::cause).toList();
  }

  private Update last() {
    gather();
    return told.get(told.size() - 1);
  }

  private void gather() {
    for (Optional<Step> step = machine.next(); step.isPresent(); step = machine.next()) {
      if (step.get() instanceof Step.Tell tell) {
        told.add(tell.update());
      } else {
        done.add(step.get());
      }
    }
  }

  private void assertLevel(Level level) {
    assertThat(last().knowledge())
        .isInstanceOfSatisfying(
            Knowledge.Known.class, known -> assertThat(known.level()).isEqualTo(level));
  }

  private void assertUnknown(String why) {
    assertThat(last().knowledge())
        .isInstanceOfSatisfying(
            Knowledge.Unknown.class, unknown -> assertThat(unknown.why()).contains(why));
  }
}
