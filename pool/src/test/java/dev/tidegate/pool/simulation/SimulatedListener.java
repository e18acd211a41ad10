package dev.tidegate.pool.simulation;

import static dev.tidegate.pool.simulation.Violation.check;

import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.InputFault;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** A listener, with the driver's end of its connection. */
final class SimulatedListener {
  private final World world;
  private final VirtualClock virtualClock;
  private final Act.Listen act;
  private final boolean everything;
  private final EventHistory eventHistory;
  private final ListenerView view;
  private final ByteBuffer buffer;
  private final Deque<String> unsaid = new ArrayDeque<>();
  private boolean awake;
  private boolean readPlanned;
  private boolean ending;
  private boolean gone;

  /** Whether the pool has a reason to close it. */
  private boolean mayBeClosed;

  private long lastTakenNanos;
  private long wokenNanos;

  SimulatedListener(
      World world,
      VirtualClock virtualClock,
      Act.Listen act,
      EventHistory eventHistory,
      boolean everything) {
    this.world = world;
    this.virtualClock = virtualClock;
    this.act = act;
    this.eventHistory = eventHistory;
    this.everything = everything;
    this.view = new ListenerView(act.listener(), eventHistory);
    this.buffer = ByteBuffer.allocate(act.bufferBytes());
  }

  void begin() {
    long at = virtualClock.nowNanos();
    for (Act.Remark each : act.remarks()) {
      at += each.afterNanos();
      virtualClock.at(at, () -> make(each));
    }
  }

  private void make(Act.Remark remark) {
    if (gone || ending) {
      return;
    }
    long id = act.listener();
    switch (remark.what()) {
      case LINE -> say(remark.line());
      case HALF_CLOSE -> {
        mayBeClosed |= !view.interested();
        boolean mustBeClosed = !view.interested();
        world.give(new Event.InputEnded(id));
        check(!mustBeClosed || ending, "a half-closed listener without an interest is closed", id);
      }
      case OVERLONG_LINE -> {
        mayBeClosed = true;
        view.expectOverlongError();
        world.give(new Event.BadInput(id, InputFault.LINE_TOO_LONG));
        check(ending, "a listener with an overlong line is closed", id);
      }
      case LEAVE -> {
        gone = true;
        world.forgetListener(id);
        world.give(new Event.Disconnected(id));
      }
    }
  }

  /** Says a line; the driver holds it back as long as the pool takes none. */
  private void say(String line) {
    unsaid.add(line);
    sayOn();
  }

  private void sayOn() {
    long id = act.listener();
    while (!gone && !ending && !unsaid.isEmpty() && world.takesLines(id)) {
      String line = unsaid.remove();
      view.interest(line);
      world.give(new Event.LineArrived(id, line));
    }
  }

  void wake() {
    check(!awake, "a listener is woken once until it has read all", act.listener());
    awake = true;
    wokenNanos = virtualClock.nowNanos();
    if (!everything) {
      planRead();
    }
  }

  private void planRead() {
    if (readPlanned) {
      return;
    }
    readPlanned = true;
    long at = virtualClock.nowNanos() + act.readEveryNanos();
    if (at >= act.stallFromNanos() && at < act.stallToNanos()) {
      at = act.stallToNanos();
    }
    virtualClock.at(at, this::read);
  }

  private void read() {
    readPlanned = false;
    if (gone || !awake) {
      return;
    }
    if (takeOnce()) {
      planRead();
    }
    sayOn();
  }

  /** Reads until nothing is owed any more. */
  void readAll() {
    while (awake && !gone && takeOnce()) {
      lastTakenNanos = virtualClock.nowNanos();
    }
  }

  /** Takes one buffer full; returns whether there may be more. */
  private boolean takeOnce() {
    world.readEverythingFirst(this);
    buffer.clear();
    int count = world.take(act.listener(), buffer);
    check(count == buffer.position(), "what is copied is what is counted", act.listener());
    if (count == 0) {
      awake = false;
      if (everything) {
        return false;
      }
      check(!view.owed(), "a listener sleeps only when it is owed nothing", act.listener());
      view.caughtUp();
      return false;
    }
    String text = new String(buffer.array(), 0, count, StandardCharsets.ISO_8859_1);
    check(text.endsWith("\n"), "only whole messages are copied", act.listener(), text);
    for (String line : text.substring(0, count - 1).split("\n", -1)) {
      if (everything) {
        eventHistory.hear(line);
      } else {
        view.hear(line);
      }
    }
    lastTakenNanos = virtualClock.nowNanos();
    return true;
  }

  /** Checks that nobody sleeps who is owed something. */
  void checkAwake() {
    check(
        gone || awake || everything || !view.owed(),
        "a listener is woken when it is owed something",
        act.listener());
  }

  void close() {
    check(!ending, "a listener is closed once", act.listener());
    ending = true;
    if (!everything) {
      world.readEverythingFirst(this);
      view.end();
      readAll();
      check(
          mayBeClosed || view.refused() || world.terminating(),
          "a listener is closed for a reason",
          act.listener());
    }
  }

  /** It is closed in the middle of what it is owed, as it takes nothing. */
  void drop(long stallNanos) {
    gone = true;
    long idle = virtualClock.nowNanos() - Math.max(lastTakenNanos, wokenNanos);
    check(
        stallNanos > 0 && awake && idle >= stallNanos,
        "only a listener that takes nothing for long is dropped",
        act.listener(),
        idle);
  }

  void checkEnded() {
    check(ending || gone, "at the end every listener is closed", act.listener());
  }
}
