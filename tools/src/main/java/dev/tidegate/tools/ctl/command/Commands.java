package dev.tidegate.tools.ctl.command;

import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All commands, in the order in which the help has them. */
public final class Commands {
  private final Map<String, CtlCommand> all = new LinkedHashMap<>();

  /** The names must differ. */
  public Commands(List<CtlCommand> all) {
    for (CtlCommand each : all) {
      if (this.all.put(each.name(), each) != null) {
        throw new IllegalArgumentException("two commands are called " + each.name());
      }
    }
  }

  public Collection<CtlCommand> all() {
    return Collections.unmodifiableCollection(all.values());
  }

  /** Returns the one of that name. */
  public Optional<CtlCommand> named(String name) {
    return Optional.ofNullable(all.get(name));
  }

  /**
   * Runs the command that the first of the call's words names.
   *
   * @return its exit status
   * @throws MisuseException if there is no such command, or its words are wrong
   */
  public int run(Call call) throws IOException, MisuseException, InterruptedException {
    List<String> words = call.words();
    if (words.isEmpty()) {
      throw new MisuseException("which command?");
    }
    CtlCommand command =
        named(words.getFirst())
            .orElseThrow(
                () -> new MisuseException("there is no command '" + words.getFirst() + "'"));
    List<String> rest = words.subList(1, words.size());
    if (CommandHelp.isAskedFor(rest)) {
      call.out().print(CommandHelp.of(command));
      return CtlCommand.DONE;
    }
    return command.run(call.with(rest));
  }
}
