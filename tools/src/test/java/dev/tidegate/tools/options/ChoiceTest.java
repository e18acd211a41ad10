package dev.tidegate.tools.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

final class ChoiceTest {
  private enum Meal {
    SOUP,
    FISH,
    CAKE
  }

  private final Choice<Meal> choice = Choice.of(Meal.class);

  @Test
  void wordsAreTakenWhateverTheirCase() {
    assertThat(choice.convert("fish")).isEqualTo(Meal.FISH);
    assertThat(choice.convert("Soup")).isEqualTo(Meal.SOUP);
  }

  @Test
  void anyOtherWordIsRefusedWithTheChoicesAsTheyAreWritten() {
    assertThatExceptionOfType(TypeConversionException.class)
        .isThrownBy(() -> choice.convert("fis"))
        .withMessage("must be soup, fish or cake, not 'fis'");
    assertThatExceptionOfType(TypeConversionException.class)
        .isThrownBy(() -> choice.convert("x".repeat(41)))
        .withMessageEndingWith("not '" + "x".repeat(40) + "...'");
  }
}
