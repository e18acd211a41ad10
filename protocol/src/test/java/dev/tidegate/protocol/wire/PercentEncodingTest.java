package dev.tidegate.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PercentEncodingTest {

  @Test
  void everyByteIsEncodedAsTheReferenceDoes() {
    StringBuilder all = new StringBuilder();
    StringBuilder expected = new StringBuilder();
    for (char each = 0; each < 256; each++) {
      all.append(each);
      boolean plain = each > 32 && each <= 126 && "%\\'\"".indexOf(each) < 0;
      expected.append(plain ? String.valueOf(each) : String.format("%%%02X", (int) each));
    }
    assertThat(PercentEncoding.encode(all.toString())).isEqualTo(expected.toString());
    assertThat(PercentEncoding.decode(expected.toString())).isEqualTo(all.toString());
  }

  @Test
  void hexDigitsOfEitherCaseAreDecoded() {
    assertThat(PercentEncoding.decode("a%2fb%2Fc%20")).isEqualTo("a/b/c ");
  }

  @Test
  void percentSignBeforeAnythingElseStays() {
    for (String text :
        new String[] {"%zz %4 %", "%4", "%", "%%", "%4gz", "%-1z", "% 1z", "%\u0664\u0661"}) {
      assertThat(PercentEncoding.decode(text)).isEqualTo(text);
    }
    assertThat(PercentEncoding.decode("%41%")).isEqualTo("A%");
    assertThat(PercentEncoding.decode("%%41")).isEqualTo("%A");
  }

  @Test
  void whatIsDecodedIsNotDecodedAgain() {
    assertThat(PercentEncoding.decode("%2541")).isEqualTo("%41");
  }

  @Test
  void randomBytesComeBack() {
    Random random = new Random(4);
    for (int run = 0; run < 1000; run++) {
      byte[] bytes = new byte[random.nextInt(100)];
      random.nextBytes(bytes);
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      String encoded = PercentEncoding.encode(text);
      assertThat(PercentEncoding.decode(encoded)).isEqualTo(text);
      assertThat(encoded.length()).isLessThanOrEqualTo(3 * text.length());
      assertThat(PercentEncoding.decode(text).length()).isLessThanOrEqualTo(text.length());
    }
  }
}
