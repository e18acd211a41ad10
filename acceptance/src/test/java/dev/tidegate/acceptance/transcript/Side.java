package dev.tidegate.acceptance.transcript;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a transcript is played on. */
enum Side {
  POOL,
  DAEMON,
  REFERENCE;

  /** The sides that a word before a colon names; `ours` are two. Empty if it names none. */
  static Set<Side> named(String word) {
    if (word.equals("ours")) {
      return EnumSet.of(POOL, DAEMON);
    }
    for (Side side : values()) {
      if (side.word().equals(word)) {
        return EnumSet.of(side);
      }
    }
    return EnumSet.noneOf(Side.class);
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
