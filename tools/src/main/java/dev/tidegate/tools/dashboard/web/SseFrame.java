package dev.tidegate.tools.dashboard.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** An event as it is sent, shared by all who get it. */
@SuppressWarnings("ArrayRecordComponent") // made once, handed on, never compared
record SseFrame(long number, byte[] bytes) {
  /** A comment: a sign of life, and nothing to the page. */
  static final SseFrame ALIVE = new SseFrame(0, ": alive\n\n".getBytes(StandardCharsets.US_ASCII));

  /** After how many milliseconds to come back. */
  static final SseFrame COME_BACK =
      new SseFrame(0, "retry: 2000\n\n".getBytes(StandardCharsets.US_ASCII));

  /**
   * Returns an event.
   *
   * @param id by which it may be resumed after
   * @param data one line
   */
  static SseFrame of(long number, String id, String event, String data) {
    if (data.indexOf('\n') >= 0 || data.indexOf('\r') >= 0) {
      throw new IllegalArgumentException("the data of an event are one line");
    }
    String text = "id: " + id + "\nevent: " + event + "\ndata: " + data + "\n\n";
    return new SseFrame(number, text.getBytes(StandardCharsets.UTF_8));
  }

  ByteBuffer buffer() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }
}
