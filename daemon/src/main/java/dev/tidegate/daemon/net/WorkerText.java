package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.Poller;
import dev.tidegate.daemon.loop.Watch;
import dev.tidegate.protocol.wire.LineSplitter;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** A worker's stderr or status descriptor: lines for people. */
final class WorkerText extends Watch {
  /** A worker that writes without end must not keep the loop from others. */
  private static final int BYTES_PER_TURN = 16_384;

  /** What a pipe holds by default: all that a dead process can have left behind. */
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

  /** The process is dead: reads what it left, whoever else holds the other end of the pipe. */
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
      tell(lines.line());
    }
  }

  private void finish() {
    lines.takeUnfinished().ifPresent(this::tell);
  }

  private void tell(String line) {
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
