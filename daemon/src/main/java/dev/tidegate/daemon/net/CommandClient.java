package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.Poller;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.InputFault;
import dev.tidegate.protocol.wire.LineSplitter;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Client of the command or the unprivileged socket: one line, one answer, close. */
final class CommandClient extends Connection {
  /**
   * Read size, above the maximum length of a line, so that bytes after the line show in the same
   * read.
   */
  private static final int BYTES_PER_READ = 8_192;

  private enum Stage {
    /** The line is incomplete. */
    READING,
    /** The line was posted; the answer is pending. */
    WAITING,
    /** The answer is being written. */
    ANSWERING
  }

  private final LineSplitter lines = LineSplitter.ofCommands();
  private Stage stage = Stage.READING;
  private boolean sentMore;

  /** Time at which its request began to wait, by {@link System#nanoTime}. */
  private long waitingSinceNanos;

  CommandClient(long id, FileDescriptor fd, Connections all, Poller poller) {
    super(id, fd, all, poller);
  }

  /**
   * Reads before watching: the line has usually arrived with the connection, which saves epoll's
   * system calls.
   */
  @Override
  void begin() {
    readLine();
    if (stage == Stage.READING && !isClosed()) {
      all.isSilent(this);
      watch(INPUT_OR_ITS_END);
    }
  }

  @Override
  protected void ready(int bits) {
    switch (stage) {
      case READING -> readLine();
      case WAITING -> {
        if ((bits & (HUP | ERR)) != 0) {
          lost();
        } else if ((bits & RDHUP) != 0) {
          watch(NOTHING);
          all.events.post(new Event.InputEnded(id));
        }
      }
      case ANSWERING -> {
        if ((bits & (HUP | ERR)) != 0) {
          lost();
        } else if ((bits & OUT) != 0) {
          goOnAnswering();
        }
      }
    }
  }

  private void readLine() {
    try {
      int got = read(BYTES_PER_READ);
      if (got < 0) {
        stage = Stage.WAITING;
        if (isWatched()) {
          watch(NOTHING);
        }
        all.events.post(new Event.InputEnded(id));
      } else if (got > 0) {
        takeLine(poller.in());
      }
    } catch (IOException gone) {
      lost();
    }
  }

  private void takeLine(ByteBuffer in) {
    switch (lines.next(in)) {
      case NOTHING -> keeps(lines.heldBytes());
      case LINE -> {
        expectAnswer(in);
        all.reportReserve();
        all.events.post(new Event.LineArrived(id, lines.takeLine()));
      }
      case TOO_LONG -> {
        expectAnswer(in);
        all.events.post(new Event.BadInput(id, InputFault.LINE_TOO_LONG));
      }
    }
    if (stage == Stage.WAITING && !isClosed()) {
      waitForAnswer();
    }
  }

  private void expectAnswer(ByteBuffer in) {
    stage = Stage.WAITING;
    keeps(0);
    if (isWatched()) {
      all.hasSpoken(this);
    }
    sentMore = in.hasRemaining();
  }

  private void waitForAnswer() {
    if (isWatched()) {
      watch(END_OF_INPUT);
    } else {
      waitingSinceNanos = System.nanoTime();
      all.watchIfItWaitsLong(this);
    }
  }

  long waitingSinceNanos() {
    return waitingSinceNanos;
  }

  /** Starts watching for a disconnection. */
  void watchForItsEnd() {
    if (stage == Stage.WAITING) {
      watch(END_OF_INPUT);
    }
  }

  @Override
  boolean isWaiting() {
    return stage == Stage.WAITING && !isClosed();
  }

  @Override
  void answer(String text) {
    if (stage == Stage.ANSWERING) {
      return;
    }
    stage = Stage.ANSWERING;
    try {
      if (outgoing.write(bytesOf(text))) {
        finish();
      } else {
        watch(ROOM);
        all.events.post(new Event.AnswerStalled(id));
        keeps(outgoing.keptBytes());
      }
    } catch (IOException gone) {
      leave();
    }
  }

  private void goOnAnswering() {
    try {
      if (outgoing.resume()) {
        finish();
        all.events.post(new Event.AnswerSent(id));
      }
    } catch (IOException gone) {
      lost();
    }
  }

  private void finish() {
    // A client that sent one line and was soon answered has sent nothing since.
    if (sentMore || isWatched()) {
      drain();
    }
    leave();
  }

  @Override
  void flush() {
    if (stage == Stage.ANSWERING) {
      goOnAnswering();
    }
  }
}
