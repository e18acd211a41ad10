package dev.tidegate.tools.ctl.watch;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;

/**
 * What is known after some rounds.
 *
 * @param last the last one
 * @param answer the last that was answered
 * @param before the last answered one before that
 * @param silentSince when nobody answered for the first time after that answer
 */
record WatchHistory(
    Round last,
    Optional<Round> answer,
    Optional<Round> before,
    Optional<LocalDateTime> silentSince) {

  static WatchHistory of(Round first) {
    return first.answered()
        ? new WatchHistory(first, Optional.of(first), Optional.empty(), Optional.empty())
        : new WatchHistory(first, Optional.empty(), Optional.empty(), Optional.of(first.at()));
  }

  WatchHistory then(Round next) {
    return next.answered()
        ? new WatchHistory(next, Optional.of(next), answer, Optional.empty())
        : new WatchHistory(next, answer, before, silentSince.or(() -> Optional.of(next.at())));
  }

  /** Whether a line of the last answer stood elsewhere or not at all in the one before. */
  boolean isChanged(int line) {
    List<String> now = answer.map(Round::lines).orElse(List.of());
    List<String> then = before.map(Round::lines).orElse(now);
    return line < now.size() && (line >= then.size() || !now.get(line).equals(then.get(line)));
  }
}
