package dev.tidegate.tools.top;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * What is typed, byte by byte. One thread alone reads the terminal, for ever: with the library's
 * reads with a time limit a second one does, and what that takes after the limit can be lost.
 */
final class StdinReader implements KeyReader.Source {
  /** Bytes that may wait; further ones wait in the terminal. */
  static final int MOST_WAITING = 1_024;

  private static final int END = -1;
  private static final int NOTHING_YET = -2;

  private final InputStream terminal;
  private final BlockingQueue<Integer> typed = new ArrayBlockingQueue<>(MOST_WAITING);
  private boolean ended;

  private StdinReader(InputStream terminal) {
    this.terminal = terminal;
  }

  /** Begins to read. */
  static StdinReader at(InputStream terminal) {
    StdinReader stdinReader = new StdinReader(terminal);
    Thread.ofPlatform().daemon().name("typing").start(stdinReader::take);
    return stdinReader;
  }

  private void take() {
    try {
      int next;
      do {
        next = next();
        typed.put(next);
      } while (next != END);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  private int next() {
    try {
      return terminal.read();
    } catch (IOException gone) {
      return END;
    }
  }

  /** For one thread alone. */
  @Override
  public int read(long timeoutMillis) throws IOException {
    if (ended) {
      return END;
    }
    try {
      Integer next =
          timeoutMillis == 0 ? typed.take() : typed.poll(timeoutMillis, TimeUnit.MILLISECONDS);
      ended = next != null && next == END;
      return next == null ? NOTHING_YET : next;
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a key was waited for");
    }
  }
}
