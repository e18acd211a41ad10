package dev.tidegate.tools.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Turns one of several words, in whatever case, into the constant of that name. */
public final class Choice<E extends Enum<E>> implements ITypeConverter<E> {
  private static final int LONGEST_ECHO = 40;

  private final E[] constants;

  private Choice(E[] constants) {
    this.constants = constants;
  }

  /** Makes one of two or more constants. */
  public static <E extends Enum<E>> Choice<E> of(Class<E> type) {
    return new Choice<>(type.getEnumConstants());
  }

  @Override
  public E convert(String text) {
    List<String> words = new ArrayList<>();
    for (E each : constants) {
      if (each.name().equalsIgnoreCase(text)) {
        return each;
      }
      words.add(each.name().toLowerCase(Locale.ROOT));
    }
    String last = words.removeLast();
    String given = text.length() > LONGEST_ECHO ? text.substring(0, LONGEST_ECHO) + "..." : text;
    throw new TypeConversionException(
        "must be " + String.join(", ", words) + " or " + last + ", not '" + given + "'");
  }
}
