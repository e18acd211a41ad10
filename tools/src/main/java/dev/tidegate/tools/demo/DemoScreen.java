package dev.tidegate.tools.demo;

/**
 * Where the demonstration is seen.
 *
 * <p>May be called by several threads; shows nothing more once it is closed.
 */
interface DemoScreen extends AutoCloseable {
  /** Shows a line of plain text; never cut. */
  void say(String text);

  /** Shows what happened, with its meaning in words. */
  void tell(long millis, String what, MessageMeaning meaning);

  /** Shows how things are; to be called often, above all after every change. */
  void show(DemoView view);

  /** Returns whether nobody sees it any more. */
  boolean isGone();

  /** Ends the showing for now: what is said next stands alone. */
  void pause();

  /** Leaves the terminal as it was found. */
  @Override
  void close();
}
