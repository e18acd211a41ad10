package dev.tidegate.pool.feed;

import dev.tidegate.pool.feed.EncodedRuns.EncodedRun;
import dev.tidegate.protocol.notify.Interest;
import dev.tidegate.protocol.notify.InterestLine;
import dev.tidegate.protocol.notify.MessageType;
import dev.tidegate.protocol.notify.NotifyText;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * One listener: its interest, its place in the sequence of events, and its backlog.
 *
 * <p>While it rests, everything that it wants has been copied for it and its place is the next
 * event. It costs a place and a few counts, whatever it leaves unread.
 */
final class Listener {
  /** Interest lines that are taken from it while earlier messages are unread. */
  static final int MAX_CHANGES = 16;

  /** Shortest run that is shared; encoding fewer events costs no more than the lookup. */
  private static final int LEAST_SHARED = 4;

  private static final MessageType[] TYPES = MessageType.values();

  /**
   * The messages that an interest line requests at its place.
   *
   * @param hello whether the line itself is answered
   * @param snapshot whether the state is sent
   */
  private record Mark(InterestLine line, StateAt state, boolean hello, boolean snapshot) {}

  /** A change of interest from the event {@code seq} on, and the mark that is sent before it. */
  private record Change(long seq, Interest interest, @Nullable Mark mark) {}

  final long id;

  /** Where it stands in the group that rests with the same interest, −1 if in none. */
  int groupIndex = -1;

  /** Whether it was woken and has not yet been found to have everything. */
  boolean awake;

  /** Whether it read nothing since the last stall check. */
  boolean idleSinceLook;

  /** Its heartbeat interval, 0 for none. */
  long heartbeatNanos;

  /** The time of the last message to it. */
  long silentSinceNanos;

  /** Time of its next heartbeat check. */
  long nextHeartbeatNanos;

  /** Whether a heartbeat is due, unless another message is sent. */
  boolean heartbeatDue;

  private final FeedState feedState;
  private final boolean refused;
  private boolean asked;
  private boolean ending;
  private byte[] greeting;

  /** The message after the backlog, before the close. */
  private byte[] lastMessage = Encoder.NOTHING;

  /** Whether it has asked for JSON; its form changes when that is answered. */
  private boolean json;

  private Encoder encoder;

  /** The types as of its place, and the changes that it will meet on its way to the end. */
  private Interest interestAtPlace = Interest.NONE;

  private final ArrayDeque<Change> changes = new ArrayDeque<>(1);
  private Interest interest = Interest.NONE;

  /** The types whose state is sent after a loss: its interest, also when it is ending. */
  private Interest stated = Interest.NONE;

  private long placeSeq;

  /** End of the range being replayed for {@code since}. */
  private long replayUntilSeq;

  private @Nullable Snapshot snapshot;

  private @Nullable GapRecovery gapRecovery;

  /**
   * Backlog by type: {@code backlogBefore} counts messages before the last change of interest;
   * since then it is the difference between the totals and {@code passed}.
   */
  private final long[] backlogBefore = new long[TYPES.length];

  private final long[] passed = new long[TYPES.length];
  private long changedSeq;
  private final long sinceNanos;
  private long droppedEver;

  /** Greets it; a refused one gets nothing else. */
  Listener(long id, FeedState feedState, boolean refused) {
    this.id = id;
    this.feedState = feedState;
    this.encoder = feedState.letters;
    this.greeting = NotifyText.bytes(refused ? NotifyText.NO_SLOTS : NotifyText.OK);
    this.refused = refused;
    this.ending = refused;
    this.sinceNanos = feedState.counts().nanos();
  }

  ListenerStatus status() {
    long unread = 0;
    for (MessageType each : TYPES) {
      unread += backlog(each);
    }
    return new ListenerStatus(id, interest, json, unread, droppedEver, sinceNanos);
  }

  boolean wasRefused() {
    return refused;
  }

  /** Returns the types that it asked for last. */
  Interest interest() {
    return interest;
  }

