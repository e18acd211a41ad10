package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.Poller;
import dev.tidegate.daemon.loop.Watch;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Control socket of a warm parent: splits what it says into lines of bounded length. */
final class ControlConnection extends Watch {
  /** Maximum length of a line with its newline, in bytes. */
  static final int LINE_BYTES = 256;

  /** Maximum number of bytes read per turn. */
  private static final int BYTES_PER_TURN = 16_384;

  private final Poller poller;
  private final Peer peer;
  private final StringBuilder half = new StringBuilder();

  /** What the lines are for. */
  interface Peer {
    /** Handles a line; returns whether more may be read. */
    boolean line(String line);

    /** A line is too long; nothing more is read. */
    void lineTooLong();

    /** The other end is closed. */
    void ended(boolean withinALine);

    /** The socket can take more. */
    void room();
  }

  ControlConnection(Poller poller, FileDescriptor fd, Peer peer) {
    super(poller, fd);
    this.poller = poller;
    this.peer = peer;
  }

  @Override
  protected void ready(int bits) {
    if ((bits & OUT) != 0) {
      peer.room();
    }
    if ((bits & (IN | HUP | RDHUP | ERR)) != 0 && !isClosed()) {
      var _ = readOnce();
    }
  }

  /** Reads what a dead process has left. */
  void readToEnd() {
    while (!isClosed() && readOnce()) {}
  }

  /** Reads once; returns whether there may be more. */
  private boolean readOnce() {
    int got;
    try {
      got = fd().readAddress(poller.inAddress(), 0, BYTES_PER_TURN);
    } catch (IOException broken) {
      got = -1;
    }
    if (got < 0) {
      discard();
      peer.ended(!half.isEmpty());
      return false;
    }
    byte[] bytes = new byte[got];
    ByteBuffer in = poller.in();
    in.position(0).limit(got);
    // Handling a line may read into the loop's buffer.
    in.get(bytes);
    return take(bytes) && got > 0;
  }

  private boolean take(byte[] bytes) {
    for (byte each : bytes) {
      if (each == '\n') {
        String line = half.toString();
        half.setLength(0);
        if (!peer.line(line) || isClosed()) {
          return false;
        }
      } else if (half.length() == LINE_BYTES - 1) {
        peer.lineTooLong();
        return false;
      } else {
        half.append((char) (each & 0xff));
      }
    }
    return true;
  }
}
