package dev.tidegate.daemon.options;

/** List of all options, printed by {@code --help} and after a usage error. */
final class HelpText {
  private static final int HELP_COLUMN = 38;

  private HelpText() {}

  static String grouped() {
    StringBuilder text = new StringBuilder("Usage: mimedefang-multiplexor [OPTION]...\n");
    for (OptionName.Group group : OptionName.Group.values()) {
      text.append('\n').append(group.title()).append(":\n");
      for (OptionName option : OptionName.values()) {
        if (option.group() == group) {
          appendLine(text, option);
        }
      }
    }
    return text.toString().stripTrailing();
  }

  private static void appendLine(StringBuilder text, OptionName option) {
    int start = text.length();
    text.append("  ");
    text.append(option.letter() == OptionName.NO_LETTER ? "    " : "-" + option.letter() + ", ");
    text.append("--").append(option.longName());
    if (option.takesArgument()) {
      text.append('=').append(option.argument());
    }
    text.repeat(' ', Math.max(2, HELP_COLUMN - (text.length() - start)));
    text.append(option.help()).append('\n');
  }
}
