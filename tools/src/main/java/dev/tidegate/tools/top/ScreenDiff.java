package dev.tidegate.tools.top;

/** Turns one screen into another with as few bytes as are needed: only changed cells are sent. */
final class ScreenDiff {
  /** So many unchanged cells between two changes are cheaper sent again than jumped over. */
  private static final int CHEAP_GAP = 6;

  private static final String ESCAPE = "\u001b[";

  private final boolean colour;

  ScreenDiff(boolean colour) {
    this.colour = colour;
  }

  /** Returns what makes the screen show the canvas, whatever it showed. */
  String whole(Canvas canvas) {
    return ESCAPE
        + "0m"
        + ESCAPE
        + "2J"
        + change(new Canvas(canvas.rows(), canvas.columns()), canvas);
  }

  /** Returns what turns the one into the other, of the same size. */
  String change(Canvas before, Canvas after) {
    StringBuilder bytes = new StringBuilder();
    Style look = Style.PLAIN;
    for (int row = 0; row < after.rows(); row++) {
      int column = nextChange(before, after, row, 0);
      while (column < after.columns()) {
        bytes.append(ESCAPE).append(row + 1).append(';').append(column + 1).append('H');
        int end = endOfRun(before, after, row, column);
        for (; column < end; column++) {
          if (after.look(row, column) != look) {
            look = after.look(row, column);
            String parameters = look.parameters(colour);
            bytes.append(ESCAPE).append(parameters.isEmpty() ? "0" : "0;" + parameters).append('m');
          }
          bytes.append(after.character(row, column));
        }
        column = nextChange(before, after, row, column);
      }
    }
    if (look != Style.PLAIN) {
      bytes.append(ESCAPE).append("0m");
    }
    return bytes.toString();
  }

  private static int endOfRun(Canvas before, Canvas after, int row, int from) {
    int end = from + 1;
    int next = nextChange(before, after, row, end);
    while (next < after.columns() && next - end <= CHEAP_GAP) {
      end = next + 1;
      next = nextChange(before, after, row, end);
    }
    return end;
  }

  private static int nextChange(Canvas before, Canvas after, int row, int from) {
    int column = from;
    while (column < after.columns()
        && before.character(row, column) == after.character(row, column)
        && before.look(row, column) == after.look(row, column)) {
      column++;
    }
    return column;
  }
}
