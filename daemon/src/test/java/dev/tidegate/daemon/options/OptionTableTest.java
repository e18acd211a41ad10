package dev.tidegate.daemon.options;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.settings.CommandLineOption;
import dev.tidegate.pool.settings.HelpOption;
import dev.tidegate.pool.settings.OptionGroup;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.settings.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What is derived from the table of options: the command line, its help, the completion. */
final class OptionTableTest {
  private static final Path COMPLETION = Path.of("..", "packaging", "completion", "tidegate.bash");
  private static final String LIST = "    'multiplexor') echo '";

  private static PoolSettings run(String... words) {
    ParsedCommandLine parsed = CommandLine.parse(List.of(words), "1.2");
    assertThat(parsed).as(String.join(" ", words)).isInstanceOf(ParsedCommandLine.Run.class);
    return ((ParsedCommandLine.Run) parsed).options().pool();
  }

  @Test
  void everySettingIsAnOptionByItsLongNameAndByItsLetter() {
    for (Setting each : Setting.values()) {
      int value = each.isFlag() ? 1 : each.clamp(23);
      String argument = each.isFlag() ? "" : "23";
      // Another maximum, as some of the others may not be above it.
      String most = each == Setting.MAX_WORKERS ? "--min-workers=1" : "--max-workers=40";
      String longForm = "--" + each.longName() + (each.isFlag() ? "" : "=23");
      assertThat(run(most, longForm).get(each)).as(longForm).isEqualTo(value);
      assertThat(run(most).get(each)).as(each.longName()).isNotEqualTo(value);
      if (each.letter() != CommandLineOption.NO_LETTER) {
        assertThat(run(most, "-" + each.letter() + argument).get(each))
            .as("-" + each.letter())
            .isEqualTo(value);
      }
    }
  }

  @Test
  void everyOptionHasItsOwnNamesAndOneLineOfTheHelp() {
    Set<String> names = new HashSet<>();
    List<String> help = HelpText.grouped().lines().toList();
    for (CommandLineOption each : CommandLineOption.all()) {
      assertThat(names.add("--" + each.longName())).as(each.longName()).isTrue();
      String letter = "    ";
      if (each.letter() != CommandLineOption.NO_LETTER) {
        letter = "-" + each.letter() + ", ";
        assertThat(names.add(letter)).as(letter).isTrue();
      }
      String value = each.takesArgument() ? "=" + each.argument() : "";
      String start = "  " + letter + "--" + each.longName() + value + "  ";
      assertThat(help.stream().filter(line -> line.startsWith(start)))
          .as(start)
          .hasSize(1)
          .allMatch(line -> line.endsWith("  " + each.help()));
    }
    long titles =
        List.of(OptionGroup.values()).stream().filter(each -> !each.title().isEmpty()).count();
    assertThat(help).hasSize((int) (1 + 2 * titles) + CommandLineOption.all().size());
  }

  @Test
  void theHelpTellsDefaultsInNumbersOrInWords() {
    assertThat(Setting.BUSY_TIMEOUT.help()).endsWith(" (120)");
    assertThat(Setting.QUEUE_SIZE.help()).endsWith(" (0)");
    assertThat(Setting.MAX_LIFETIME.help()).endsWith(" (never)");
    assertThat(Setting.AUTOSCALE.help()).doesNotContain("(");
  }

  @Test
  void theLongOptionsThatAskForATextAreNoSettings() {
    for (HelpOption each : HelpOption.values()) {
      assertThat(CommandLine.parse(List.of("--" + each.longName()), "1.2"))
          .isNotInstanceOf(ParsedCommandLine.Run.class);
    }
  }

  @Test
  void theCompletionHasTheLongNames() throws Exception {
    String names =
        CommandLineOption.all().stream()
            .map(option -> "--" + option.longName())
            .sorted()
            .collect(Collectors.joining(" "));
    String fresh = LIST + names + "' ;;";
    if (Boolean.getBoolean("tidegate.completion.write")) {
      List<String> lines = new ArrayList<>(Files.readAllLines(COMPLETION));
      lines.replaceAll(line -> line.startsWith(LIST) ? fresh : line);
      Files.write(COMPLETION, lines);
    }

    assertThat(Files.readAllLines(COMPLETION))
        .as("%s, whose list -Dtidegate.completion.write=true writes", COMPLETION)
        .contains(fresh);
  }
}
