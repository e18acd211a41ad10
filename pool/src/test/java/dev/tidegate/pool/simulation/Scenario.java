package dev.tidegate.pool.simulation;

import dev.tidegate.pool.settings.PoolSettings;
import java.util.List;

/**
 * A whole run, decided before it begins, so that parts can be left out and the rest stays the same.
 *
 * @param seed the source of small delays and of what no act decides
 * @param late whether timers fire a little late, as real ones do
 */
record Scenario(long seed, PoolSettings settings, boolean late, List<Act> acts) {

  Scenario with(List<Act> fewer) {
    return new Scenario(seed, settings, late, List.copyOf(fewer));
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("seed ").append(seed).append(late ? " late" : "");
    text.append('\n').append(settings).append('\n');
    for (Act each : acts) {
      text.append(each).append('\n');
    }
    return text.toString();
  }
}
