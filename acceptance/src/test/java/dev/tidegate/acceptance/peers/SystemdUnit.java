package dev.tidegate.acceptance.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.PrivateHost;
import dev.tidegate.acceptance.subject.Requirements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A service file of systemd, whose command lines are run as systemd would, without systemd. */
record SystemdUnit(List<String> lines) {

  static SystemdUnit read(String path) {
    Path file = Path.of(path);
    Requirements.file(file);
    try {
      String text = Files.readString(file, ISO_8859_1);
      // A backslash at the end of a line continues it.
      return new SystemdUnit(text.replace("\\\n", " ").lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first value of that key. */
  String value(String key) {
    return values(key).getFirst();
  }

  private List<String> values(String key) {
    String start = key + "=";
    return lines.stream()
        .filter(line -> line.startsWith(start))
        .map(line -> line.substring(start.length()))
        .toList();
  }

  /**
   * Runs every command line of that key in the unit's environment. The shell reads them where
   * systemd would split them into words: for these lines that is the same.
   */
  Outcome run(PrivateHost host, String key) {
    StringBuilder script = new StringBuilder("set -a\n");
    values("Environment")
        .forEach(values -> List.of(values.split(" ")).forEach(v -> script.append(v).append('\n')));
    values("EnvironmentFile")
        .forEach(
            file -> {
              String path = file.substring(1);
              script.append("if [ -r " + path + " ]; then . " + path + "; fi\n");
            });
    values(key).forEach(line -> script.append(line).append('\n'));
    return host.shell(script.toString());
  }
}