  /** Returns whether it has ever sent an interest line. */
  boolean asked() {
    return asked;
  }

  boolean isEnding() {
    return ending;
  }

  /**
   * Returns whether a line may be taken from it: not while the answer to its last line is pending.
   */
  boolean takesLines() {
    return snapshot == null
        && placeSeq >= replayUntilSeq
        && changes.size() < MAX_CHANGES
        && unmetMark() == null;
  }

  private @Nullable Change unmetMark() {
    for (Change each : changes) {
      if (each.mark != null) {
        return each;
      }
    }
    return null;
  }

  /** Returns whether a line is answered, so that it must not rest. */
  boolean isAnswered(InterestLine line) {
    return json || line.json() || line.snapshot();
  }

  /** Leaves its rest at the next event to be published. */
  void wakeUp() {
    awake = true;
    idleSinceLook = false;
    placeSeq = feedState.ring.lastSeq() + 1;
    changedSeq = placeSeq;
    passAll();
  }

  /** Changes the interest from the next event on; the backlog stays. */
  void ask(InterestLine line) {
    asked = true;
    json |= line.json();
    Mark mark = isAnswered(line) ? new Mark(line, feedState.state(), json, line.snapshot()) : null;
    change(json ? line.interest().inJson() : line.interest(), mark);
    stated = interest;
  }

  private void change(Interest wanted, @Nullable Mark mark) {
    if (awake) {
      for (MessageType each : TYPES) {
        backlogBefore[each.index()] += backlogSinceChange(each);
      }
      passAll();
      changedSeq = feedState.ring.lastSeq() + 1;
      Change last = changes.peekLast();
      if (last != null && last.seq == changedSeq && last.mark == null) {
        changes.removeLast();
      }
      changes.add(new Change(changedSeq, wanted, mark));
    } else {
      interestAtPlace = wanted;
    }
    interest = wanted;
  }

  /** Stops queuing new events; closes once the backlog is sent. */
  void end() {
    change(Interest.NONE, null);
    ending = true;
  }

  /** Stops queuing new events; after the backlog reports a line that is too long, then closes. */
  void rejectLine() {
    end();
    Encoder last = json ? feedState.json : feedState.letters;
    lastMessage = last.lineTooLong(feedState.counts(), feedState.ring.lastSeq());
  }

  /** Copies as much of the backlog as fits, complete messages only; returns whether it was all. */
  boolean copyTo(ByteBuffer into) {
    if (!copy(greeting, into)) {
      return false;
    }
    greeting = Encoder.NOTHING;
    if (placeSeq < feedState.ring.oldestSeq()) {
      fallBehind();
    }
    boolean atMark;
    do {
      if (!copyStatements(into) || !copyEvents(into)) {
        return false;
      }
      atMark = meetChanges();
      if (atMark && !meetMark(into)) {
        return false;
      }
    } while (atMark);
    boolean all = copy(lastMessage, into);
    lastMessage = all ? Encoder.NOTHING : lastMessage;
    return all;
  }

  /** Copies a heartbeat to one without a backlog; returns whether it fitted. */
  boolean copyHeartbeat(ByteBuffer into) {
    return copy(encoder.alive(feedState.counts(), feedState.ring.lastSeq()), into);
  }

  /** Ends a snapshot that has begun before it reports a loss that happened meanwhile. */
  private boolean copyStatements(ByteBuffer into) {
    if (snapshot != null && snapshot.hasBegun()) {
      return copySnapshot(into) && copyCatchUp(into);
    }
    return copyCatchUp(into) && copySnapshot(into);
  }

  private boolean copySnapshot(ByteBuffer into) {
    boolean all = snapshot == null || snapshot.copyTo(into);
    snapshot = all ? null : snapshot;
    return all;
  }

  private boolean copyCatchUp(ByteBuffer into) {
    boolean all = gapRecovery == null || gapRecovery.copyTo(into);
    gapRecovery = all ? null : gapRecovery;
    return all;
  }

