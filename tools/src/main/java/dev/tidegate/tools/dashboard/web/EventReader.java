package dev.tidegate.tools.dashboard.web;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Queue;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;

/**
 * One browser that reads events. What it has not taken waits here, up to a bound: beyond that it is
 * given up, and may come back and resume.
 */
final class EventReader implements Callback {
  /** Enough for a picture of thousands of slots; shared with the other readers of the same. */
  static final int MAX_BACKLOG_BYTES = 8 * 1024 * 1024;

  static final int MAX_BACKLOG_FRAMES = 2_048;

  private final Content.Sink sink;
  private final Callback end;
  private final Queue<SseFrame> backlog = new ArrayDeque<>();
  private long backlogBytes;
  private boolean isWriting;
  private boolean isOver;

  /**
   * @param end told once, when nothing more can be written
   */
  EventReader(Content.Sink sink, Callback end) {
    this.sink = sink;
    this.end = end;
  }

  /** Returns whether it still reads. */
  synchronized boolean isOpen() {
    return !isOver;
  }

  /** Hands it an event; never waits. */
  void offer(SseFrame frame) {
    boolean isTooMuch;
    synchronized (this) {
      if (isOver) {
        return;
      }
      isTooMuch =
          backlog.size() >= MAX_BACKLOG_FRAMES
              || (backlogBytes + frame.bytes().length > MAX_BACKLOG_BYTES && !backlog.isEmpty());
      if (!isTooMuch) {
        backlog.add(frame);
        backlogBytes += frame.bytes().length;
      }
    }
    if (isTooMuch) {
      finish(new IllegalStateException("a reader of events takes nothing"));
    } else {
      write();
    }
  }

  /** Hands it a sign of life, unless there is something that it has not taken. */
  void offerAlive() {
    boolean idle;
    synchronized (this) {
      idle = !isOver && !isWriting && backlog.isEmpty();
    }
    if (idle) {
      offer(SseFrame.ALIVE);
    }
  }

  private void write() {
    ByteBuffer next;
    synchronized (this) {
      SseFrame frame = isWriting || isOver ? null : backlog.peek();
      if (frame == null) {
        return;
      }
      isWriting = true;
      next = frame.buffer();
    }
    sink.write(false, next, this);
  }

  @Override
  public void succeeded() {
    synchronized (this) {
      isWriting = false;
      SseFrame sent = backlog.poll();
      backlogBytes -= sent == null ? 0 : sent.bytes().length;
    }
    write();
  }

  @Override
  public void failed(Throwable failure) {
    finish(failure);
  }

  /** Ends the stream as a whole one; the browser comes back by itself. */
  void close() {
    finish(new IllegalStateException("the dashboard ends"));
  }

  private void finish(Throwable why) {
    synchronized (this) {
      if (isOver) {
        return;
      }
      isOver = true;
      backlog.clear();
      backlogBytes = 0;
    }
    end.failed(why);
  }
}
