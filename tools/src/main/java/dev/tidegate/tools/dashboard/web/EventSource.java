package dev.tidegate.tools.dashboard.web;

import java.util.function.BiConsumer;

/** What is told to those who read events; all of it is called by one thread. */
public interface EventSource {
  /**
   * Tells everything, to one who knows nothing.
   *
   * @param tell takes the type of an event and its data, one line
   */
  void tellAll(BiConsumer<String, String> tell);

  /**
   * Tells what is new since it was called last, for all.
   *
   * @param tell takes the type of an event and its data, one line
   */
  void tellNews(BiConsumer<String, String> tell);
}
