package dev.tidegate.benchmarks;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What can be measured by itself. */
enum Part {
  CEILING("the load generator against the least server there can be"),
  GRID("both programs under load, by workers and clients, with no and with 5 listeners"),
  LISTENERS("ours under full load with 5 to 1,000 listeners, to ?* and to ?YZ"),
  RATE("mail at a fixed rate, with and without 1,000 listeners to ?*"),
  DASHBOARD("mail with and without a dashboard, 50 browsers and a scrape a second"),
  SNAPSHOTS("1,000 listeners that ask for a snapshot at once, as letters and as json"),
  REREAD("reread of all workers while mail goes on"),
  MEMORY("memory with 10 workers after 100,000 requests"),
  START("from exec until a client is connected, and until a daemon's first process has ended"),
  POOL("the pool alone, by JMH: nanoseconds and bytes an event"),
  WORKERS("workers with the real mimedefang.pl and SpamAssassin, by --workers alone");

  /** All but those that need more packages than the two programs. */
  static final Set<Part> USUAL = Set.copyOf(EnumSet.complementOf(EnumSet.of(WORKERS)));

  private final String meaning;

  Part(String meaning) {
    this.meaning = meaning;
  }

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Part of(String word) {
    return Arrays.stream(values())
        .filter(part -> part.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no part " + word));
  }

  /** A line for each. */
  static String help() {
    return Arrays.stream(values())
        .map(part -> "  %-16s %s\n".formatted(part.word(), part.meaning))
        .collect(Collectors.joining());
  }
}
