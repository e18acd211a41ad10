package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.Poller;
import dev.tidegate.daemon.loop.Watch;
import dev.tidegate.protocol.wire.LineSplitter;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Stderr or status descriptor of a worker: lines of text. */
final class WorkerText extends Watch {
  /** Maximum number of bytes read per turn, so that endless output does not block the loop. */
  private static final int BYTES_PER_TURN = 16_384;

  /**
   * Number of turns that read a full pipe of default size: the most that a dead process can leave.
   */
  private static final int TURNS_TO_EMPTY_A_PIPE = 5;

  private final Poller poller;
  private final LineSplitter lines = LineSplitter.ofWorkerText();
  private final Consumer<String> reader;
  private boolean hasSpoken;

  WorkerText(Poller poller, FileDescriptor fd, Consumer<String> reader) {
    super(poller, fd);
    this.poller = poller;
    this.reader = reader;
  }

  boolean hasSpoken() {
    return hasSpoken;
  }

  @Override
  protected void ready(int bits) {
    readOnce();
  }

  void readIfOpen() {
    if (!isClosed()) {
      readOnce();
    }
  }

  /** Reads the remaining output of a dead process, even if another process holds the pipe open. */
  void readToEnd() {
    for (int turn = 0; turn < TURNS_TO_EMPTY_A_PIPE && !isClosed(); turn++) {
      if (readOnce() == 0) {
        break;
      }
    }
    finish();
  }

  private int readOnce() {
    int got = read();
    if (got < 0) {
      finish();
      discard();
    } else if (got > 0) {
      hasSpoken = true;
      take(poller.in());
    }
    return got;
  }

  private void take(ByteBuffer in) {
    ByteBuffer rest = in;
    while (lines.next(rest) == LineSplitter.Found.LINE) {
      rest = poller.lasting(rest);
      forward(lines.line());
    }
  }

  private void finish() {
    lines.takeUnfinished().ifPresent(this::forward);
  }

  private void forward(String line) {
    if (!line.isEmpty()) {
      reader.accept(line);
    }
  }

  private int read() {
    try {
      int got = fd().readAddress(poller.inAddress(), 0, BYTES_PER_TURN);
      poller.in().position(0).limit(Math.max(got, 0));
      return got;
    } catch (IOException broken) {
      return -1;
    }
  }
}
