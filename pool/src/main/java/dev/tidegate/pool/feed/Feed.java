package dev.tidegate.pool.feed;

import dev.tidegate.pool.workers.PoolCounts;
import dev.tidegate.protocol.notify.Interest;
import dev.tidegate.protocol.notify.NotifyText;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;

/**
 * All listeners and the one bounded sequence of events that they share, each with its own place.
 *
 * <p>A listener that keeps reading gets every message of its types in order; one that is overtaken
 * is told how many it missed and what the pool is like now. To publish costs only what listeners
 * cost that want the event and have everything before it.
 */
public final class Feed {
  private final Ring ring;
  private final int maxListeners;
  private final Map<Long, Listener> listeners = new HashMap<>();
  private final Resting resting = new Resting();
  private final List<Listener> woken = new ArrayList<>();
  private final List<Listener> closed = new ArrayList<>();

  /** The listeners that were taken, without those that were refused and are not yet gone. */
  private int admitted;

  /**
   * Makes a feed without listeners, of a pool in which every slot is stopped.
   *
   * @param ringEvents how many events are kept for listeners that lag behind, 1 or more
   * @param maxListeners how many may listen at once
   */
  public Feed(int ringEvents, int maxListeners, int maxWorkers) {
    this.ring = new Ring(ringEvents, maxWorkers);
    this.maxListeners = maxListeners;
  }

  /**
   * Adds an event; what it says has already happened.
   *
   * @param counts the slots by state, right after it
   * @param queued the requests that wait, right after it
   */
  public void publish(Notice notice, PoolCounts counts, int queued, long wallMillis) {
    resting.removeWanting(notice.type(), this::wake);
    ring.add(notice, counts, queued, wallMillis);
  }

  /** Greets a listener, or refuses and closes it if there are too many. */
  public void connect(long id) {
    boolean refused = admitted == maxListeners;
    Listener listener = new Listener(id, refused ? NotifyText.NO_SLOTS : NotifyText.OK, refused);
    listeners.put(id, listener);
    wake(listener);
    if (refused) {
      closed.add(listener);
    } else {
      admitted++;
    }
  }

  /** Returns how many listeners there are. */
  public int listening() {
    return admitted;
  }

  /** Returns whether the id is that of a listener that is not yet gone. */
  public boolean knows(long id) {
    return listeners.containsKey(id);
  }

  /** Takes a line of a listener; an interest line replaces its interest from the next event on. */
  public void lineArrived(long id, String line) {
    Listener listener = listeners.get(id);
    if (listener == null || listener.isEnding()) {
      return;
    }
    Interest.parse(line).ifPresent(interest -> ask(listener, interest));
  }

  /** A listener sent more than a line; it is told so after what it is owed, and closed. */
  public void overlong(long id) {
    Listener listener = listeners.get(id);
    if (listener != null) {
      end(listener, NotifyText.LINE_TOO_LONG);
    }
  }

  /** A listener has shut down its sending side; without an interest it is closed. */
  public void inputEnded(long id) {
    Listener listener = listeners.get(id);
    if (listener != null && !listener.asked()) {
      end(listener, "");
    }
  }

  /** A listener is gone. */
  public void disconnect(long id) {
    Listener listener = listeners.get(id);
    if (listener != null) {
      forget(listener);
      listeners.remove(id);
    }
  }

  /** Closes every listener as soon as it has what it is owed. */
  public void endAll() {
    listeners.values().stream()
        .sorted(Comparator.comparingLong(each -> each.id))
        .forEach(each -> end(each, ""));
  }

  /**
   * Copies the next messages that a listener is owed, whole ones only, as many as fit.
   *
   * @return the number of bytes copied; 0 when it has everything, and {@link #drainWoken} will name
   *     it when that changes; −1 when not even the next message fits
   */
  public int take(long id, ByteBuffer into) {
    Listener listener = listeners.get(id);
    if (listener == null || !listener.awake) {
      return 0;
    }
    listener.idleSinceLook = false;
    int start = into.position();
    boolean all = listener.copyTo(into, ring);
    int copied = into.position() - start;
    if (copied == 0 && all) {
      listener.awake = false;
      resting.add(listener);
    }
    return copied == 0 && !all ? -1 : copied;
  }

  /** Names each listener that is owed something since it last had everything, once. */
  public void drainWoken(LongConsumer each) {
    drain(woken, each);
  }

  /** Names each listener that is to be closed once it has everything, once. */
  public void drainClosed(LongConsumer each) {
    drain(closed, each);
  }

  /**
   * Forgets and names each listener that is owed something and has taken nothing since the last
   * call, although it was owed something then.
   */
  public void dropStalled(LongConsumer each) {
    for (Iterator<Listener> all = listeners.values().iterator(); all.hasNext(); ) {
      Listener listener = all.next();
      if (listener.awake && listener.idleSinceLook) {
        forget(listener);
        all.remove();
        each.accept(listener.id);
      }
      listener.idleSinceLook = listener.awake;
    }
  }

  private void ask(Listener listener, Interest interest) {
    if (listener.awake) {
      listener.ask(interest, ring);
    } else {
      resting.remove(listener);
      listener.ask(interest, ring);
      resting.add(listener);
    }
  }

  private void end(Listener listener, String farewell) {
    if (listener.isEnding()) {
      return;
    }
    if (!listener.awake) {
      resting.remove(listener);
      wake(listener);
    }
    listener.end(farewell, ring);
    closed.add(listener);
  }

  /** To be called before the event that it wants is in the ring. */
  private void wake(Listener listener) {
    listener.standUp(ring);
    woken.add(listener);
  }

  private void forget(Listener listener) {
    if (listener.groupIndex >= 0) {
      resting.remove(listener);
    }
    if (!listener.wasRefused()) {
      admitted--;
    }
  }

  private void drain(List<Listener> some, LongConsumer each) {
    for (Listener listener : some) {
      if (listeners.get(listener.id) == listener) {
        each.accept(listener.id);
      }
    }
    some.clear();
  }
}
