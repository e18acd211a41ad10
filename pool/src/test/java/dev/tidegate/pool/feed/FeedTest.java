package dev.tidegate.pool.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.Now;
import dev.tidegate.protocol.notify.PoolCounts;
import dev.tidegate.protocol.notify.WorkerState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FeedTest {
  private static final int RING = 8;
  private static final CountsAt PRESENT =
      new CountsAt(new PoolCounts(3, 0, 0, 3, 0, 0, 3), new Now(0, 0));

  private final Feed feed = feed(RING, 2, 3);

  // ---- what the manual page has

  @Test
  void listenerIsGreetedAndToldNothingBeforeItAsks() {
    feed.connect(1);
    publish(new FeedEvent.NoneFree());
    assertThat(read(1)).isEqualTo("*OK\n");
    publish(new FeedEvent.SomeFree());
    assertThat(read(1)).isEmpty();
  }

  @Test
  void plainInterestLineStatesNothingAndTakesEffectWithTheNextEvent() {
    feed.connect(1);
    publish(new FeedEvent.NoneFree());
    feed.lineArrived(1, "?*");
    assertThat(read(1)).isEqualTo("*OK\n");
    publish(new FeedEvent.SomeFree());
    assertThat(read(1)).isEqualTo("Y\n");
  }

  @Test
  void everyTypeIsToldInItsForm() {
    listen(1, "?*");
    change(0, WorkerState.STOPPED, WorkerState.IDLE);
    publish(new FeedEvent.Tagged(0, 7, "scan q1"));
    publish(new FeedEvent.FreeWorkers(12));
    publish(new FeedEvent.BusyTimeout(0, 7, "scan", "q1", 120_000, 5));
    publish(new FeedEvent.WorkerDied(0, 7, "scan", "q1", false, 1, false, 5));
    publish(new FeedEvent.Reread(1, true));
    publish(new FeedEvent.NoneFree());
    publish(new FeedEvent.SomeFree());
    assertThat(read(1))
        .isEqualTo("S 0 StateChange Stopped -> Idle\nS 0 scan q1\nF 12\nB\nU\nR\nZ\nY\n");
  }

  @Test
  void onlyWantedTypesAreTold() {
    listen(1, "?YZ");
    publish(new FeedEvent.FreeWorkers(0));
    publish(new FeedEvent.NoneFree());
    publish(new FeedEvent.Reread(1, true));
    publish(new FeedEvent.SomeFree());
    assertThat(read(1)).isEqualTo("Z\nY\n");
  }

  @Test
  void interestLineReplacesTheTypesAndAnyOtherLineIsIgnored() {
    listen(1, "?Z");
    feed.lineArrived(1, "help");
    feed.lineArrived(1, "");
    publish(new FeedEvent.NoneFree());
    feed.lineArrived(1, "?F");
    publish(new FeedEvent.SomeFree());
    publish(new FeedEvent.FreeWorkers(1));
    publish(new FeedEvent.NoneFree());
    assertThat(read(1)).isEqualTo("Z\nF 1\n");
  }

  @Test
  void whatWasWaitingUnderTheOldTypesStillComes() {
    listen(1, "?F");
    publish(new FeedEvent.FreeWorkers(1));
    feed.lineArrived(1, "?Z");
    feed.lineArrived(1, "?R");
    publish(new FeedEvent.Reread(1, true));
    publish(new FeedEvent.FreeWorkers(2));
    feed.lineArrived(1, "?FZ");
    publish(new FeedEvent.Reread(2, true));
    publish(new FeedEvent.FreeWorkers(3));
    assertThat(read(1)).isEqualTo("F 1\nR\nF 3\n");
  }

  @Test
  void tagThatLooksLikeAChangeOfStateIsMarked() {
    listen(1, "?S");
    publish(new FeedEvent.Tagged(0, 7, "StateChange Busy -> Idle"));
    publish(new FeedEvent.Tagged(0, 7, "a\nZ"));
    assertThat(read(1)).isEqualTo("S 0 _StateChange Busy -> Idle\nS 0 a Z\n");
  }

  // ---- connections

  @Test
  void listenerBeyondTheLimitIsRefusedAndAPlaceThatBecomesFreeIsGivenAgain() {
    feed.connect(1);
    feed.connect(2);
    feed.connect(3);
    assertThat(woken()).containsExactly(1L, 2L, 3L);
    assertThat(closed()).containsExactly(3L);
    assertThat(read(3)).isEqualTo("*ERR No free listening slots\n");
    feed.lineArrived(3, "?*");
    publish(new FeedEvent.NoneFree());
    assertThat(read(3)).isEmpty();
    feed.disconnect(3);
    assertThat(feed.knows(3)).isFalse();
    feed.connect(4);
    assertThat(closed()).containsExactly(4L);
    feed.disconnect(1);
    feed.connect(5);
    assertThat(closed()).isEmpty();
    assertThat(read(5)).isEqualTo("*OK\n");
  }

  @Test
  void lineThatIsTooLongIsToldAfterWhatIsOwedAndTheListenerIsClosed() {
    listen(1, "?F");
    publish(new FeedEvent.FreeWorkers(1));
    feed.overlong(1);
    publish(new FeedEvent.FreeWorkers(2));
    feed.lineArrived(1, "?*");
    publish(new FeedEvent.FreeWorkers(3));
    assertThat(read(1)).isEqualTo("F 1\n*ERR line too long\n");
    assertThat(closed()).containsExactly(1L);
    assertThat(closed()).isEmpty();
  }

  @Test
  void halfClosedListenerGoesOnWithAnInterestAndIsClosedWithout() {
    listen(1, "?F");
    feed.inputEnded(1);
    publish(new FeedEvent.FreeWorkers(1));
    assertThat(read(1)).isEqualTo("F 1\n");
    assertThat(closed()).isEmpty();
    feed.connect(2);
    feed.inputEnded(2);
    assertThat(closed()).containsExactly(2L);
    assertThat(read(2)).isEqualTo("*OK\n");
  }

  @Test
  void halfClosedListenerThatAskedForNoTypeStays() {
    listen(1, "?");
    feed.inputEnded(1);
    assertThat(closed()).isEmpty();
  }

  @Test
  void atTheEndListenersGetWhatTheyAreOwed() {
    listen(1, "?F");
    listen(2, "?Z");
    publish(new FeedEvent.FreeWorkers(1));
    feed.endAll();
    feed.endAll();
    assertThat(closed()).containsExactly(1L, 2L);
    assertThat(read(1)).isEqualTo("F 1\n");
    assertThat(read(2)).isEmpty();
  }

  @Test
  void listenerThatHasFallenBehindIsToldTheStateAtTheEnd() {
    listen(1, "?F");
    for (int free = 0; free <= RING + 3; free++) {
      publish(new FeedEvent.FreeWorkers(free));
    }
    feed.endAll();
    assertThat(read(1))
        .isEqualTo("*ERR 12 messages dropped: listener too slow\nF " + (RING + 3) + "\n");
  }

  @Test
  void unknownListenersAreIgnored() {
    feed.lineArrived(9, "?*");
    feed.overlong(9);
    feed.inputEnded(9);
    feed.disconnect(9);
    assertThat(feed.take(9, ByteBuffer.allocate(10), 0)).isZero();
    assertThat(woken()).isEmpty();
    assertThat(closed()).isEmpty();
  }

  // ---- waking and taking

  @Test
  void listenerIsWokenOnceUntilItHasEverything() {
    listen(1, "?F");
    publish(new FeedEvent.FreeWorkers(1));
    publish(new FeedEvent.FreeWorkers(2));
    assertThat(woken()).containsExactly(1L);
    publish(new FeedEvent.FreeWorkers(3));
    assertThat(woken()).isEmpty();
    assertThat(take(1, 4096)).isEqualTo("F 1\nF 2\nF 3\n");
    publish(new FeedEvent.FreeWorkers(4));
    assertThat(woken()).isEmpty();
    assertThat(take(1, 4096)).isEqualTo("F 4\n");
    assertThat(take(1, 4096)).isEmpty();
    publish(new FeedEvent.FreeWorkers(5));
    assertThat(woken()).containsExactly(1L);
  }

  @Test
  void listenerIsNotWokenForWhatItDoesNotWant() {
    listen(1, "?F");
    publish(new FeedEvent.NoneFree());
    change(0, WorkerState.STOPPED, WorkerState.IDLE);
    assertThat(woken()).isEmpty();
  }

  @Test
  void onlyWholeMessagesAreTakenAndTooLittleRoomIsNotTheEnd() {
    listen(1, "?F");
    publish(new FeedEvent.FreeWorkers(10));
    publish(new FeedEvent.FreeWorkers(11));
    ByteBuffer small = ByteBuffer.allocate(4);
    assertThat(feed.take(1, small, 0)).isEqualTo(-1);
    assertThat(take(1, 9)).isEqualTo("F 10\n");
    assertThat(take(1, 5)).isEqualTo("F 11\n");
    assertThat(feed.take(1, small, 0)).isZero();
  }

  @Test
  void listenerThatWentBeforeItsWakingIsNotNamed() {
    feed.connect(1);
    feed.disconnect(1);
    assertThat(woken()).isEmpty();
  }

  // ---- listeners that fall behind

  @Test
  void listenerAtTheEdgeOfTheRingLosesNothing() {
    listen(1, "?F");
    StringBuilder all = new StringBuilder();
    for (int free = 1; free <= RING; free++) {
      publish(new FeedEvent.FreeWorkers(free));
      all.append("F ").append(free).append('\n');
    }
    assertThat(read(1)).isEqualTo(all.toString());
  }

  @Test
  void overtakenListenerIsToldHowMuchItMissedAndTheTrueStateAndGoesOnLive() {
    listen(1, "?*");
    change(0, WorkerState.STOPPED, WorkerState.IDLE);
    change(2, WorkerState.STOPPED, WorkerState.IDLE);
    change(2, WorkerState.IDLE, WorkerState.BUSY);
    publish(new FeedEvent.FreeWorkers(2));
    publish(new FeedEvent.Tagged(2, 7, "scan q1"));
    publish(new FeedEvent.WorkerDied(1, 7, "", "", false, 1, false, 5));
    publish(new FeedEvent.WorkerDied(1, 8, "", "", false, 1, false, 5));
    publish(new FeedEvent.Tagged(2, 7, "Filter"));
    publish(new FeedEvent.NoneFree());
    assertThat(read(1))
        .isEqualTo(
            """
            *ERR 9 messages dropped: listener too slow
            U
            S 0 StateChange Stopped -> Idle
            S 2 StateChange Idle -> Busy
            S 2 Filter
            F 2
            Z
            """);
    publish(new FeedEvent.SomeFree());
    assertThat(read(1)).isEqualTo("Y\n");
  }

  @Test
  void overtakenListenerIsToldOfItsTypesOnly() {
    listen(1, "?YZ");
    listen(2, "?F");
    publish(new FeedEvent.NoneFree());
    publish(new FeedEvent.FreeWorkers(1));
    publish(new FeedEvent.SomeFree());
    publish(new FeedEvent.NoneFree());
    for (int n = 0; n < RING; n++) {
      publish(new FeedEvent.Reread(n, true));
    }
    assertThat(read(1)).isEqualTo("*ERR 3 messages dropped: listener too slow\nZ\n");
    assertThat(read(2)).isEqualTo("*ERR 1 messages dropped: listener too slow\nF 1\n");
  }

  @Test
  void listenerThatIsOvertakenByUnwantedEventsOnlyIsToldNothing() {
    listen(1, "?F");
    publish(new FeedEvent.FreeWorkers(1));
    assertThat(take(1, 4096)).isEqualTo("F 1\n");
    for (int n = 0; n < 3 * RING; n++) {
      publish(new FeedEvent.NoneFree());
    }
    assertThat(read(1)).isEmpty();
    publish(new FeedEvent.FreeWorkers(2));
    assertThat(read(1)).isEqualTo("F 2\n");
  }

  @Test
  void unbegunSnapshotThatIsOvertakenHasTheSlotsThatWereAddedMeanwhile() {
    feed.connect(1);
    assertThat(read(1)).isEqualTo("*OK\n");
    feed.lineArrived(1, "?S snapshot");
    assertThat(feed.take(1, ByteBuffer.allocate(8), 0)).isEqualTo(-1);
    feed.grow(5, 0);
    change(4, WorkerState.STOPPED, WorkerState.IDLE);
    for (int reread = 0; reread < 2 * RING; reread++) {
      publish(new FeedEvent.Reread(reread, true));
    }
    assertThat(read(1))
        .endsWith("*OK snapshot begin\nS 4 StateChange Stopped -> Idle\n*OK snapshot end\n");
  }

  @Test
  void snapshotIsOfItsMomentThoughSlotsWereAddedSince() {
    feed.connect(1);
    assertThat(read(1)).isEqualTo("*OK\n");
    feed.lineArrived(1, "?S snapshot");
    feed.grow(4, 0);
    change(3, WorkerState.STOPPED, WorkerState.IDLE);
    assertThat(read(1))
        .isEqualTo("*OK snapshot begin\n*OK snapshot end\nS 3 StateChange Stopped -> Idle\n");
  }

  @Test
  void slotThatWasAddedIsStatedAfterALoss() {
    listen(1, "?S");
    feed.grow(5, 0);
    change(4, WorkerState.STOPPED, WorkerState.IDLE);
    for (int change = 0; change < RING; change++) {
      change(0, WorkerState.IDLE, WorkerState.BUSY);
      change(0, WorkerState.BUSY, WorkerState.IDLE);
    }
    assertThat(read(1)).contains("S 4 StateChange Stopped -> Idle\n").contains("S 0 ");
  }

  @Test
  void unbegunSnapshotThatIsOvertakenByUnwantedEventsOnlyComesBeforeWhatIsStillKept() {
    listen(1, "?F");
    feed.lineArrived(1, "?F snapshot");
    assertThat(feed.take(1, ByteBuffer.allocate(8), 0)).isEqualTo(-1);
    for (int n = 0; n < 2 * RING; n++) {
      publish(new FeedEvent.Reread(n, true));
    }
    publish(new FeedEvent.FreeWorkers(2));
    assertThat(read(1)).isEqualTo("*OK snapshot begin\nF 3\n*OK snapshot end\nF 2\n");
  }

  @Test
  void slotWithoutAChangeInTheMissedPartIsNotTold() {
    listen(1, "?S");
    change(0, WorkerState.STOPPED, WorkerState.IDLE);
    assertThat(read(1)).isEqualTo("S 0 StateChange Stopped -> Idle\n");
    for (int n = 0; n < RING; n++) {
      change(1, WorkerState.IDLE, WorkerState.BUSY);
      change(1, WorkerState.BUSY, WorkerState.IDLE);
    }
    assertThat(read(1))
        .isEqualTo("*ERR 16 messages dropped: listener too slow\nS 1 StateChange Busy -> Idle\n");
  }

  @Test
  void whatWasDroppedBeforeAChangeOfInterestIsCountedUnderTheOldTypes() {
    listen(1, "?F");
    publish(new FeedEvent.FreeWorkers(1));
    publish(new FeedEvent.NoneFree());
    publish(new FeedEvent.FreeWorkers(2));
    feed.lineArrived(1, "?ZR");
    publish(new FeedEvent.FreeWorkers(3));
    publish(new FeedEvent.SomeFree());
    publish(new FeedEvent.NoneFree());
    publish(new FeedEvent.Reread(1, true));
    for (int n = 0; n < RING; n++) {
      publish(new FeedEvent.FreeWorkers(n));
    }
    assertThat(read(1)).isEqualTo("*ERR 4 messages dropped: listener too slow\nR\nZ\n");
  }

  @Test
  void deliveredMessagesAreNotCountedAsDropped() {
    listen(1, "?BF");
    publish(new FeedEvent.BusyTimeout(0, 1, "", "", 0, 5));
    publish(new FeedEvent.FreeWorkers(1));
    publish(new FeedEvent.FreeWorkers(2));
    assertThat(take(1, 6)).isEqualTo("B\nF 1\n");
    for (int n = 3; n < 3 + RING; n++) {
      publish(new FeedEvent.FreeWorkers(n));
    }
    assertThat(read(1)).isEqualTo("*ERR 9 messages dropped: listener too slow\nF 10\n");
  }

  @Test
  void stateThatIsToldInPiecesIsThatOfOneMomentAlthoughThePoolGoesOn() {
    listen(1, "?S");
    for (int n = 0; n < RING; n++) {
      change(n % 3, WorkerState.IDLE, WorkerState.BUSY);
    }
    publish(new FeedEvent.Tagged(2, 7, "old"));
    assertThat(take(1, 80))
        .isEqualTo("*ERR 9 messages dropped: listener too slow\nS 0 StateChange Idle -> Busy\n");
    change(1, WorkerState.BUSY, WorkerState.IDLE);
    publish(new FeedEvent.Tagged(2, 7, "new"));
    change(1, WorkerState.IDLE, WorkerState.KILLED);
    assertThat(read(1))
        .isEqualTo(
            """
            S 1 StateChange Idle -> Busy
            S 2 StateChange Idle -> Busy
            S 2 old
            S 1 StateChange Busy -> Idle
            S 2 new
            S 1 StateChange Idle -> Killed
            """);
  }

  @Test
  void listenerThatIsOvertakenWhileItIsToldTheStateIsToldAgainAndCountedOnce() {
    listen(1, "?S");
    for (int n = 0; n < RING + 1; n++) {
      change(n % 3, WorkerState.IDLE, WorkerState.BUSY);
    }
    assertThat(take(1, 80))
        .isEqualTo("*ERR 9 messages dropped: listener too slow\nS 0 StateChange Idle -> Busy\n");
    for (int n = 0; n < RING + 2; n++) {
      change(1, WorkerState.BUSY, WorkerState.IDLE);
    }
    assertThat(read(1))
        .isEqualTo(
            """
            *ERR 10 messages dropped: listener too slow
            S 0 StateChange Idle -> Busy
            S 1 StateChange Busy -> Idle
            S 2 StateChange Idle -> Busy
            """);
  }

  @Test
  void noFurtherLineIsTakenFromAListenerThatAsksAgainAndAgainWithoutReading() {
    Feed roomy = feed(1000, 1, 1);
    roomy.connect(7);
    StringBuilder expected = new StringBuilder("*OK\n");
    int lines = 0;
    for (; roomy.takesLines(7); lines++) {
      roomy.lineArrived(7, lines % 2 == 0 ? "?F" : "?FY");
      roomy.publish(new FeedEvent.FreeWorkers(lines), PRESENT.counts(), PRESENT.now());
      expected.append("F ").append(lines).append('\n');
    }
    assertThat(lines).isEqualTo(Listener.MAX_CHANGES);
    assertThat(readFrom(roomy, 7)).isEqualTo(expected.toString());
    assertThat(roomy.takesLines(7)).isTrue();
  }

  // ---- listeners that take nothing

  @Test
  void listenerThatTakesNothingIsSlowAndKeepsItsPlace() {
    listen(1, "?F");
    for (int n = 0; n < 100 * RING; n++) {
      publish(new FeedEvent.FreeWorkers(n));
    }
    assertThat(woken()).containsExactly(1L);
    assertThat(closed()).isEmpty();
    assertThat(feed.knows(1)).isTrue();
    assertThat(read(1)).isEqualTo("*ERR 800 messages dropped: listener too slow\nF 799\n");
  }

  @Test
  void onlyAListenerThatTookNothingBetweenTwoLooksIsDropped() {
    listen(1, "?F");
    listen(2, "?F");
    assertThat(stalled()).isEmpty();
    publish(new FeedEvent.FreeWorkers(1));
    assertThat(stalled()).isEmpty();
    assertThat(take(2, 4096)).isEqualTo("F 1\n");
    publish(new FeedEvent.FreeWorkers(2));
    assertThat(stalled()).containsExactly(1L);
    assertThat(feed.knows(1)).isFalse();
    assertThat(read(2)).isEqualTo("F 2\n");
    assertThat(stalled()).isEmpty();
    assertThat(stalled()).isEmpty();
  }

  private static Feed feed(int events, int listeners, int slots) {
    FeedSettings settings =
        new FeedSettings(events, 1 << 20, listeners, slots, "0123456789abcdef", "1.0", "host");
    return new Feed(settings, () -> PRESENT);
  }

  private void change(int slot, WorkerState from, WorkerState to) {
    publish(new FeedEvent.StateChanged(slot, 7, from, to, "because"));
  }

  private void publish(FeedEvent event) {
    feed.publish(event, PRESENT.counts(), PRESENT.now());
  }

  private void listen(long id, String line) {
    feed.connect(id);
    feed.lineArrived(id, line);
    assertThat(read(id)).isEqualTo("*OK\n");
    assertThat(woken()).containsExactly(id);
  }

  private String read(long id) {
    return readFrom(feed, id);
  }

  private static String readFrom(Feed feed, long id) {
    StringBuilder all = new StringBuilder();
    ByteBuffer into = ByteBuffer.allocate(4096);
    while (feed.take(id, into, 0) > 0) {
      all.append(StandardCharsets.ISO_8859_1.decode(into.flip()));
      into.clear();
    }
    return all.toString();
  }

  private String take(long id, int room) {
    ByteBuffer into = ByteBuffer.allocate(room);
    int taken = feed.take(id, into, 0);
    assertThat(taken).isEqualTo(into.position());
    return StandardCharsets.ISO_8859_1.decode(into.flip()).toString();
  }

  private List<Long> woken() {
    List<Long> ids = new ArrayList<>();
    feed.drainWoken(ids::add);
    return ids;
  }

  private List<Long> closed() {
    List<Long> ids = new ArrayList<>();
    feed.drainClosed(ids::add);
    return ids;
  }

  private List<Long> stalled() {
    List<Long> ids = new ArrayList<>();
    feed.dropStalled(ids::add);
    return ids;
  }
}
