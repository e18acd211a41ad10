package dev.tidegate.tools.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.tools.ctl.command.CtlCommand;
import dev.tidegate.tools.ctl.command.OptionWords.Option;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The lists of the completion are those of the programs, which the launcher names. */
final class CompletionTest {
  private static final Path FILE = Path.of("../packaging/completion/tidegate.bash");
  private static final Path LAUNCHER = Path.of("../packaging/tidegate");
  private static final String BEGIN = "    '') echo";
  private static final String MULTIPLEXOR = "multiplexor";
  private static final Pattern COMMANDS = Pattern.compile("(?m)^ +(multiplexor \\|[^)]*)\\) ;;$");
  private static final Pattern CLASS =
      Pattern.compile(
          "(?m)^ +([a-z]+)\\) tool [^\\n]*?(dev\\.tidegate\\.tools\\.[A-Za-z.]+) \"\\$@\"");
  private static final Pattern LINE =
      Pattern.compile("(?m)^    '([a-z0-9 -]*)'\\) echo '([^']*)' ;;$");

  private static Map<String, String> truth() throws IOException, ClassNotFoundException {
    String launcher = Files.readString(LAUNCHER);
    Map<String, String> truth = new TreeMap<>();
    Matcher commands = COMMANDS.matcher(launcher);
    assertThat(commands.find()).as("the launcher's list of commands").isTrue();
    TreeSet<String> names = new TreeSet<>(List.of(commands.group(1).split(" \\| ")));
    names.removeAll(List.of("--version", "md-mx-ctrl"));
    names.add("help");
    truth.put("", String.join(" ", names));
    Matcher classes = CLASS.matcher(launcher);
    while (classes.find()) {
      Class<?> program = Class.forName(classes.group(2));
      if (program == Ctl.class) {
        ctl(truth);
      } else if (program.isAnnotationPresent(CommandLine.Command.class)) {
        picocli(classes.group(1), new CommandLine(program).getCommandSpec(), truth);
      }
    }
    return truth;
  }

  private static void picocli(String name, CommandSpec spec, Map<String, String> truth) {
    TreeSet<String> words = new TreeSet<>();
    for (OptionSpec option : spec.options()) {
      if (!option.hidden()) {
        words.add(option.longestName());
      }
    }
    spec.subcommands()
        .forEach(
            (each, line) -> {
              words.add(each);
              picocli(name + " " + each, line.getCommandSpec(), truth);
            });
    truth.put(name, String.join(" ", words));
  }

  private static void ctl(Map<String, String> truth) {
    Collection<CtlCommand> commands = Ctl.commands().all();
    TreeSet<String> words = new TreeSet<>(List.of("--help", "--json", "--socket"));
    for (CtlCommand command : commands) {
      words.add(command.name());
      TreeSet<String> options = new TreeSet<>(List.of("--help"));
      command.options().stream().map(Option::name).forEach(options::add);
      truth.put("ctl " + command.name(), String.join(" ", options));
    }
    truth.put("ctl", String.join(" ", words));
  }

  @Test
  void itHasTheWordsOfEveryCommand() throws IOException, ClassNotFoundException {
    if (Boolean.getBoolean("tidegate.completion.write")) {
      write(truth());
    }
    Map<String, String> lists = new TreeMap<>();
    Matcher line = LINE.matcher(Files.readString(FILE));
    while (line.find()) {
      lists.put(line.group(1), line.group(2));
    }
    lists.remove(MULTIPLEXOR);
    assertThat(lists)
        .as("lists in %s, which -Dtidegate.completion.write=true writes", FILE)
        .isEqualTo(truth());
  }

  private static void write(Map<String, String> truth) throws IOException {
    List<String> fresh = new ArrayList<>();
    for (String line : Files.readAllLines(FILE)) {
      Matcher list = LINE.matcher(line);
      if (line.startsWith(BEGIN)) {
        truth.forEach((name, words) -> fresh.add("    '%s') echo '%s' ;;".formatted(name, words)));
      } else if (!list.matches() || list.group(1).equals(MULTIPLEXOR)) {
        fresh.add(line);
      }
    }
    Files.write(FILE, fresh);
  }

  @Test
  void bashCompletesCommandsAndTheirOptions() throws IOException, InterruptedException {
    assertThat(complete("tidegate", "ct")).contains("ctl");
    assertThat(complete("tidegate", "ctl", "-s", "/s", "che")).contains("check");
    assertThat(complete("tidegate", "ctl", "check", "--wa")).contains("--warning");
    assertThat(complete("tidegate", "ctl", "watch", "--int")).contains("--interval");
    assertThat(complete("tidegate", "ctl", "watch", "-n", "2", "che")).contains("check");
    assertThat(complete("tidegate", "gate", "check", "--po")).contains("--port");
    assertThat(complete("tidegate", "multiplexor", "--max-w")).contains("--max-workers");
    assertThat(complete("tidegate", "nonsense", "--nonsense")).isEmpty();
  }

  private static List<String> complete(String... words) throws IOException, InterruptedException {
    String array =
        List.of(words).stream().map(word -> "'" + word + "'").collect(Collectors.joining(" "));
    String script =
        ". %s; COMP_WORDS=(%s); COMP_CWORD=%d; COMPREPLY=(); _tidegate; printf '%%s\\n' \"${COMPREPLY[@]}\""
            .formatted(FILE, array, words.length - 1);
    Process bash =
        new ProcessBuilder("bash", "--norc", "-c", script).redirectErrorStream(true).start();
    String output = new String(bash.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return output.lines().filter(line -> !line.isEmpty()).toList();
  }
}
