package dev.tidegate.tools.demo;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A terminal on which lines scroll by above a block that stays at the foot and is drawn anew.
 *
 * <p>The cursor rests below the block, where a Ctrl-C of the user leaves its mark.
 */
final class LiveScreen implements DemoScreen {
  /** How many rows a terminal needs for the block and some lines above it. */
  static final int MIN_ROWS = 20;

  private static final long FRAME_MILLIS = 80;
  private static final String HIDE_CURSOR_AND_NO_WRAP = "\u001b[?25l\u001b[?7l";
  private static final String SHOW_CURSOR_AND_WRAP = "\u001b[?7h\u001b[?25h";
  private static final String TO_LINE_END = "\u001b[K";
  private static final String TO_SCREEN_END = "\u001b[J";

  private final PrintStream out;
  private final DemoColours paint;
  private final Block block;
  private final List<String> pending = new ArrayList<>();
  private List<String> drawn = List.of();
  private long nextFrameMillis;
  private boolean hidden;
  private boolean closed;

  LiveScreen(PrintStream out, DemoColours paint) {
    this.out = out;
    this.paint = paint;
    block = new Block(paint);
  }

  @Override
  public synchronized void say(String text) {
    if (!closed) {
      pending.add(text);
      if (drawn.isEmpty()) {
        draw(List.of());
      }
    }
  }

  @Override
  public synchronized void tell(long millis, String what, MessageMeaning meaning) {
    if (!closed) {
      pending.add(EventLine.painted(millis, what, meaning, paint));
    }
  }

  @Override
  public synchronized void show(DemoView view) {
    if (!closed && view.millis() >= nextFrameMillis) {
      nextFrameMillis = view.millis() + FRAME_MILLIS;
      draw(block.lines(view));
    }
  }

  /** One write a frame, so that nothing flickers. */
  private void draw(List<String> lines) {
    StringBuilder frame = new StringBuilder();
    if (!lines.isEmpty() && !hidden) {
      hidden = true;
      frame.append(HIDE_CURSOR_AND_NO_WRAP);
    }
    frame.append(aboveBlock());
    for (String line : pending) {
      frame.append(line).append(TO_LINE_END).append('\n');
    }
    pending.clear();
    for (String line : lines) {
      frame.append(line).append(TO_LINE_END).append('\n');
    }
    frame.append(lines.size() < drawn.size() ? TO_SCREEN_END : "");
    drawn = lines;
    out.print(frame);
    out.flush();
  }

  private String aboveBlock() {
    return drawn.isEmpty() ? "" : "\r\u001b[" + drawn.size() + "A";
  }

  @Override
  public boolean isGone() {
    return out.checkError();
  }

  @Override
  public synchronized void pause() {
    if (!closed) {
      draw(List.of());
      restoreTerminal();
    }
  }

  private void restoreTerminal() {
    if (hidden) {
      hidden = false;
      out.print("\r" + TO_LINE_END + SHOW_CURSOR_AND_WRAP);
      out.flush();
    }
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      draw(drawn);
      restoreTerminal();
      closed = true;
    }
  }
}
