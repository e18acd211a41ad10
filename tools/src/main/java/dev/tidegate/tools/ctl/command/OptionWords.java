package dev.tidegate.tools.ctl.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The words behind a command's name, sorted into options and operands. Options stand before the
 * operands; {@code --} ends them.
 */
public final class OptionWords {
  private static final String END = "--";

  private final Map<String, List<String>> options;
  private final List<String> operands;

  private OptionWords(Map<String, List<String>> options, List<String> operands) {
    this.options = options;
    this.operands = List.copyOf(operands);
  }

  /**
   * An option of a command.
   *
   * @param letter such as {@code -w}; empty if it has none
   * @param name such as {@code --warning}
   * @param value what stands for its value in the help; empty if it takes none
   * @param meaning what it does, in a line without a full stop
   */
  public record Option(String letter, String name, String value, String meaning) {
    boolean takesValue() {
      return !value.isEmpty();
    }

    /** Returns how it is written, such as {@code -w, --warning=FIGURE=RANGE}. */
    public String usage() {
      return (letter.isEmpty() ? "    " : letter + ", ") + name + (takesValue() ? "=" + value : "");
    }
  }

  /**
   * Sorts the words: {@code -w VALUE}, {@code -wVALUE}, {@code --warning VALUE}, {@code
   * --warning=VALUE}.
   *
   * @throws MisuseException if one is no option of these, or its value is missing
   */
  public static OptionWords of(List<String> words, List<Option> known) throws MisuseException {
    Map<String, List<String>> found = new LinkedHashMap<>();
    int at = 0;
    for (; at < words.size() && words.get(at).startsWith("-"); at++) {
      String word = words.get(at);
      if (word.equals(END)) {
        at++;
        break;
      }
      Option option = find(word, known);
      Optional<String> joined = joinedValue(word, option);
      if (!option.takesValue()) {
        if (joined.isPresent()) {
          throw new MisuseException(option.name() + " takes no value");
        }
        found.computeIfAbsent(option.name(), name -> new ArrayList<>()).add("");
        continue;
      }
      if (joined.isEmpty() && ++at == words.size()) {
        throw new MisuseException(option.name() + " needs a value: " + option.value());
      }
      String value = joined.isPresent() ? joined.get() : words.get(at);
      found.computeIfAbsent(option.name(), name -> new ArrayList<>()).add(value);
    }
    return new OptionWords(found, words.subList(at, words.size()));
  }

  private static Option find(String word, List<Option> known) throws MisuseException {
    String name = word.startsWith("--") ? word.split("=", 2)[0] : word;
    for (Option each : known) {
      boolean isShort = !each.letter().isEmpty() && !word.startsWith("--");
      if (each.name().equals(name)
          || (isShort
              && (each.takesValue()
                  ? word.startsWith(each.letter())
                  : word.equals(each.letter())))) {
        return each;
      }
    }
    throw new MisuseException("there is no option '" + Printable.lines(name) + "'");
  }

  private static Optional<String> joinedValue(String word, Option option) {
    if (word.startsWith("--")) {
      int sign = word.indexOf('=');
      return sign < 0 ? Optional.empty() : Optional.of(word.substring(sign + 1));
    }
    return word.length() > option.letter().length()
        ? Optional.of(word.substring(option.letter().length()))
        : Optional.empty();
  }

  public boolean has(String name) {
    return options.containsKey(name);
  }

  /** Returns the values of an option, in their order; none if it was not given. */
  public List<String> all(String name) {
    return List.copyOf(options.getOrDefault(name, List.of()));
  }

  /** Returns the value of an option; of several the last. */
  public Optional<String> last(String name) {
    List<String> values = all(name);
    return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast());
  }

  /**
   * Returns the value of an option that is a number of seconds, with a point if need be.
   *
   * @throws MisuseException if it is none from the least to the most
   */
  public double seconds(String name, double usual, double least, double most)
      throws MisuseException {
    return number(name, usual, least, most, "seconds");
  }

  /**
   * Returns the value of an option that is a number.
   *
   * @throws MisuseException if it is none from the least to the most
   */
  public double number(String name, double usual, double least, double most)
      throws MisuseException {
    return number(name, usual, least, most, "a number");
  }

  private double number(String name, double usual, double least, double most, String what)
      throws MisuseException {
    Optional<String> text = last(name);
    if (text.isEmpty()) {
      return usual;
    }
    if (text.get().matches("\\d{1,7}(\\.\\d{1,6})?")) {
      double number = Double.parseDouble(text.get());
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new MisuseException(
        "%s takes %s from %s to %s, not '%s'"
            .formatted(name, what, plain(least), plain(most), Printable.lines(text.get())));
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  public List<String> operands() {
    return operands;
  }
}
