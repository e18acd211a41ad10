package dev.tidegate.tools.top;

import java.util.Arrays;

/**
 * A screen full of cells. What is written outside of it is not seen; control bytes cannot be
 * written.
 */
final class Canvas {
  /** A larger screen is used as far as this. */
  static final int MOST_ROWS = 1_000;

  static final int MOST_COLUMNS = 1_000;

  private final int rows;
  private final int columns;
  private final char[] signs;
  private final Style[] looks;

  Canvas(int rows, int columns) {
    this.rows = Math.clamp(rows, 1, MOST_ROWS);
    this.columns = Math.clamp(columns, 1, MOST_COLUMNS);
    signs = new char[this.rows * this.columns];
    looks = new Style[signs.length];
    Arrays.fill(signs, ' ');
    Arrays.fill(looks, Style.PLAIN);
  }

  int rows() {
    return rows;
  }

  int columns() {
    return columns;
  }

  char character(int row, int column) {
    return signs[row * columns + column];
  }

  Style look(int row, int column) {
    return looks[row * columns + column];
  }

  /** Writes a text; returns the column behind it, also where that is not seen. */
  int put(int row, int column, String text, Style look) {
    for (int at = 0; at < text.length(); at++) {
      put(row, column + at, text.charAt(at), look);
    }
    return column + text.length();
  }

  void put(int row, int column, char character, Style look) {
    if (row >= 0 && row < rows && column >= 0 && column < columns) {
      signs[row * columns + column] = isPrintable(character) ? character : ' ';
      looks[row * columns + column] = look;
    }
  }

  private static boolean isPrintable(char character) {
    return (character >= ' ' && character <= '~')
        || (character > '\u00a0' && !Character.isISOControl(character));
  }

  /** Writes a text that ends at the right edge. */
  void putRight(int row, String text, Style look) {
    put(row, columns - text.length(), text, look);
  }

  /** Gives a whole row a look. */
  void paint(int row, Style look) {
    if (row >= 0 && row < rows) {
      Arrays.fill(looks, row * columns, (row + 1) * columns, look);
    }
  }

  /** Draws another one into it. */
  void put(int row, int column, Canvas other) {
    for (int at = 0; at < other.signs.length; at++) {
      put(row + at / other.columns, column + at % other.columns, other.signs[at], other.looks[at]);
    }
  }

  /** Takes the colours of a row that says nothing alarming: it is of the past. */
  void fade(int row) {
    for (int column = 0; column < columns; column++) {
      if (look(row, column) == Style.ALARM) {
        return;
      }
    }
    paint(row, Style.FAINT);
  }

  /** Returns a row as plain text, without the blanks at its end. */
  String text(int row) {
    return new String(signs, row * columns, columns).stripTrailing();
  }
}
