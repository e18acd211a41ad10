package dev.tidegate.tools.top;

import dev.tidegate.protocol.notify.WorkerState;

/**
 * The signs that pictures are made of, each one cell wide.
 *
 * @param steps from nothing to full
 */
record Glyphs(
    String steps, char line, char idle, char busy, char stopped, char killed, char dot, char mark) {
  static final Glyphs UNICODE = new Glyphs(" ▁▂▃▄▅▆▇█", '─', '□', '■', '·', '×', '·', '▸');
  static final Glyphs ASCII = new Glyphs(" .:-=+*#@", '-', 'o', '#', '.', 'x', '-', '>');

  char of(WorkerState state) {
    return switch (state) {
      case STOPPED -> stopped;
      case IDLE -> idle;
      case BUSY -> busy;
      case KILLED -> killed;
    };
  }

  /** Returns the sign of a value from 0 to {@code most}; what is not 0 is seen. */
  char step(double value, double most) {
    if (value <= 0 || most <= 0) {
      return steps.charAt(0);
    }
    int top = steps.length() - 1;
    return steps.charAt(Math.clamp(Math.round(value / most * top), 1, top));
  }
}
