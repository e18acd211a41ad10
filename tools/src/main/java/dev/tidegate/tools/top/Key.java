package dev.tidegate.tools.top;

/** What was pressed. */
sealed interface Key {
  /** A printable sign. */
  record Sign(char character) implements Key {}

  /** A key with a name. */
  enum Named implements Key {
    UP,
    DOWN,
    PAGE_UP,
    PAGE_DOWN,
    HOME,
    END,
    ENTER,
    ESCAPE,
    BACKSPACE,
    TAB,
    /** Control-C: the end. */
    INTERRUPT,
    /** Control-Z: rest until the shell goes on with it. */
    SUSPEND,
    /** Control-L: draw everything again. */
    REDRAW,
    /** Anything else. */
    OTHER
  }
}
