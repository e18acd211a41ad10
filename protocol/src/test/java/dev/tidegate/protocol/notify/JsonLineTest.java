package dev.tidegate.protocol.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class JsonLineTest {
  private final JsonLine line = new JsonLine();

  @Test
  void everyKindOfFieldIsPrinted() {
    line.begin().number("n", -5).flag("yes", true).flag("no", false).text("t", "a b");
    line.texts("words", List.of("json", "x\"y")).texts("none", List.of());
    line.open("o").number("x", Long.MAX_VALUE).close().text("last", "");
    assertThat(printed())
        .isEqualTo(
            "{\"n\":-5,\"yes\":true,\"no\":false,\"t\":\"a b\",\"words\":[\"json\",\"x\\\"y\"],"
                + "\"none\":[],\"o\":{\"x\":9223372036854775807},\"last\":\"\"}\n");
    assertThat(line.begin().end()).containsExactly('{', '}', '\n');
  }

  @Test
  void everyByteComesBackAndTheLineIsPrintableAscii() {
    StringBuilder all = new StringBuilder();
    for (char each = 0; each < 256; each++) {
      all.append(each);
    }
    line.begin().text("all", all.toString());
    String printed = printed();
    assertThat(printed).matches("[ -~]+\n").contains("\\u000a").contains("\\u007f");
    assertThat(parse(printed).get("all").getAsString()).isEqualTo(all.toString());
  }

  @Test
  void aStringThatDoesNotFitIsCutAndTheObjectSaysSo() {
    for (String unit : List.of("x", "\"", "\u00ff", "a\u00e9\\", "ab\n")) {
      boolean wasCut = false;
      for (int count = 1; count < 5_000; count += count > 300 && count < 500 ? 1 : 37) {
        String value = unit.repeat(count);
        line.begin().number("before", 1).text("text", value);
        String printed = printed();
        assertThat(printed.length()).isLessThanOrEqualTo(JsonLine.MAX_BYTES);
        JsonObject object = parse(printed);
        String told = object.get("text").getAsString();
        assertThat(value).startsWith(told);
        boolean cut = told.length() < value.length();
        assertThat(object.has("cut")).isEqualTo(cut);
        assertThat(!cut || object.get("cut").getAsBoolean()).isTrue();
        assertThat(!cut || printed.length() > JsonLine.MAX_BYTES - 6).isTrue();
        wasCut |= cut;
      }
      assertThat(wasCut).isTrue();
    }
  }

  @Test
  void theLongestLineHasExactlyTheBound() {
    line.begin().text("t", "x".repeat(5_000));
    String longest = printed();
    assertThat(longest).hasSize(JsonLine.MAX_BYTES);
    int most = parse(longest).get("t").getAsString().length();
    line.begin().text("t", "x".repeat(most));
    assertThat(parse(printed()).has("cut")).isFalse();
    line.begin().text("t", "x".repeat(most + 1));
    assertThat(parse(printed()).has("cut")).isTrue();
    line.begin().text("t", "x");
    assertThat(parse(printed()).has("cut")).isFalse();
  }

  @Test
  void aBoundedStringLeavesRoomForTheNext() {
    line.begin().text("a", "\u00ff".repeat(100), 60).text("b", "x".repeat(4_000), 100);
    JsonObject object = parse(printed());
    assertThat(object.get("a").getAsString()).isEqualTo("\u00ff".repeat(10));
    assertThat(object.get("b").getAsString()).hasSize(100);
    assertThat(object.get("cut").getAsBoolean()).isTrue();
  }

  @Test
  void timeIsThatOfTheCalendar() {
    Random random = new Random(3);
    for (int round = 0; round < 20_000; round++) {
      long millis = random.nextLong(-62_135_596_800_000L, 253_402_300_800_000L);
      mustBe(millis);
    }
    mustBe(0);
    mustBe(-1);
    mustBe(951_782_399_999L);
    mustBe(951_782_400_000L);
    mustBe(1_709_164_800_000L);
  }

  private void mustBe(long millis) {
    String time =
        parse(new String(line.begin().time("t", millis).end(), StandardCharsets.US_ASCII))
            .get("t")
            .getAsString();
    assertThat(time).hasSize(24).endsWith("Z");
    assertThat(Instant.parse(time).toEpochMilli()).isEqualTo(millis);
  }

  private String printed() {
    return new String(line.end(), StandardCharsets.ISO_8859_1);
  }

  private static JsonObject parse(String text) {
    JsonReader reader = new JsonReader(new StringReader(text.stripTrailing()));
    reader.setStrictness(Strictness.STRICT);
    return JsonParser.parseReader(reader).getAsJsonObject();
  }
}
