package dev.tidegate.acceptance.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page of differences and the transcripts that show them name each other. */
final class CompatibilityPageTest {
  private static final Pattern QUOTED = Pattern.compile("`([a-z0-9-]+)`");

  /** The names in the last column of the page's tables. */
  private static Set<String> namedOnThePage() throws IOException {
    Path page = Program.projectRoot().resolve("docs/COMPATIBILITY.md");
    Set<String> names = new TreeSet<>();
    for (String line : Files.readAllLines(page)) {
      List<String> cells = List.of(line.split("\\|", -1));
      if (cells.size() == 5) {
        QUOTED.matcher(cells.get(3)).results().map(MatchResult::group).forEach(names::add);
      }
    }
    return names.stream().map(name -> name.replace("`", "")).collect(Collectors.toSet());
  }

  private static boolean showsADifference(Transcript transcript) {
    return transcript.lines().stream()
        .anyMatch(
            line ->
                line.sides().equals(EnumSet.of(Side.REFERENCE))
                    || line.sides().equals(EnumSet.of(Side.POOL, Side.DAEMON)));
  }

  @Test
  void everyTranscriptNamedThereExists() throws IOException {
    Set<String> names =
        Transcripts.all().stream().map(Transcript::name).collect(Collectors.toSet());
    assertThat(names).containsAll(namedOnThePage());
  }

  @Test
  void everyTranscriptThatShowsADifferenceIsNamedThere() throws IOException {
    assertThat(namedOnThePage())
        .containsAll(
            Transcripts.all().stream()
                .filter(CompatibilityPageTest::showsADifference)
                .map(Transcript::name)
                .toList());
  }
}
