package dev.tidegate.pool.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Finds a short scenario in which the same invariant breaks. */
final class Reduction {
  private static final int MOST_RUNS = 4_000;

  private final Function<Scenario, String> brokenInvariant;
  private int runs;

  /**
   * Makes a reduction.
   *
   * @param brokenInvariant runs a scenario and names what broke in it; empty if nothing did
   */
  Reduction(Function<Scenario, String> brokenInvariant) {
    this.brokenInvariant = brokenInvariant;
  }

  /** Returns the scenario with as few acts as can be found in bounded time. */
  Scenario of(Scenario scenario, String invariant) {
    List<Act> acts = new ArrayList<>(scenario.acts());
    int chunk = Math.max(1, acts.size() / 2);
    while (runs < MOST_RUNS) {
      boolean shorter = false;
      for (int from = 0; from < acts.size() && runs < MOST_RUNS; ) {
        List<Act> fewer = new ArrayList<>(acts.subList(0, from));
        fewer.addAll(acts.subList(Math.min(acts.size(), from + chunk), acts.size()));
        runs++;
        if (brokenInvariant.apply(scenario.with(fewer)).equals(invariant)) {
          acts = fewer;
          shorter = true;
        } else {
          from += chunk;
        }
      }
      if (chunk == 1 && !shorter) {
        break;
      }
      chunk = shorter ? chunk : Math.max(1, chunk / 2);
    }
    return scenario.with(acts);
  }
}
