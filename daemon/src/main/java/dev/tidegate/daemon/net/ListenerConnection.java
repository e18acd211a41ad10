package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.Poller;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.InputFault;
import dev.tidegate.protocol.notify.Interest;
import dev.tidegate.protocol.notify.MessageType;
import dev.tidegate.protocol.wire.LineSplitter;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A listener on the notification socket. */
final class ListenerConnection extends Connection implements ListenerTurns.Scheduled {
  /** Holds any line; many short ones in it take no longer than a turn. */
  private static final int BYTES_PER_READ = 512;

  /** Bounds what is kept for a listener that reads slowly; it holds any message. */
  private static final int CHUNK_BYTES = 8_192;

  /** Written to one listener before the others get their turn, at most. */
  private static final int CHUNKS_PER_TURN = 4;

  private final LineSplitter lines = LineSplitter.ofInterests();

  /** What was read and may not be handed over yet: less than one read. */
  private ByteBuffer held = Poller.EMPTY;

  /** Whether nothing is read, as lines are not taken for a while. */
  private boolean isPaused;

  /** Whether the last read was full, so that the next one waits for its turn. */
  private boolean floods;

  /** Whether there is something to be read, in its turn. */
  private boolean hasInput;

  private boolean readsNoMore;
  private boolean isClosing;
  private boolean isOwed;
  private boolean awaitsTurn;

  /** Until it has asked for anything, it is told little. */
  private boolean isGate = true;

  ListenerConnection(long id, FileDescriptor fd, Connections all, Poller poller) {
    super(id, fd, all, poller);
  }

  @Override
  void begin() {
    updateWatch();
  }

  @Override
  protected void ready(int bits) {
    if ((bits & (HUP | ERR)) != 0) {
      lost();
      return;
    }
    boolean input = (bits & (IN | RDHUP)) != 0 && reads();
    hasInput |= input && floods;
    if (hasInput || (bits & OUT) != 0) {
      awaitTurn();
      updateWatch();
    }
    if (input && !floods) {
      // At once: whoever sends a command after this line expects to be heard of.
      readLines();
    }
  }

  private void readLines() {
    try {
      int got = read(BYTES_PER_READ);
      floods = got == BYTES_PER_READ;
      if (got < 0) {
        readsNoMore = true;
        updateWatch();
        all.events.post(new Event.InputEnded(id));
      } else {
        takeLines(poller.in());
      }
    } catch (IOException gone) {
      lost();
    }
  }

  private void takeLines(ByteBuffer from) {
    ByteBuffer in = from;
    while (!readsNoMore && !isClosed()) {
      if (!all.feed.takesLines(id)) {
        isPaused = true;
        held = poller.lasting(in);
        updateWatch();
        return;
      }
      LineSplitter.Found found = lines.next(in);
      in = poller.lasting(in);
      switch (found) {
        case NOTHING -> {
          return;
        }
        case LINE -> takeLine(lines.line());
        case TOO_LONG -> {
          readsNoMore = true;
          updateWatch();
          all.events.post(new Event.BadInput(id, InputFault.LINE_TOO_LONG));
        }
      }
    }
  }

  private void takeLine(String line) {
    Interest.parse(line).ifPresent(interest -> isGate = !interest.wants(MessageType.STATUS));
    all.events.post(new Event.LineArrived(id, line));
  }

  @Override
  public boolean isGate() {
    return isGate;
  }

  private boolean reads() {
    return !readsNoMore && !isPaused;
  }

  /** Goes on reading once what it has asked for was fetched. */
  private void readOn() {
    if (isPaused && !isClosed() && all.feed.takesLines(id)) {
      isPaused = false;
      ByteBuffer rest = held;
      held = Poller.EMPTY;
      takeLines(rest);
      updateWatch();
    }
  }

  /** The pool has something for this listener. */
  void wake() {
    if (!isOwed) {
      isOwed = true;
      if (outgoing.isEmpty()) {
        awaitTurn();
      }
    }
  }

  /** Closes once all is written. */
  void finish() {
    isClosing = true;
    readsNoMore = true;
    if (outgoing.isEmpty()) {
      awaitTurn();
    }
  }

  private void awaitTurn() {
    if (!awaitsTurn && !isClosed()) {
      awaitsTurn = true;
      all.turns.add(this);
    }
  }

  /**
   * Takes some of a flood of lines, so that it costs listeners their time and not requests; then
   * writes what is owed until there is no more, it takes no more, or its turn is over.
   */
  @Override
  public void serve() {
    if (hasInput && reads() && !isClosed()) {
      readLines();
    }
    hasInput = false;
    awaitsTurn = false;
    if (!isClosed()) {
      write();
      readOn();
    }
    if (!isClosed()) {
      updateWatch();
    }
  }

  private void write() {
    try {
      if (!outgoing.isEmpty() && !outgoing.resume()) {
        updateWatch();
        return;
      }
      for (int chunks = 0; chunks < CHUNKS_PER_TURN; chunks++) {
        int owed = fetch();
        if (owed == 0) {
          isOwed = false;
          finishIfAsked();
          return;
        }
        if (!outgoing.writeBuffer(owed)) {
          updateWatch();
          return;
        }
      }
      awaitTurn();
    } catch (IOException gone) {
      lost();
    }
  }

  private int fetch() {
    ByteBuffer out = poller.out();
    out.clear().limit(CHUNK_BYTES);
    int owed = all.feed.takeForListener(id, out);
    out.clear();
    return owed;
  }

  private void finishIfAsked() {
    if (isClosing) {
      drain();
      lost();
    }
  }

  @Override
  void flush() {
    if (!outgoing.isEmpty()) {
      awaitTurn();
    }
  }

  @Override
  boolean isWaiting() {
    return false;
  }

  @Override
  void answer(String text) {}

  private void updateWatch() {
    boolean input = reads() && !hasInput;
    if (outgoing.isEmpty() || awaitsTurn) {
      watch(input ? INPUT_OR_ITS_END : NOTHING);
    } else {
      watch(input ? INPUT_OR_ROOM : ROOM);
    }
  }
}
