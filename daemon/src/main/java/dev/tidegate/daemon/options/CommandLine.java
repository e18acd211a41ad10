package dev.tidegate.daemon.options;

import dev.tidegate.pool.settings.CommandLineOption;
import dev.tidegate.pool.settings.HelpOption;
import dev.tidegate.pool.settings.ImmutableOption;
import dev.tidegate.pool.settings.Setting;
import java.util.List;
import java.util.Optional;

/**
 * Parser of the command line in the form of getopt(3): short options as in the reference, long
 * options without abbreviation.
 *
 * <p>Like the C library's getopt it also accepts options after operands, which are ignored.
 */
public final class CommandLine {
  private static final String PROGRAM = "mimedefang-multiplexor: ";

  private final List<String> words;
  private final OptionsBuilder builder;
  private int next = 0;

  private CommandLine(List<String> words, OptionsBuilder builder) {
    this.words = words;
    this.builder = builder;
  }

  /**
   * Parses a command line.
   *
   * @param words arguments, one char per byte
   * @param version version of Tidegate, for {@code -v} and the command {@code version}
   */
  public static ParsedCommandLine parse(List<String> words, String version) {
    try {
      return new CommandLine(words, new OptionsBuilder(words, version)).run(version);
    } catch (RefusedException refused) {
      String text = PROGRAM + refused.getMessage();
      return new ParsedCommandLine.Refused(
          refused.withUsage() ? text + "\n\n" + HelpText.grouped() : text, 1);
    }
  }

  private ParsedCommandLine run(String version) throws RefusedException {
    while (next < words.size()) {
      String word = words.get(next++);
      if (word.equals("--")) {
        break;
      }
      Optional<ParsedCommandLine> answer =
          word.startsWith("--") ? takeLong(word.substring(2), version) : takeShort(word, version);
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    return new ParsedCommandLine.Run(builder.build());
  }

  private Optional<ParsedCommandLine> takeLong(String text, String version)
      throws RefusedException {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    CommandLineOption option =
        CommandLineOption.byLongName(name)
            .orElseThrow(
                () ->
                    new RefusedException(
                        "unknown option --" + name + " (long names are never abbreviated)", true));
    if (!option.takesArgument()) {
      if (equals >= 0) {
        throw new RefusedException("option --" + name + " takes no value", true);
      }
      return apply(option, "--" + name, "", version);
    }
    String value = equals < 0 ? nextWord("--" + name) : text.substring(equals + 1);
    return apply(option, "--" + name, value, version);
  }

  /** Parses a word of short options such as {@code -lZ}, the last of which may have an argument. */
  private Optional<ParsedCommandLine> takeShort(String word, String version)
      throws RefusedException {
    if (word.length() < 2 || word.charAt(0) != '-') {
      return Optional.empty();
    }
    for (int i = 1; i < word.length(); i++) {
      String name = "-" + word.charAt(i);
      CommandLineOption option =
          CommandLineOption.byLetter(word.charAt(i))
              .orElseThrow(() -> new RefusedException("unknown option " + name, true));
      if (option.takesArgument()) {
        String value = i + 1 < word.length() ? word.substring(i + 1) : nextWord(name);
        return apply(option, name, value, version);
      }
      Optional<ParsedCommandLine> answer = apply(option, name, "", version);
      if (answer.isPresent()) {
        return answer;
      }
    }
    return Optional.empty();
  }

  private String nextWord(String name) throws RefusedException {
    if (next >= words.size()) {
      throw new RefusedException("option " + name + " needs a value", true);
    }
    return words.get(next++);
  }

  private Optional<ParsedCommandLine> apply(
      CommandLineOption option, String name, String value, String version) throws RefusedException {
    switch (option) {
      case Setting setting -> builder.set(setting, name, value);
      case ImmutableOption immutable -> builder.set(immutable, name, value);
      case HelpOption help -> {
        return Optional.of(
            switch (help) {
              case USAGE -> new ParsedCommandLine.Refused(HelpText.grouped(), 1);
              case HELP -> new ParsedCommandLine.Print(HelpText.grouped());
              case VERSION ->
                  new ParsedCommandLine.Print("mimedefang-multiplexor version " + version);
            });
      }
    }
    return Optional.empty();
  }
}
