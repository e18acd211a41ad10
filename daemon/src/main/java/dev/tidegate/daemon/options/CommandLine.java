package dev.tidegate.daemon.options;

import dev.tidegate.pool.CommandLineOption;
import dev.tidegate.pool.HelpOption;
import dev.tidegate.pool.ImmutableOption;
import dev.tidegate.pool.Setting;
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
  public static Parsed parse(List<String> words, String version) {
    try {
      return new CommandLine(words, new OptionsBuilder(words, version)).run(version);
    } catch (RefusedException refused) {
      String text = PROGRAM + refused.getMessage();
      return new Parsed.Refused(refused.withUsage() ? text + "\n\n" + HelpText.grouped() : text, 1);
    }
  }

  private Parsed run(String version) throws RefusedException {
    while (next < words.size()) {
      String word = words.get(next++);
      if (word.equals("--")) {
        break;
      }
      Optional<Parsed> answer =
          word.startsWith("--") ? takeLong(word.substring(2), version) : takeShort(word, version);
      if (answer.isPresent()) {
        return answer.get();
      }
    }
    return new Parsed.Run(builder.build());
  }

  private Optional<Parsed> takeLong(String text, String version) throws RefusedException {
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
  private Optional<Parsed> takeShort(String word, String version) throws RefusedException {
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
      Optional<Parsed> answer = apply(option, name, "", version);
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

  private Optional<Parsed> apply(
      CommandLineOption option, String name, String value, String version) throws RefusedException {
    switch (option) {
      case Setting setting -> builder.set(setting, name, value);
      case ImmutableOption immutable -> builder.set(immutable, name, value);
      case HelpOption help -> {
        return Optional.of(
            switch (help) {
              case USAGE -> new Parsed.Refused(HelpText.grouped(), 1);
              case HELP -> new Parsed.Print(HelpText.grouped());
              case VERSION -> new Parsed.Print("mimedefang-multiplexor version " + version);
            });
      }
    }
    return Optional.empty();
  }
}
