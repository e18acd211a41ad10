package dev.tidegate.pool;

/** An option that asks for a text instead of a start. */
public enum HelpOption implements CommandLineOption {
  USAGE('h', "usage", "print this text as an error and exit 1"),
  HELP(NO_LETTER, "help", "print this text"),
  VERSION('v', "version", "print the version");

  private final char letter;
  private final String longName;
  private final String help;

  HelpOption(char letter, String longName, String help) {
    this.letter = letter;
    this.longName = longName;
    this.help = help;
  }

  @Override
  public OptionGroup group() {
    return OptionGroup.HELP;
  }

  @Override
  public char letter() {
    return letter;
  }

  @Override
  public String longName() {
    return longName;
  }

  @Override
  public String argument() {
    return "";
  }

  @Override
  public String help() {
    return help;
  }
}
