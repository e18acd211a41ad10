package dev.tidegate.daemon.options;

import dev.tidegate.pool.CommandLineOption;
import dev.tidegate.pool.OptionGroup;

/** List of all options, printed by {@code --help} and after a usage error. */
final class HelpText {
  private static final int HELP_COLUMN = 38;

  private HelpText() {}

  static String grouped() {
    StringBuilder text = new StringBuilder("Usage: mimedefang-multiplexor [OPTION]...\n");
    for (OptionGroup group : OptionGroup.values()) {
      if (!group.title().isEmpty()) {
        text.append('\n').append(group.title()).append(":\n");
      }
      for (CommandLineOption option : CommandLineOption.all()) {
        if (option.group() == group) {
          appendLine(text, option);
        }
      }
    }
    return text.toString().stripTrailing();
  }

  private static void appendLine(StringBuilder text, CommandLineOption option) {
    int start = text.length();
    text.append("  ");
    text.append(
        option.letter() == CommandLineOption.NO_LETTER ? "    " : "-" + option.letter() + ", ");
    text.append("--").append(option.longName());
    if (option.takesArgument()) {
      text.append('=').append(option.argument());
    }
    text.repeat(' ', Math.max(2, HELP_COLUMN - (text.length() - start)));
    text.append(option.help()).append('\n');
  }
}
