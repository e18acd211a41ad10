package dev.tidegate.tools.ctl.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Numbers as the C library reads and prints them; the expected ones were printed by it. */
final class NumbersTest {
  private static int integer(String text) {
    return new ScanfReader(text).integer();
  }

  private static String real(String text) {
    return Printf.fixed(new ScanfReader(text).number(), 2);
  }

  @Test
  void anIntegerIsReadToItsLastDigitAndCutTo32Bits() {
    assertThat(integer(" \t\r\n\u000b\f+07x")).isEqualTo(7);
    assertThat(integer("2147483648")).isEqualTo(Integer.MIN_VALUE);
    assertThat(integer("4294967297")).isEqualTo(1);
    assertThat(integer("9223372036854775808")).isEqualTo(-1);
    assertThat(integer("-9223372036854775809")).isZero();
    assertThat(integer("-")).isZero();
  }

  @Test
  void aRealIsReadInEachFormThatCHas() {
    assertThat(real("0X1.8p3")).isEqualTo("12.00");
    assertThat(real("1e5x")).isEqualTo("100000.00");
    assertThat(real("-.5")).isEqualTo("-0.50");
    assertThat(real("-inFinity")).isEqualTo("-inf");
    assertThat(real("infi")).isEqualTo("0.00");
    assertThat(real("-nan")).isEqualTo("-nan");
    assertThat(real("1e400")).isEqualTo("inf");
    assertThat(real(".")).isEqualTo("0.00");
  }

  @Test
  void aRealIsRoundedAsTheBinaryNumberThatItIs() {
    assertThat(Printf.fixed(10.25, 1)).isEqualTo("10.2");
    assertThat(Printf.fixed(0.35, 1)).isEqualTo("0.3");
    assertThat(Printf.fixed(-0.04, 1)).isEqualTo("-0.0");
    assertThat(Printf.fixed(1e23, 1)).isEqualTo("99999999999999991611392.0");
  }

  @Test
  void behindWhatIsNoNumberThereIsNone() {
    ScanfReader numbers = new ScanfReader("1 2.5 3");

    assertThat(numbers.integers(3)).containsExactly(1, 2, 0);
    assertThat(numbers.number()).isZero();
    assertThat(numbers.count()).isEqualTo(2);
  }
}
