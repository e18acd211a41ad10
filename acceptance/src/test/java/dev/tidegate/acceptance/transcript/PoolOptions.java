package dev.tidegate.acceptance.transcript;

import dev.tidegate.pool.PoolSettings;
import java.util.List;

/** The options of a transcript, as far as they concern the pool. */
final class PoolOptions {
  private static final String WITH_ARGUMENT = "UmxribcwWzsapofFRMtqQONILSXPYyV";

  private final PoolSettings.Builder settings = PoolSettings.builder().version("0");
  private int minWorkers = 1;
  private int maxWorkers = 2;

  private PoolOptions() {}

  static PoolSettings settings(List<String> words) {
    PoolOptions options = new PoolOptions();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      for (int at = 1; at < word.length(); at++) {
        char letter = word.charAt(at);
        if (WITH_ARGUMENT.indexOf(letter) < 0) {
          options.flag(letter);
        } else if (at + 1 < word.length()) {
          options.argument(letter, word.substring(at + 1));
          break;
        } else {
          options.argument(letter, words.get(++i));
        }
      }
    }
    return options
        .settings
        .maxWorkers(options.maxWorkers)
        .minWorkers(Math.min(options.minWorkers, options.maxWorkers))
        .build();
  }

  private void flag(char letter) {
    switch (letter) {
      case 'l' -> settings.logEvents(true);
      case 'A' -> settings.logScheduling(true);
      case 'k' -> settings.autoscale(true);
      default -> {
        // a matter of the daemon
      }
    }
  }

  private void argument(char letter, String text) {
    switch (letter) {
      case 'm' -> minWorkers = Math.max(1, number(text));
      case 'x' -> maxWorkers = Math.max(1, number(text));
      case 'r' -> settings.maxRequests(Math.max(1, number(text)));
      case 'i' -> settings.maxIdleSeconds(Math.max(10, number(text)));
      case 'V' -> settings.maxLifetimeSeconds(Math.max(0, number(text)));
      case 'b' -> settings.busyTimeoutSeconds(Math.max(10, number(text)));
      case 'c' -> settings.clientTimeoutSeconds(Math.max(10, number(text)));
      case 'w' -> settings.waitSeconds(Math.max(1, number(text)));
      case 'W' -> settings.slewSeconds(Math.max(0, number(text)));
      case 'q' -> settings.queueSize(number(text));
      case 'Q' -> settings.queueTimeoutSeconds(Math.clamp(number(text), 1, 600));
      case 'y' -> settings.recipokPerDomain(number(text));
      case 'X' -> settings.tickSeconds(number(text));
      case 'P' -> settings.parallelTicks(Math.clamp(number(text), 1, 30));
      case 'L' -> settings.statusLogSeconds(Math.max(5, number(text)));
      default -> {
        // a matter of the daemon
      }
    }
  }

  /** Like {@code %d}: what follows the digits does not count. */
  private static int number(String text) {
    return Integer.parseInt(text.replaceFirst("^(-?\\d+).*$", "$1"));
  }
}
