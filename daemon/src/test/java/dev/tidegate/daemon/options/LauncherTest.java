package dev.tidegate.daemon.options;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.CommandLineOption;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the launcher has to know of the options, in sh, against the table of the options. */
final class LauncherTest {
  /** The launcher of an image. */
  private static final Path STARTER = Path.of("..", "packaging", "tidegate");

  /** That of a checkout, which reads the other. */
  private static final Path WRAPPER = Path.of("..", "tidegate");

  private static final Pattern ASSIGNED =
      Pattern.compile("(?m)^ *([a-zA-Z_]+)=|&& ([a-z_]+)=|for ([a-z_]+) in|read -r ([a-z_ ]+);");

  private static String fragment = "";

  @BeforeAll
  static void readTheLauncher() throws Exception {
    String text = Files.readString(STARTER);
    int start = text.indexOf("LETTERS_WITH_VALUE=");
    fragment = text.substring(start, text.indexOf("\n}\n", start) + 3);
  }

  private static String sh(String script, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("sh", "-c", fragment + script, "sh"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1).strip();
  }

  private static boolean isForeground(String... words) throws Exception {
    return sh("is_foreground \"$@\" && echo foreground || echo daemon", words).equals("foreground");
  }

  private static String sorted(String letters) {
    return letters.chars().sorted().mapToObj(Character::toString).collect(Collectors.joining());
  }

  @Test
  void theLauncherKnowsWhichLettersHaveAValue() throws Exception {
    String letters =
        CommandLineOption.all().stream()
            .filter(
                option -> option.takesArgument() && option.letter() != CommandLineOption.NO_LETTER)
            .map(option -> String.valueOf(option.letter()))
            .collect(Collectors.joining());

    assertThat(sorted(sh("echo $LETTERS_WITH_VALUE"))).isEqualTo(sorted(letters));
  }

  @Test
  void theLauncherKnowsWhichLongNamesAreFlags() throws Exception {
    String flags =
        CommandLineOption.all().stream()
            .filter(option -> !option.takesArgument())
            .map(CommandLineOption::longName)
            .collect(Collectors.joining(" "));

    assertThat(sh("echo $LONG_FLAGS").split(" ", -1))
        .containsExactlyInAnyOrder(flags.split(" ", -1));
  }

  @Test
  void theLauncherFindsTheForegroundOptionWhereGetoptDoes() throws Exception {
    assertThat(isForeground("-D")).isTrue();
    assertThat(isForeground("-lZD")).isTrue();
    assertThat(isForeground("-x", "3", "-Dl")).isTrue();
    assertThat(isForeground("-x3", "word", "--foreground")).isTrue();
    assertThat(isForeground("--max-workers", "3", "-D")).isTrue();
    assertThat(isForeground("--max-workers=3", "--autoscale", "-D")).isTrue();
    assertThat(isForeground("--version")).isTrue();
    assertThat(isForeground("-h")).isTrue();
  }

  @Test
  void aValueThatLooksLikeTheForegroundOptionIsNone() throws Exception {
    assertThat(isForeground("-Y", "-D")).isFalse();
    assertThat(isForeground("-YD")).isFalse();
    assertThat(isForeground("-lYD")).isFalse();
    assertThat(isForeground("--syslog-label", "-D")).isFalse();
    assertThat(isForeground("--", "-D")).isFalse();
    assertThat(isForeground("-Z", "-", "D", "-U", "defang")).isFalse();
    assertThat(isForeground()).isFalse();
  }

  @Test
  void theLauncherKnowsAllVariablesThatItSets() throws Exception {
    Set<String> assigned = variablesSetIn(STARTER);

    assertThat(assigned).contains("here", "key", "value", "java", "LONG_FLAGS");
    assertThat(variablesNamedIn(STARTER)).containsAll(assigned);
  }

  @Test
  void theWrapperOfACheckoutKnowsAllVariablesThatItSetsBesides() throws Exception {
    Set<String> assigned = variablesSetIn(WRAPPER);
    Set<String> named = variablesNamedIn(STARTER);
    named.addAll(variablesNamedIn(WRAPPER));

    assertThat(assigned).contains("on_path", "candidate", "checkout", "stamp");
    assertThat(named).contains("$SHELL_VARIABLES").containsAll(assigned);
  }

  /** What is packaged must not depend on how, or in which version, it was built. */
  @Test
  void theLauncherOfAnImageKnowsNoBuild() throws Exception {
    assertThat(Files.readString(STARTER))
        .doesNotContainPattern("mvn|[Mm]aven|pom|JDK 25|JAVA_HOME|/usr/lib/jvm|flock|\\btarget/");
    for (Path script : List.of(STARTER, WRAPPER)) {
      assertThat(Files.readString(script)).doesNotContainPattern("[0-9]\\.jar");
    }
  }

  private static Set<String> variablesNamedIn(Path script) throws Exception {
    Matcher list =
        Pattern.compile("(?m)^SHELL_VARIABLES=(['\"])([^'\"]+)\\1")
            .matcher(Files.readString(script));
    assertThat(list.find()).isTrue();
    return new TreeSet<>(List.of(list.group(2).strip().split("\\s+", -1)));
  }

  private static Set<String> variablesSetIn(Path script) throws Exception {
    Set<String> assigned = new TreeSet<>();
    Matcher names = ASSIGNED.matcher(Files.readString(script));
    while (names.find()) {
      for (int group = 1; group <= names.groupCount(); group++) {
        if (names.group(group) != null) {
          assigned.addAll(List.of(names.group(group).split(" ", -1)));
        }
      }
    }

    // Set for one command alone.
    assigned.removeAll(Set.of("CDPATH", "LC_ALL"));
    return assigned;
  }
}
