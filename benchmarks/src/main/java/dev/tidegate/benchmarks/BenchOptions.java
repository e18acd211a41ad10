package dev.tidegate.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What to measure, of which program, and whether the document is written. */
record BenchOptions(
    Set<Part> parts, List<Program> programs, Plan plan, double limitMinutes, boolean written) {

  static final String USAGE =
      """
      Usage: ./bench [option]...
        --quick          everything once, short and small, in less than two minutes, to see that it works
        --part PART      only this part, more of them if repeated
        --only N,K       only N workers and K clients
        --listeners L    only L listeners where there are many
        --runs R         runs of each cell, whose medians are taken (5; 3 above 100 workers)
        --seconds S      measured time of each run (1)
        --warm-up S      unmeasured time after each start of ours (4); a quarter of it for the reference
        --limit M        after so many minutes each cell that is left has one run (12)
        --reference      only the reference
        --ours           only ours
        --pool           --part pool: needs neither of the programs
        --workers        --part workers: real filters with SpamAssassin, cold and with -E
        --no-install     with --workers: say what is missing instead of installing it
        --jmh ...        as the first: JMH itself with its own options, such as -prof perfnorm
        --help           this text
      Parts:
      %s\
      The whole of it, of both programs, is written to docs/BENCHMARKS.md and docs/benchmarks.svg; a part of it
      is only shown.
      """
          .formatted(Part.help());

  private static final double LIMIT_MINUTES = 12;

  /** Options with which the document is written all the same. */
  private static final Set<String> UNRESTRICTING =
      Set.of("--runs", "--seconds", "--warm-up", "--limit", "--workers", "--no-install");

  static BenchOptions parse(List<String> words) {
    Set<Part> parts = EnumSet.noneOf(Part.class);
    List<Program> programs = List.of(Program.values());
    Plan plan = words.contains("--quick") ? Plan.QUICK : Plan.WHOLE;
    double limitMinutes = LIMIT_MINUTES;
    boolean written = true;
    List<String> rest = new ArrayList<>(words);
    while (!rest.isEmpty()) {
      String word = rest.removeFirst();
      Plan.Pace pace = plan.pace();
      written &= UNRESTRICTING.contains(word);
      switch (word) {
        case "--quick", "--no-install" -> {}
        case "--workers" -> parts.add(Part.WORKERS);
        case "--part" -> parts.add(Part.of(value(word, rest)));
        case "--pool" -> parts.add(Part.POOL);
        case "--runs" -> plan = plan.paced(count(word, rest), pace.seconds(), pace.warmUpSeconds());
        case "--seconds" ->
            plan = plan.paced(pace.runs(), number(word, rest), pace.warmUpSeconds());
        case "--warm-up" -> plan = plan.paced(pace.runs(), pace.seconds(), number(word, rest));
        case "--limit" -> limitMinutes = number(word, rest);
        case "--only" -> {
          List<Integer> cell = cell(value(word, rest));
          plan = plan.only(cell.getFirst(), cell.getLast());
        }
        case "--listeners" -> plan = plan.onlyListeners(count(word, rest));
        case "--reference" -> programs = List.of(Program.REFERENCE);
        case "--ours" -> programs = List.of(Program.OURS);
        default -> throw new IllegalArgumentException("unknown option " + word);
      }
    }
    Set<Part> wanted = parts.isEmpty() ? EnumSet.copyOf(Part.USUAL) : parts;
    return new BenchOptions(wanted, programs, plan, limitMinutes, written && isDocument(parts));
  }

  /** Whether the document has a place for these parts. */
  private static boolean isDocument(Set<Part> parts) {
    return parts.isEmpty() || parts.equals(Set.of(Part.WORKERS));
  }

  private static List<Integer> cell(String value) {
    List<Integer> cell =
        Arrays.stream(value.split(",", -1)).map(word -> count("--only", word)).toList();
    if (cell.size() != 2) {
      throw new IllegalArgumentException("--only wants N,K");
    }
    return cell;
  }

  private static String value(String word, List<String> rest) {
    if (rest.isEmpty()) {
      throw new IllegalArgumentException(word + " wants a value");
    }
    return rest.removeFirst();
  }

  private static int count(String word, List<String> rest) {
    return count(word, value(word, rest));
  }

  private static int count(String word, String value) {
    if (!value.matches("[1-9][0-9]{0,5}")) {
      throw new IllegalArgumentException(word + " wants a number, not " + value);
    }
    return Integer.parseInt(value);
  }

  private static double number(String word, List<String> rest) {
    String value = value(word, rest);
    if (!value.matches("[0-9]{1,5}(\\.[0-9]+)?")) {
      throw new IllegalArgumentException(word + " wants a number, not " + value);
    }
    return Double.parseDouble(value);
  }
}
