package dev.tidegate.tools.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The figures of the last ten minutes, a sample a second, oldest first; a second of which nothing
 * was known has a sample with nothing in it.
 */
public record FigureHistory(List<Sample> samples) {
  /** How many samples are kept. */
  public static final int MAX_SAMPLES = 600;

  /**
   * The figures at the end of one second.
   *
   * @param at the second, by the clock here
   * @param lowestFree the lowest number of free workers that was told within it
   */
  public record Sample(
      Instant at,
      OptionalInt free,
      OptionalInt lowestFree,
      OptionalInt busy,
      OptionalInt queued,
      Map<RequestClass, Figures.ClassFigures> classes) {}
}
