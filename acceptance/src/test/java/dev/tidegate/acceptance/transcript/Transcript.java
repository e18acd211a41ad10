package dev.tidegate.acceptance.transcript;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** A transcript as it was read: who says what to a multiplexor, and what must come of it. */
record Transcript(
    String name,
    String title,
    Map<Side, List<String>> options,
    Map<String, String> environment,
    Filter filter,
    Set<Side> recorded,
    Map<Side, String> skipped,
    List<Line> lines) {

  /** One step, where it stands, and the sides it is for. */
  record Line(int number, String text, Set<Side> sides, Step step) {}

  List<String> optionsFor(Side side) {
    return options.getOrDefault(side, List.of());
  }

  List<Line> linesFor(Side side) {
    return lines.stream().filter(line -> line.sides().contains(side)).toList();
  }

  boolean reads(Step.Journal journal) {
    return lines.stream()
        .map(Line::step)
        .filter(Step.Expect.class::isInstance)
        .map(Step.Expect.class::cast)
        .flatMap(expect -> expect.sights().stream())
        .anyMatch(
            sight ->
                switch (sight) {
                  case Step.Journaled seen -> seen.journal() == journal;
                  case Step.NotJournaled seen -> seen.journal() == journal;
                  case Step.Received _, Step.MaybeReceived _, Step.Closed _ -> false;
                  case Step.Told _, Step.Fact _ -> false;
                  case Step.Exited _, Step.FileIs _ -> false;
                });
  }
}
