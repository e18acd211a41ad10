package dev.tidegate.pool.feed;

import dev.tidegate.pool.Now;
import dev.tidegate.protocol.notify.InterestLine;
import dev.tidegate.protocol.notify.MessageType;
import dev.tidegate.protocol.notify.PoolCounts;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * All listeners and the one bounded sequence of events that they share, each with its own place.
 *
 * <p>A listener that keeps reading gets every message of its types in order; one that is overtaken
 * gets the number of messages that it missed, and the present state. To publish costs only what
 * listeners cost that want the event and have everything before it.
 */
public final class Feed {
  private static final long SECOND_NANOS = 1_000_000_000L;

  private final FeedState feedState;
  private final Ring ring;
  private int maxListeners;
  private final Map<Long, Listener> listeners = new HashMap<>();
  private final CaughtUpListeners caughtUp = new CaughtUpListeners();
  private final Heartbeats heartbeats = new Heartbeats();
  private final List<Listener> woken = new ArrayList<>();
  private final List<Listener> closed = new ArrayList<>();

  /** The listeners that were taken, without those that were refused and are not yet gone. */
  private int admitted;

  private long refused;

  /**
   * Makes a feed without listeners, of a pool in which every slot is stopped.
   *
   * @param counts supplies the present counts and time
   */
  public Feed(FeedSettings settings, Supplier<CountsAt> counts) {
    feedState = new FeedState(settings, counts);
    ring = feedState.ring;
    maxListeners = settings.listeners();
  }

  /**
   * Adds an event to the ring, after the change that it reports; wakes the listeners for it.
   *
   * @param after the counts right after it
   */
  public void publish(FeedEvent event, PoolCounts after, Now now) {
    caughtUp.removeWanting(event.type(), this::wake);
    ring.add(event, after, now);
  }

  /** Changes the limit of listeners; those that are connected stay. */
  public void limitListeners(int most) {
    maxListeners = most;
    feedState.limitListeners(most);
  }

  /** Adds slots, which were stopped so far, up to that number of slots. */
  public void grow(int slotCount, long nowNanos) {
    ring.grow(slotCount, nowNanos);
  }

  /** Adds a listener and greets it, or refuses and closes it if there are too many. */
  public void connect(long id) {
    boolean isRefused = admitted >= maxListeners;
    Listener listener = new Listener(id, feedState, isRefused);
    listeners.put(id, listener);
    wake(listener);
    if (isRefused) {
      refused++;
      closed.add(listener);
    } else {
      admitted++;
    }
  }

  /** Returns how many listeners there are. */
  public int listening() {
    return admitted;
  }

  /** Returns the status of each listener, in order of connection. */
  public List<ListenerStatus> statuses() {
    return listeners.values().stream()
        .filter(each -> !each.wasRefused())
        .sorted(Comparator.comparingLong(each -> each.id))
        .map(Listener::status)
        .toList();
  }

  /** Returns the number of the last event. */
  public long lastSeq() {
    return ring.lastSeq();
  }

  /** Returns how many listeners were ever refused, as there were too many. */
  public long refused() {
    return refused;
  }

  /** Returns the number of messages dropped so far, as a listener was too slow for them. */
  public long dropped() {
    return feedState.dropped();
  }

  /** Returns how many events of a type there were. */
  public long published(MessageType type) {
    return ring.totals()[type.index()];
  }

  /** Returns whether the id is that of a listener that is not yet gone. */
  public boolean knows(long id) {
    return listeners.containsKey(id);
  }

  /**
   * Returns whether the listener's next line may be handed over: not while requested messages are
   * still pending. That changes with {@link #take} alone.
   */
  public boolean takesLines(long id) {
    Listener listener = listeners.get(id);
    return listener == null || listener.takesLines();
  }

  /**
   * Takes a line of a listener whose lines are taken; an interest line replaces its interest from
   * the next event on.
   */
  public void lineArrived(long id, String line) {
    Listener listener = listeners.get(id);
    if (listener == null || listener.isEnding()) {
      return;
    }
    if (!listener.takesLines()) {
      throw new IllegalStateException("listener " + id + " is still to be told what it asked for");
    }
    InterestLine.parse(line).ifPresent(asked -> ask(listener, asked));
  }

