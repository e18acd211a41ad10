package dev.tidegate.pool.feed;

import dev.tidegate.protocol.notify.Interest;
import dev.tidegate.protocol.notify.MessageType;
import dev.tidegate.protocol.notify.NotifyText;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * One listener: what it wants, its place in the sequence of events, and how much it is owed.
 *
 * <p>While it rests, everything that it wants has been copied for it and its place is the next
 * event. It costs a place and a few counts, whatever it leaves unread.
 */
final class Listener {
  /** Interest lines that it may send while earlier messages are unread; one more and it falls. */
  private static final int MAX_CHANGES = 16;

  private static final MessageType[] TYPES = MessageType.values();

  /** From the event {@code seq} on these types are wanted. */
  private record Change(long seq, Interest interest) {}

  final long id;

  /** Where it stands in the group that rests with the same interest, −1 if in none. */
  int groupIndex = -1;

  /** Whether it was woken and has not yet been found to have everything. */
  boolean awake;

  /** Whether it took nothing since someone looked. */
  boolean idleSinceLook;

  private final boolean refused;
  private boolean asked;
  private boolean ending;
  private String greeting;
  private String farewell = "";

  /** The types as of its place, and the changes that it will meet on its way to the end. */
  private Interest interestAtPlace = Interest.NONE;

  private final ArrayDeque<Change> changes = new ArrayDeque<>(1);
  private Interest interest = Interest.NONE;

  /** The types of which the state is told after a loss: what it asked for, its end set aside. */
  private Interest stated = Interest.NONE;

  private long placeSeq;
  private boolean fallen;
  private @Nullable CatchUp catchUp;

  /**
   * How many messages of each type it is owed: of those before the last change of interest {@code
   * owedBefore}, of those since then what {@code passed} lacks to the totals.
   */
  private final long[] owedBefore = new long[TYPES.length];

  private final long[] passed = new long[TYPES.length];
  private long changedSeq;

  /** Greets it; one that is refused hears nothing more. */
  Listener(long id, String greeting, boolean refused) {
    this.id = id;
    this.greeting = greeting;
    this.refused = refused;
    this.ending = refused;
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

  /** Leaves its rest at the next event to be published. */
  void standUp(Ring ring) {
    awake = true;
    idleSinceLook = false;
    placeSeq = ring.lastSeq() + 1;
    changedSeq = placeSeq;
    passAll(ring);
  }

  /** Wants other types from the next event on; what is owed until then stays owed. */
  void ask(Interest wanted, Ring ring) {
    asked = true;
    if (awake) {
      for (MessageType each : TYPES) {
        owedBefore[each.index()] += owedSinceChange(each, ring);
      }
      passAll(ring);
      changedSeq = ring.lastSeq() + 1;
      Change last = changes.peekLast();
      if (last != null && last.seq == changedSeq) {
        changes.removeLast();
      }
      changes.add(new Change(changedSeq, wanted));
      fallen |= changes.size() > MAX_CHANGES;
    } else {
      interestAtPlace = wanted;
    }
    interest = wanted;
    stated = wanted;
  }

  /** Is told nothing that happens from now on; after what it is owed comes the farewell. */
  void end(String text, Ring ring) {
    Interest last = stated;
    ask(Interest.NONE, ring);
    stated = last;
    ending = true;
    farewell = text;
  }

  /** Copies what it is owed and fits, whole messages only; returns whether that was all. */
  boolean copyTo(ByteBuffer into, Ring ring) {
    if (!copy(greeting, into)) {
      return false;
    }
    greeting = "";
    if (fallen || placeSeq < ring.oldestSeq()) {
      fallBehind(ring);
    }
    if (catchUp != null) {
      if (!catchUp.copyTo(into, ring)) {
        return false;
      }
      catchUp = null;
    }
    if (!copyEvents(into, ring) || !copy(farewell, into)) {
      return false;
    }
    farewell = "";
    return true;
  }

  private boolean copyEvents(ByteBuffer into, Ring ring) {
    for (; placeSeq <= ring.lastSeq(); placeSeq++) {
      meetChanges();
      Entry entry = ring.event(placeSeq);
      MessageType type = entry.type();
      if (interestAtPlace.wants(type)) {
        byte[] text = ring.text(entry);
        if (text.length > into.remaining()) {
          return false;
        }
        into.put(text);
        if (placeSeq < changedSeq) {
          owedBefore[type.index()]--;
        } else {
          passed[type.index()]++;
        }
      } else if (placeSeq >= changedSeq) {
        passed[type.index()]++;
      }
    }
    meetChanges();
    return true;
  }

  private void meetChanges() {
    for (Change next = changes.peek();
        next != null && next.seq <= placeSeq;
        next = changes.peek()) {
      interestAtPlace = next.interest;
      changes.remove();
    }
  }

  /**
   * Gives up everything between its place and now, and prepares what is told instead; unless all
   * that has left the ring is what it does not want.
   */
  private void fallBehind(Ring ring) {
    long dropped = 0;
    int missed = 0;
    for (MessageType each : TYPES) {
      long owed = owedBefore[each.index()] + owedSinceChange(each, ring);
      dropped += owed;
      missed |= owed > 0 ? each.bit() : 0;
    }
    if (catchUp != null) {
      catchUp = catchUp.again(ring, stated, new Interest(missed), dropped);
    } else if (!fallen && dropped == countInRing(ring)) {
      placeSeq = ring.oldestSeq();
      return;
    } else if (dropped > 0) {
      boolean statusBefore = owedBefore[MessageType.STATUS.index()] > 0;
      long firstSeq = statusBefore ? placeSeq : Math.max(placeSeq, changedSeq);
      catchUp = new CatchUp(ring, stated, new Interest(missed), dropped, firstSeq);
    }
    giveUp(ring);
  }

  private long countInRing(Ring ring) {
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

  private void giveUp(Ring ring) {
    fallen = false;
    Arrays.fill(owedBefore, 0);
    passAll(ring);
    changes.clear();
    interestAtPlace = interest;
    placeSeq = ring.lastSeq() + 1;
    changedSeq = placeSeq;
  }

  private long owedSinceChange(MessageType type, Ring ring) {
    return interest.wants(type) ? ring.totals()[type.index()] - passed[type.index()] : 0;
  }

  private void passAll(Ring ring) {
    System.arraycopy(ring.totals(), 0, passed, 0, passed.length);
  }

  private static boolean copy(String text, ByteBuffer into) {
    if (text.length() > into.remaining()) {
      return false;
    }
    into.put(NotifyText.bytes(text));
    return true;
  }
}
