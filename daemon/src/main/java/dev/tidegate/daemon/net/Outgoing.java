package dev.tidegate.daemon.net;

import dev.tidegate.daemon.loop.Poller;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;

/** Unsent rest of one write to a descriptor. */
final class Outgoing {
  private static final byte[] NOTHING = {};

  private final Poller poller;
  private final FileDescriptor fd;
  private byte[] bytes = NOTHING;
  private int at;

  Outgoing(Poller poller, FileDescriptor fd) {
    this.poller = poller;
    this.fd = fd;
  }

  boolean isEmpty() {
    return at == bytes.length;
  }

  /** Returns the number of bytes that the descriptor has not taken. */
  int unsentBytes() {
    return bytes.length - at;
  }

  /** Returns the number of unsent bytes. */
  int keptBytes() {
    return bytes.length;
  }

  /**
   * Writes as much as the descriptor accepts and keeps the rest.
   *
   * @return whether there is no rest
   */
  boolean write(byte[] text) throws IOException {
    bytes = text;
    at = 0;
    return resume();
  }

  /** Writes the content of the loop's write buffer; otherwise as {@link #write(byte[])}. */
  boolean writeBuffer(int length) throws IOException {
    int done = fd.writeAddress(poller.outAddress(), 0, length);
    if (done == length) {
      return true;
    }
    bytes = new byte[length - done];
    poller.out().get(done, bytes);
    at = 0;
    return false;
  }

  /** Continues writing; otherwise as {@link #write(byte[])}. */
  boolean resume() throws IOException {
    while (at < bytes.length) {
      int length = Math.min(bytes.length - at, Poller.WRITE_BYTES);
      poller.out().put(0, bytes, at, length);
      int done = fd.writeAddress(poller.outAddress(), 0, length);
      at += done;
      if (done < length) {
        return false;
      }
    }
    forget();
    return true;
  }

  void forget() {
    bytes = NOTHING;
    at = 0;
  }
}
