package dev.tidegate.tools.ctl.watch;

import java.time.LocalDateTime;
import java.util.List;

/**
 * One run of the command that is watched.
 *
 * @param at when
 * @param answered whether somebody answered it
 * @param lines what it printed, or why nobody answers
 */
record Round(LocalDateTime at, boolean answered, List<String> lines) {
  Round {
    lines = List.copyOf(lines);
  }
}