  /** Copies events up to the next mark or the end; returns whether it came so far. */
  private boolean copyEvents(ByteBuffer into) {
    boolean wantsOneThing = changes.isEmpty() && placeSeq >= changedSeq;
    return wantsOneThing ? copyAsOthers(into) : copyEachEvent(into);
  }

  /**
   * Copies the runs that others have encoded from the same place on, then encodes the rest for
   * them.
   */
  private boolean copyAsOthers(ByteBuffer into) {
    int start = into.position();
    long startSeq = placeSeq;
    int found = 0;
    EncodedRun next = feedState.encodedRuns.find(encoder, interest, placeSeq);
    while (next != null && next.text.length <= into.remaining()) {
      into.put(next.text);
      placeSeq = next.endSeq;
      System.arraycopy(next.passed, 0, passed, 0, passed.length);
      found++;
      next = feedState.encodedRuns.find(encoder, interest, placeSeq);
    }
    // If the next does not fit, the rest of the room stays empty: it goes on from where others did.
    boolean all = false;
    if (next == null || into.position() == start) {
      int restStart = into.position();
      long restSeq = placeSeq;
      all = copyEachEvent(into);
      keepRun(into, restStart, restSeq);
      found += placeSeq > restSeq ? 1 : 0;
    }
    if (found > 1) {
      keepRun(into, start, startSeq);
    }
    return all;
  }

  /** Keeps the bytes copied since a place for others; joins several runs into one. */
  private void keepRun(ByteBuffer into, int start, long startSeq) {
    if (placeSeq - startSeq >= LEAST_SHARED) {
      byte[] text = new byte[into.position() - start];
      into.get(start, text);
      feedState.encodedRuns.keep(
          encoder, interest, startSeq, new EncodedRun(placeSeq, text, passed.clone()));
    }
  }

  private boolean copyEachEvent(ByteBuffer into) {
    for (; !meetChanges() && placeSeq <= feedState.ring.lastSeq(); placeSeq++) {
      RingEntry event = feedState.ring.event(placeSeq);
      MessageType type = event.type();
      if (interestAtPlace.wants(type)) {
        if (!copy(encoder.event(event), into)) {
          return false;
        }
        if (placeSeq < changedSeq) {
          backlogBefore[type.index()]--;
        } else {
          passed[type.index()]++;
        }
      } else if (placeSeq >= changedSeq) {
        passed[type.index()]++;
      }
    }
    return true;
  }

  /** Applies the changes of interest at its place; returns whether there is a mark. */
  private boolean meetChanges() {
    for (Change next = changes.peek();
        next != null && next.seq <= placeSeq;
        next = changes.peek()) {
      if (next.mark != null) {
        return true;
      }
      interestAtPlace = next.interest;
      changes.remove();
    }
    return false;
  }

  /** Answers an interest line; returns whether the answer fitted. */
  private boolean meetMark(ByteBuffer into) {
    Change met = changes.element();
    Mark mark = met.mark;
    if (mark == null) {
      throw new IllegalStateException("no mark at " + placeSeq);
    }
    Resumption resumption = Resumption.NOT_ASKED;
    long knownSeq = placeSeq - 1;
    if (mark.hello) {
      InterestLine.Since since = mark.line.since();
      resumption = Resumption.of(since, feedState.ring, placeSeq, feedState.epoch());
      if (resumption == Resumption.RESUMED && since instanceof InterestLine.Since.After after) {
        knownSeq = after.seq();
      }
      CountsAt then = mark.state.counts();
      if (!copy(feedState.json.hello(then, mark.line, resumption, knownSeq), into)) {
        return false;
      }
      encoder = feedState.json;
    }
    changes.remove();
    interestAtPlace = met.interest;
    if (resumption == Resumption.RESUMED) {
      if (mark.snapshot) {
        changes.addFirst(
            new Change(placeSeq, met.interest, new Mark(mark.line, mark.state, false, true)));
      }
      feedState.ring.count(knownSeq + 1, placeSeq, met.interest, backlogBefore);
      replayUntilSeq = placeSeq;
      placeSeq = knownSeq + 1;
    } else if (mark.snapshot || resumption.failed()) {
      snapshot =
          new Snapshot(feedState, encoder, met.interest, mark.state.at(placeSeq), mark.hello);
    }
    return true;
  }

