package dev.tidegate.tools.view;

/** Somebody's wish to be told of changes, until it is closed. */
public interface Subscription extends AutoCloseable {
  @Override
  void close();
}
