package dev.tidegate.tools.ctl.dropin;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Numbers and words as printf(3) prints them. */
final class Printf {
  private Printf() {}

  /** Returns {@code %.Nf}: what the binary number really is, rounded half to even. */
  static String fixed(double number, int decimals) {
    // The sign of what is no number is seen too.
    boolean negative = Double.doubleToRawLongBits(number) < 0;
    String text;
    if (Double.isNaN(number)) {
      text = "nan";
    } else if (Double.isInfinite(number)) {
      text = "inf";
    } else {
      text =
          new BigDecimal(Math.abs(number))
              .setScale(decimals, RoundingMode.HALF_EVEN)
              .toPlainString();
    }
    return negative ? "-" + text : text;
  }

  /** Returns {@code %Ns}: at least so wide, on the right. */
  static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  static String right(int number, int width) {
    return right(Integer.toString(number), width);
  }
}