  /** Rejects a line that is too long: an error after the listener's backlog, then its end. */
  public void overlong(long id) {
    Listener listener = listeners.get(id);
    if (listener != null) {
      end(listener, Listener::rejectLine);
    }
  }

  /** Closes a listener that has shut down its sending side without an interest. */
  public void inputEnded(long id) {
    Listener listener = listeners.get(id);
    if (listener != null && !listener.asked()) {
      end(listener, Listener::end);
    }
  }

  /** Forgets a listener that is gone. */
  public void disconnect(long id) {
    Listener listener = listeners.get(id);
    if (listener != null) {
      forget(listener);
      listeners.remove(id);
    }
  }

  /** Closes every listener as soon as its backlog is sent. */
  public void endAll() {
    listeners.values().stream()
        .sorted(Comparator.comparingLong(each -> each.id))
        .forEach(each -> end(each, Listener::end));
  }

  /**
   * Copies pending messages, complete ones only, as many as fit.
   *
   * @return the number of bytes copied; 0 when it has everything, and {@link #drainWoken} will name
   *     it when that changes; −1 when not even the next message fits
   */
  public int take(long id, ByteBuffer into, long nanos) {
    Listener listener = listeners.get(id);
    if (listener == null || !listener.awake) {
      return 0;
    }
    listener.idleSinceLook = false;
    int start = into.position();
    boolean all = listener.copyTo(into);
    if (into.position() > start) {
      listener.heartbeatDue = false;
    } else if (all && listener.heartbeatDue) {
      all = listener.copyHeartbeat(into);
      listener.heartbeatDue = !all;
    }
    int copied = into.position() - start;
    if (copied > 0) {
      listener.silentSinceNanos = nanos;
      return copied;
    }
    if (all) {
      listener.awake = false;
      caughtUp.add(listener);
    }
    return all ? 0 : -1;
  }

  /** Returns when {@link #sendHeartbeats} is to be called; {@link Long#MAX_VALUE} for never. */
  public long nextHeartbeatNanos() {
    return heartbeats.nextNanos();
  }

  /** Wakes the listeners to which a heartbeat is due. */
  public void sendHeartbeats(long nanos) {
    heartbeats.takeDue(
        nanos,
        silent -> {
          caughtUp.remove(silent);
          silent.heartbeatDue = true;
          wake(silent);
        });
  }

  /** Passes each listener that has a backlog since its last one was sent, once. */
  public void drainWoken(LongConsumer each) {
    drain(woken, each);
  }

  /** Passes each listener that is to be closed once its backlog is sent, once. */
  public void drainClosed(LongConsumer each) {
    drain(closed, each);
  }

  /**
   * Forgets and passes each listener that had a backlog at the last call and has read nothing
   * since.
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

  private void ask(Listener listener, InterestLine line) {
    boolean rests = !listener.awake;
    if (rests) {
      caughtUp.remove(listener);
    }
    if (rests && listener.isAnswered(line)) {
      wake(listener);
    }
    listener.ask(line);
    if (!listener.awake) {
      caughtUp.add(listener);
    }
    heartbeats.set(listener, line.heartbeatSeconds() * SECOND_NANOS, feedState.counts().nanos());
  }

  private void end(Listener listener, Consumer<Listener> how) {
    if (listener.isEnding()) {
      return;
    }
    if (!listener.awake) {
      caughtUp.remove(listener);
      wake(listener);
    }
    heartbeats.remove(listener);
    how.accept(listener);
    closed.add(listener);
  }

  /** Wakes a listener; to be called before the event that it wants is in the ring. */
  private void wake(Listener listener) {
    listener.wakeUp();
    woken.add(listener);
  }

  private void forget(Listener listener) {
    heartbeats.remove(listener);
    if (listener.groupIndex >= 0) {
      caughtUp.remove(listener);
    }
    if (!listener.wasRefused()) {
      admitted--;
    }
  }

  // ---- for tests in this package

  /** Returns the number of the oldest event that is kept. */
  long oldestSeq() {
    return ring.oldestSeq();
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
