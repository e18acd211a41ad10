package dev.tidegate.pool.settings;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A row in the table of everything that the command line of the multiplexor takes. */
public sealed interface CommandLineOption permits Setting, ImmutableOption, HelpOption {

  /** The letter of options that have only a long name. */
  char NO_LETTER = '\0';

  /** Returns all rows. Within each group they are in the order of the help. */
  static List<CommandLineOption> all() {
    return Stream.<CommandLineOption[]>of(
            Setting.values(), ImmutableOption.values(), HelpOption.values())
        .flatMap(Stream::of)
        .toList();
  }

  /** Returns the option of that letter, if there is one. */
  static Optional<CommandLineOption> byLetter(char letter) {
    return all().stream()
        .filter(each -> each.letter() == letter && letter != NO_LETTER)
        .findFirst();
  }

  /** Returns the option of that long name, without the hyphens before it, if there is one. */
  static Optional<CommandLineOption> byLongName(String name) {
    return all().stream().filter(each -> each.longName().equals(name)).findFirst();
  }

  /** Returns where the help has it. */
  OptionGroup group();

  /** Returns its letter, or {@link #NO_LETTER}. */
  char letter();

  /** Returns its long name, without the hyphens before it. */
  String longName();

  /** Returns what stands for its argument in the help; empty: it takes none. */
  String argument();

  /** Returns what it is for, with its default, as in the help and in manual pages. */
  String help();

  /** Returns whether it takes an argument. */
  default boolean takesArgument() {
    return !argument().isEmpty();
  }
}
