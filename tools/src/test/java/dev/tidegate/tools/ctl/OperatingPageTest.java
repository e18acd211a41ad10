package dev.tidegate.tools.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.tools.ctl.command.CtlCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/OPERATING.md against what it speaks of. */
final class OperatingPageTest {
  private static final Path PAGE = Path.of("../docs/OPERATING.md");
  private static final Path ALERTS = Path.of("../packaging/prometheus/tidegate-alerts.yml");

  private static List<String> found(Path file, String pattern) throws IOException {
    return Pattern.compile(pattern)
        .matcher(Files.readString(file))
        .results()
        .map((MatchResult each) -> each.group(1))
        .distinct()
        .toList();
  }

  @Test
  void everyAlertHasItsSection() throws IOException {
    List<String> alerts = found(ALERTS, "- alert: (\\w+)");
    assertThat(alerts).isNotEmpty();
    assertThat(found(PAGE, "(?m)^### (Tidegate\\w+)$")).containsExactlyInAnyOrderElementsOf(alerts);
  }

  @Test
  void everyCommandThatItShowsExists() throws IOException {
    List<String> shown = found(PAGE, "tidegate ctl (?:-s \\S+ )?([a-z][a-z0-9-]*)");
    assertThat(shown).contains("check", "doctor", "watch", "stats");
    assertThat(Ctl.commands().all()).extracting(CtlCommand::name).containsAll(shown);
  }
}
