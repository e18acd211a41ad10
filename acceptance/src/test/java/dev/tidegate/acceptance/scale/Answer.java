package dev.tidegate.acceptance.scale;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What one request was answered; read by other threads once it is over. */
final class Answer implements Crowd.Ear {
  private final String request;
  private final StringBuilder text = new StringBuilder();
  private volatile boolean over;

  Answer(String request) {
    this.request = request;
  }

  @Override
  public void heard(ByteBuffer bytes) {
    text.append(StandardCharsets.ISO_8859_1.decode(bytes));
  }

  @Override
  public void ended() {
    over = true;
  }

  String request() {
    return request;
  }

  boolean isOver() {
    return over;
  }

  String text() {
    if (!over) {
      throw new AssertionError("not answered: " + request);
    }
    return text.toString();
  }
}
