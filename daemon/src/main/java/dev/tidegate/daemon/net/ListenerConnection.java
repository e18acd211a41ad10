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

/** Connection of a listener to the notification socket. */
final class ListenerConnection extends Connection implements ListenerTurns.Scheduled {
  /** Read size: any line fits, and many short lines of one read take no longer than a turn. */
  private static final int BYTES_PER_READ = 512;

  /** Maximum number of bytes held for a listener that reads slowly; any message fits. */
  private static final int CHUNK_BYTES = 8_192;

  /** Maximum number of chunks written to one listener before the others are served. */
  private static final int CHUNKS_PER_TURN = 4;

  private final LineSplitter lines = LineSplitter.ofInterests();

  /** Input that was read but not yet parsed, less than one read. */
  private ByteBuffer held = Poller.EMPTY;

  /** Whether reading is suspended because the pool takes no lines. */
  private boolean isPaused;

  /** Whether the last read was full, so that the next one waits for a turn. */
  private boolean floods;

  /** Whether there is input to read in the next turn. */
  private boolean hasInput;

  private boolean readsNoMore;
  private boolean isClosing;
  private boolean isOwed;
  private boolean awaitsTurn;

  /**
   * Whether it requests no {@code S} and so has little output; true before its first interest line.
   */
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
      // At once: a listener that sends a command next expects its events.
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

  /** Resumes reading once the requested messages were copied. */
  private void readOn() {
    if (isPaused && !isClosed() && all.feed.takesLines(id)) {
      isPaused = false;
      ByteBuffer rest = held;
      held = Poller.EMPTY;
      takeLines(rest);
      updateWatch();
    }
  }

  /** Marks output of the pool as pending. */
  void wake() {
    if (!isOwed) {
      isOwed = true;
      if (outgoing.isEmpty()) {
        awaitTurn();
      }
    }
  }

  /** Closes the connection once all output is written. */
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
   * Reads some lines of a flood, so that it costs the listeners' share of time; then writes pending
   * output until there is none, the socket is full, or the turn is over.
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
