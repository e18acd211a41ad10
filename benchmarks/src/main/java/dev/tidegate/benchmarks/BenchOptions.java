package dev.tidegate.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What to measure, and for how long. */
record BenchOptions(
    List<Program> programs,
    List<Integer> workers,
    List<Integer> clients,
    List<Integer> listeners,
    int runs,
    double seconds,
    double warmUpSeconds,
    boolean written) {

  static final String USAGE =
      """
      Usage: ./bench [options]
        --quick          one short run of each cell, table on the terminal only
        --runs R         runs of each cell, whose medians are taken (5)
        --seconds S      measured time of each run (2)
        --warm-up S      unmeasured time after each start (5)
        --only N,K       only N workers and K clients
        --listeners L    only with L listeners (0 and 5)
        --reference      only the reference
        --ours           only ours
        --pool           instead, and as the first: the pool alone, by JMH, whose options may follow
        --help           this text
      The whole table, of both programs, is written to docs/BENCHMARKS.md; parts of it are only shown.
      """;

  private static final List<Integer> WORKERS = List.of(2, 10, 100);
  private static final List<Integer> CLIENTS = List.of(1, 8, 64);
  private static final List<Integer> LISTENERS = List.of(0, 5);

  static BenchOptions parse(List<String> words) {
    List<Program> programs = List.of(Program.values());
    List<Integer> workers = WORKERS;
    List<Integer> clients = CLIENTS;
    List<Integer> listeners = LISTENERS;
    int runs = 5;
    double seconds = 2;
    double warmUpSeconds = 5;
    boolean written = true;
    List<String> rest = new ArrayList<>(words);
    while (!rest.isEmpty()) {
      String word = rest.removeFirst();
      switch (word) {
        case "--quick" -> {
          runs = 1;
          seconds = 1;
          warmUpSeconds = 2;
          written = false;
        }
        case "--runs" -> runs = Integer.parseInt(value(word, rest));
        case "--seconds" -> seconds = Double.parseDouble(value(word, rest));
        case "--warm-up" -> warmUpSeconds = Double.parseDouble(value(word, rest));
        case "--only" -> {
          List<Integer> pair =
              Arrays.stream(value(word, rest).split(",", -1)).map(Integer::valueOf).toList();
          if (pair.size() != 2) {
            throw new IllegalArgumentException("--only wants N,K");
          }
          workers = pair.subList(0, 1);
          clients = pair.subList(1, 2);
          written = false;
        }
        case "--listeners" -> {
          listeners = List.of(Integer.valueOf(value(word, rest)));
          written = false;
        }
        case "--reference", "--ours" -> {
          programs = List.of(word.equals("--ours") ? Program.OURS : Program.REFERENCE);
          written = false;
        }
        default -> throw new IllegalArgumentException("unknown option " + word);
      }
    }
    return new BenchOptions(
        programs, workers, clients, listeners, runs, seconds, warmUpSeconds, written);
  }

  private static String value(String word, List<String> rest) {
    if (rest.isEmpty()) {
      throw new IllegalArgumentException(word + " wants a value");
    }
    return rest.removeFirst();
  }
}