  /**
   * Drops everything between its place and now, and prepares the messages instead of it; unless it
   * wants nothing of what has left the ring.
   */
  private void fallBehind() {
    long dropped = 0;
    int missed = 0;
    for (MessageType each : TYPES) {
      long backlog = backlog(each);
      dropped += backlog;
      missed |= backlog > 0 ? each.bit() : 0;
    }
    if (gapRecovery == null && losesNothing(dropped)) {
      placeSeq = feedState.ring.oldestSeq();
      if (snapshot != null) {
        snapshot.moveUpTo(placeSeq);
      }
      return;
    }
    droppedEver += dropped;
    feedState.dropped(dropped);
    if (gapRecovery != null) {
      gapRecovery = gapRecovery.again(stated, new Interest(missed), dropped);
    } else if (dropped > 0) {
      boolean statusBefore = backlogBefore[MessageType.STATUS.index()] > 0;
      long firstSeq = statusBefore ? placeSeq : Math.max(placeSeq, changedSeq);
      gapRecovery =
          GapRecovery.from(
              feedState, encoder, stated, new Interest(missed), dropped, placeSeq, firstSeq);
    }
    if (snapshot != null) {
      snapshot.moveTo(feedState.state());
    }
    dropToNow();
  }

  /**
   * Returns whether its backlog is completely in the ring and its pending answer can refer to the
   * oldest event; a snapshot that has begun cannot.
   */
  private boolean losesNothing(long backlog) {
    if (snapshot != null && snapshot.hasBegun()) {
      return false;
    }
    boolean asksBefore = snapshot != null || hasUnmetMarkBefore(feedState.ring.oldestSeq());
    return backlog == countInRing() && (backlog > 0 || !asksBefore);
  }

  private boolean hasUnmetMarkBefore(long seq) {
    Change unmet = unmetMark();
    return unmet != null && unmet.seq < seq;
  }

  private long countInRing() {
    Ring ring = feedState.ring;
    if (changes.isEmpty()) {
      return ring.countKept(interestAtPlace);
    }
    Iterator<Change> ahead = changes.iterator();
    Interest wanted = interestAtPlace;
    Change next = ahead.hasNext() ? ahead.next() : null;
    long count = 0;
    for (long seq = ring.oldestSeq(); seq <= ring.lastSeq(); seq++) {
      while (next != null && next.seq <= seq) {
        wanted = next.interest;
        next = ahead.hasNext() ? ahead.next() : null;
      }
      count += wanted.wants(ring.event(seq).type()) ? 1 : 0;
    }
    return count;
  }

  /** Goes on from now; a line that was not answered yet is answered as if it came now. */
  private void dropToNow() {
    Arrays.fill(backlogBefore, 0);
    passAll();
    placeSeq = feedState.ring.lastSeq() + 1;
    changedSeq = placeSeq;
    Change unmet = unmetMark();
    changes.clear();
    if (unmet != null && unmet.mark != null) {
      Mark old = unmet.mark;
      Mark mark = new Mark(old.line, feedState.state(), old.hello, old.snapshot);
      changes.add(new Change(placeSeq, unmet.interest, mark));
      changes.add(new Change(placeSeq, interest, null));
    }
    interestAtPlace = interest;
  }

  private long backlog(MessageType type) {
    return backlogBefore[type.index()] + (awake ? backlogSinceChange(type) : 0);
  }

  private long backlogSinceChange(MessageType type) {
    return interest.wants(type) ? feedState.ring.totals()[type.index()] - passed[type.index()] : 0;
  }

  private void passAll() {
    System.arraycopy(feedState.ring.totals(), 0, passed, 0, passed.length);
  }

  static boolean copy(byte[] text, ByteBuffer into) {
    if (text.length > into.remaining()) {
      return false;
    }
    into.put(text);
    return true;
  }
}
