package dev.tidegate.tools.ctl.command;

import dev.tidegate.tools.ctl.command.OptionWords.Option;
import java.util.List;

/** The help of one command. */
final class CommandHelp {
  private CommandHelp() {}

  /** Whether the words ask for it. */
  static boolean isAskedFor(List<String> words) {
    return words.equals(List.of("--help")) || words.equals(List.of("-h"));
  }

  static String of(CtlCommand command) {
    StringBuilder help = new StringBuilder();
    help.append("Usage: tidegate ctl [-s SOCKET] ").append(command.usage()).append("\n\n");
    String summary = command.summary();
    help.append(Character.toUpperCase(summary.charAt(0)))
        .append(summary.substring(1))
        .append(".\n");
    int width = command.options().stream().mapToInt(each -> each.usage().length()).max().orElse(0);
    if (width > 0) {
      help.append('\n');
    }
    for (Option each : command.options()) {
      help.append("  ").append(each.usage()).repeat(" ", width - each.usage().length() + 2);
      help.append(each.meaning()).append('\n');
    }
    if (!command.details().isEmpty()) {
      help.append('\n').append(command.details().strip()).append('\n');
    }
    return help.toString();
  }
}
