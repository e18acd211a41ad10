package dev.tidegate.protocol.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.tidegate.protocol.notify.JsonReader.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonReaderTest {
  @Test
  void everyKindOfValueIsRead() {
    assertThat(
            fields(
                " { \"a\" : \"x\" , \"b\":-12,\"c\":true,\"d\":[false,null,1.5],\"e\":{\"f\":0},"
                    + "\"g\":{},\"h\":[] } "))
        .isEqualTo(
            Map.of(
                "a", new Value.Text("x"),
                "b", new Value.Whole(-12),
                "c", new Value.Flag(true),
                "d",
                    new Value.Array(
                        List.of(new Value.Flag(false), new Value.Other(), new Value.Other())),
                "e", new Value.Fields(Map.of("f", new Value.Whole(0))),
                "g", new Value.Fields(Map.of()),
                "h", new Value.Array(List.of())));
  }

  @Test
  void everyEscapeIsRead() {
    String escaped = "\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u20AC\\ud83d\\ude00 plain \u00e9";
    String json = "{\"a\":\"" + escaped + "\"}";
    assertThat(fields(json))
        .containsEntry(
            "a",
            new Value.Text(JsonParser.parseString(json).getAsJsonObject().get("a").getAsString()));
  }

  @Test
  void ofARepeatedNameTheLastValueCounts() {
    assertThat(fields("{\"a\":1,\"a\":2}")).isEqualTo(Map.of("a", new Value.Whole(2)));
  }

  @Test
  void numbersThatDoNotFitAreReadAndNotKept() {
    assertThat(fields("{\"a\":999999999999999999}"))
        .containsEntry("a", new Value.Whole(999_999_999_999_999_999L));
    for (String number : List.of("1000000000000000000", "1e3", "0.5", "-0.0", "2E-7")) {
      assertThat(fields("{\"a\":" + number + "}")).containsEntry("a", new Value.Other());
    }
  }

  @Test
  void whatIsNoObjectIsNotRead() {
    for (String text :
        List.of(
            "",
            " ",
            "{",
            "}",
            "{}x",
            "{},",
            "[]",
            "1",
            "null",
            "{a:1}",
            "{'a':1}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{,}",
            "{\"a\":01}",
            "{\"a\":-}",
            "{\"a\":1.}",
            "{\"a\":.5}",
            "{\"a\":1e}",
            "{\"a\":+1}",
            "{\"a\":tru}",
            "{\"a\":\"\\x\"}",
            "{\"a\":\"\\u12g4\"}",
            "{\"a\":\"\t\"}",
            "{\"a\":[1,]}",
            "{\"a\":[1}",
            "{\"a\":NaN}",
            "{\"a\":\"}")) {
      assertThat(JsonReader.read(text)).as(text).isEmpty();
    }
  }

  @Test
  void nestingIsReadUpToItsBound() {
    assertThat(JsonReader.read(nested(JsonReader.MAX_DEPTH))).isPresent();
    assertThat(JsonReader.read(nested(JsonReader.MAX_DEPTH + 1))).isEmpty();
    assertThat(JsonReader.read("{\"a\":" + "[".repeat(100_000))).isEmpty();
  }

  private static String nested(int depth) {
    int arrays = depth - 1;
    return "{\"a\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}";
  }

  private static Map<String, Value> fields(String text) {
    return JsonReader.read(text).orElseThrow().byName();
  }
}
