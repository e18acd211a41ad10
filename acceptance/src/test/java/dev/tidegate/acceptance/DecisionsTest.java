package dev.tidegate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages of docs/adr: each has a number of its own and a status, and the table has them all. */
final class DecisionsTest {
  private static final Path FOLDER = Program.projectRoot().resolve("docs/adr");
  private static final Pattern NAME = Pattern.compile("([0-9]{4})-[a-z0-9-]+\\.md");
  private static final Pattern HEAD =
      Pattern.compile("# ([0-9]{4}): ([^\n]+)\n\nStatus: ([^\n]+)\n\n\\*\\*Context\\.\\*\\* ");
  private static final Pattern STATUS =
      Pattern.compile("Proposed|Accepted|Rejected|Superseded by ([0-9]{4})");
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| \\[([0-9]{4})]\\(([^)]+)\\) \\| (.+) \\| ([^|]+) \\|$");

  /** A row of the table, which is all that the table says of a page. */
  private record Decision(String file, String title, String status) {}

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> !file.endsWith("README.md")).sorted().toList();
    }
  }

  private static Map<String, Decision> decisions() throws IOException {
    Map<String, Decision> decisions = new TreeMap<>();
    for (Path page : pages()) {
      String file = page.getFileName().toString();
      var name = NAME.matcher(file);
      assertThat(name.matches()).as("%s is named NNNN-words.md", file).isTrue();
      var head = HEAD.matcher(Files.readString(page));
      assertThat(head.lookingAt())
          .as("%s begins with '# NNNN: TITLE', 'Status: STATUS' and '**Context.**'", file)
          .isTrue();
      assertThat(head.group(1)).as("number in %s", file).isEqualTo(name.group(1));
      assertThat(decisions.put(name.group(1), new Decision(file, head.group(2), head.group(3))))
          .as("another page with the number of %s", file)
          .isNull();
    }
    return decisions;
  }

  @Test
  void eachHasANumberOfItsOwnAndAStatus() throws IOException {
    Map<String, Decision> decisions = decisions();

    assertThat(decisions).isNotEmpty();
    for (Decision each : decisions.values()) {
      var status = STATUS.matcher(each.status());
      assertThat(status.matches()).as("status of %s: %s", each.file(), each.status()).isTrue();
      if (status.group(1) != null) {
        assertThat(decisions).as("what supersedes %s", each.file()).containsKey(status.group(1));
      }
    }
  }

  @Test
  void theTableHasThemAll() throws IOException {
    Map<String, Decision> table = new TreeMap<>();
    for (MatchResult row :
        ROW.matcher(Files.readString(FOLDER.resolve("README.md"))).results().toList()) {
      table.put(row.group(1), new Decision(row.group(2), row.group(3), row.group(4)));
    }

    assertThat(table).isEqualTo(decisions());
  }
}
