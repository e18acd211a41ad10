package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.Poller;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.InputFault;
import dev.tidegate.protocol.wire.Netstring;
import dev.tidegate.protocol.wire.NetstringSplitter;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Client of the map socket: netstrings, answered one at a time in their order. */
final class MapClient extends Connection {
  /** Read size, which bounds the memory of requests that wait for their turn. */
  private static final int BYTES_PER_READ = 16_384;

  private final NetstringSplitter strings = new NetstringSplitter();

  /** Input behind the request whose answer is pending. */
  private ByteBuffer ahead = Poller.EMPTY;

  private boolean awaitsAnswer;
  private boolean isTaking;
  private boolean inputEnded;
  private boolean isPaused;

  MapClient(long id, FileDescriptor fd, Connections all, Poller poller) {
    super(id, fd, all, poller);
  }

  @Override
  void begin() {
    watch(INPUT_OR_ITS_END);
  }

  @Override
  protected void ready(int bits) {
    if ((bits & ERR) != 0 || ((bits & HUP) != 0 && (inputEnded || !mayTake()))) {
      lost();
      return;
    }
    if ((bits & OUT) != 0 && !outgoing.isEmpty()) {
      flush();
    }
    if (isClosed() || (bits & (IN | HUP | RDHUP)) == 0) {
      return;
    }
    if (mayTake() && !inputEnded) {
      readRequests();
    } else {
      // These calls are needed only if the client sends before its answer.
      updateWatch();
    }
  }

  private boolean mayTake() {
    return !awaitsAnswer && outgoing.isEmpty() && !ahead.hasRemaining();
  }

  private void readRequests() {
    try {
      int got = read(BYTES_PER_READ);
      if (got < 0) {
        inputEnded = true;
        updateWatch();
        all.events.post(new Event.InputEnded(id));
      } else if (got > 0) {
        take(poller.in());
      }
    } catch (IOException gone) {
      lost();
    }
  }

  /** Posts requests until one is pending; the rest of the input stays. */
  private void take(ByteBuffer in) {
    ahead = in;
    isTaking = true;
    while (!awaitsAnswer && outgoing.isEmpty() && !isClosed() && ahead.hasRemaining()) {
      takeOne();
    }
    isTaking = false;
    countKept();
  }

  private void countKept() {
    if (!isClosed()) {
      keeps(outgoing.keptBytes() + strings.heldBytes() + ahead.remaining());
    }
  }

  private void takeOne() {
    NetstringSplitter.Found found = strings.next(ahead);
    ahead = poller.lasting(ahead);
    switch (found) {
      case NOTHING -> {}
      case STRING -> {
        awaitsAnswer = true;
        all.events.post(new Event.LineArrived(id, strings.takeContent()));
      }
      case MISSING_COMMA -> {
        awaitsAnswer = true;
        all.events.post(new Event.BadInput(id, InputFault.MISSING_COMMA));
      }
      case BROKEN -> {
        drain();
        lost();
      }
    }
  }

  @Override
  boolean isWaiting() {
    return awaitsAnswer && !isClosed();
  }

  @Override
  void answer(String text) {
    awaitsAnswer = false;
    try {
      if (!outgoing.write(Netstring.print(text))) {
        all.events.post(new Event.AnswerStalled(id));
        updateWatch();
        countKept();
      } else {
        goOn();
      }
    } catch (IOException gone) {
      lost();
    }
  }

  @Override
  void flush() {
    try {
      if (!outgoing.isEmpty() && outgoing.resume()) {
        all.events.post(new Event.AnswerSent(id));
        goOn();
        countKept();
      }
    } catch (IOException gone) {
      lost();
    }
  }

  /**
   * Schedules the next request, which is an external event and must follow the events of this
   * answer.
   */
  private void goOn() {
    if (!isTaking && (isPaused || ahead.hasRemaining())) {
      poller.defer(this::takeAhead);
    }
  }

  private void takeAhead() {
    if (!isClosed() && !awaitsAnswer && outgoing.isEmpty() && ahead.hasRemaining()) {
      take(ahead);
    }
    if (!isClosed() && (mayTake() || !outgoing.isEmpty())) {
      updateWatch();
    }
  }

  /** Watches for input only while no answer is pending. */
  private void updateWatch() {
    isPaused = inputEnded || !mayTake();
    if (!outgoing.isEmpty()) {
      watch(ROOM);
    } else if (isPaused) {
      watch(NOTHING);
    } else {
      watch(INPUT_OR_ITS_END);
    }
  }
}
