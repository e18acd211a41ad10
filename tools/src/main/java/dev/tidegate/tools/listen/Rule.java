package dev.tidegate.tools.listen;

import dev.tidegate.tools.options.Quoting;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A command to be run for events of some types.
 *
 * @param name the types, as the operator named them
 * @param words the program and what it is given; nothing of an event is ever among them
 */
record Rule(String name, Selection types, List<String> words) {
  private static final String SHELL = "/bin/sh";

  Rule {
    words = List.copyOf(words);
  }

  /**
   * Returns the rule of a text such as {@code Z=close-port 25}.
   *
   * @param shell whether a shell is to understand the command
   * @throws IllegalArgumentException with a sentence for whoever wrote it
   */
  static Rule parse(String text, boolean shell) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException(
          "'" + text + "' has no command; write TYPES=COMMAND, such as U='page.sh worker'");
    }
    String name = text.substring(0, equals);
    String command = text.substring(equals + 1);
    Selection types = Selection.parse(name);
    List<String> split = Quoting.split(command);
    return new Rule(name, types, shell ? List.of(SHELL, "-c", command) : split);
  }

  /** Says what is wrong with the program, so far as that can be seen beforehand. */
  Optional<String> fault(String path) {
    String program = words.getFirst();
    Stream<Path> places =
        program.indexOf('/') >= 0
            ? Stream.of(Path.of(program))
            : Stream.of(path.split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder).resolve(program));
    return places.anyMatch(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        ? Optional.empty()
        : Optional.of(
            "there is no program '"
                + program
                + "' to run; name it with its path, or let a shell find it with --shell");
  }

  /** What the command is called in messages. */
  String label() {
    boolean shell = words.getFirst().equals(SHELL) && words.size() == 3;
    String last = shell ? words.getLast().strip().split("[ \t\n;|&]", 2)[0] : words.getFirst();
    return last.substring(last.lastIndexOf('/') + 1);
  }
}
