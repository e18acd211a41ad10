package dev.tidegate.pool.simulation;

import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.ClientSocket;
import java.util.EnumSet;
import java.util.Set;

/** A client, with the driver's end of its connection. */
abstract sealed class SimulatedClient {
  final World world;
  final VirtualClock virtualClock;
  private final long id;
  private final ClientSocket socket;
  boolean closed;

  SimulatedClient(World world, VirtualClock virtualClock, long id, ClientSocket socket) {
    this.world = world;
    this.virtualClock = virtualClock;
    this.id = id;
    this.socket = socket;
  }

  long id() {
    return id;
  }

  ClientSocket socket() {
    return socket;
  }

  abstract void begin();

  /** Takes an answer; returns whether that has to wait. */
  abstract boolean answered(String text);

  void closed() {
    closed = true;
  }

  final void leave() {
    if (!closed) {
      closed = true;
      world.say(id, new Event.Disconnected(id));
      world.forget(id);
    }
  }

  /** A client of one of the command sockets. */
  static final class Caller extends SimulatedClient {
    private static final Set<Act.Manner> LATE =
        EnumSet.of(Act.Manner.READ_LATE, Act.Manner.READ_NEVER, Act.Manner.VANISH_UNREAD);

    private final Act.Call act;
    private boolean answered;

    Caller(World world, VirtualClock virtualClock, Act.Call act) {
      super(world, virtualClock, act.client(), act.socket());
      this.act = act;
    }

    @Override
    void begin() {
      virtualClock.after(act.pauseNanos(), this::speak);
    }

    private void speak() {
      if (closed) {
        return;
      }
      switch (act.manner()) {
        case SILENT -> {}
        case HALF_LINE -> world.say(id(), new Event.InputEnded(id()));
        case OVERLONG_LINE -> {
          world.expectAnswer(id(), socket(), "", act.job());
          world.lineTooLong(id(), socket());
        }
        case HALF_CLOSE -> {
          sayLine();
          if (!answered) {
            world.say(id(), new Event.InputEnded(id()));
          }
        }
        case PLAIN, READ_LATE, READ_NEVER, VANISH_UNREAD -> sayLine();
        case VANISH -> {
          sayLine();
          virtualClock.after(act.delayNanos(), this::leave);
        }
      }
    }

    private void sayLine() {
      String line = act.line();
      if (line.startsWith("kill ") && line.matches("kill \\d")) {
        line += ":" + world.pidOf(line.charAt(line.length() - 1) - '0');
      }
      world.expectAnswer(id(), socket(), line, act.job());
      world.say(id(), new Event.LineArrived(id(), line));
    }

    @Override
    boolean answered(String text) {
      answered = true;
      switch (act.manner()) {
        case READ_LATE -> virtualClock.after(act.delayNanos(), this::sent);
        case VANISH_UNREAD -> virtualClock.after(act.delayNanos(), this::leave);
        case PLAIN, HALF_CLOSE, HALF_LINE, SILENT, OVERLONG_LINE, VANISH, READ_NEVER -> {}
      }
      boolean waits = LATE.contains(act.manner());
      closed = !waits;
      return waits;
    }

    private void sent() {
      if (!closed) {
        closed = true;
        world.say(id(), new Event.AnswerSent(id()));
        world.forget(id());
      }
    }
  }

  /** A client of the map socket that pipelines. */
  static final class Mapper extends SimulatedClient {
    private final Act.Lookup act;
    private int asked;

    Mapper(World world, VirtualClock virtualClock, Act.Lookup act) {
      super(world, virtualClock, act.client(), ClientSocket.MAP);
      this.act = act;
    }

    @Override
    void begin() {
      virtualClock.after(0, this::askNext);
      if (act.patience() == Act.Lookup.Patience.VANISH) {
        virtualClock.after(act.delayNanos(), this::leave);
      }
    }

    private void askNext() {
      if (closed) {
        return;
      }
      if (asked == act.questions().size()) {
        world.say(id(), new Event.InputEnded(id()));
        return;
      }
      Act.Question question = act.questions().get(asked++);
      world.expectAnswer(id(), ClientSocket.MAP, question.text(), question.job());
      if (question.text().isEmpty()) {
        world.lineTooLong(id(), ClientSocket.MAP);
      } else {
        world.say(id(), new Event.LineArrived(id(), question.text()));
      }
    }

    @Override
    boolean answered(String text) {
      switch (act.patience()) {
        case READ_LATE -> virtualClock.after(act.delayNanos(), this::sent);
        case READ_NEVER -> {}
        case PLAIN, VANISH -> {
          virtualClock.after(0, this::askNext);
          return false;
        }
      }
      return true;
    }

    private void sent() {
      if (!closed) {
        world.say(id(), new Event.AnswerSent(id()));
        askNext();
      }
    }
  }
}
