package dev.tidegate.tools.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FormsTest {
  private static final String COUNTS =
      "\"free\":1,\"idle\":1,\"busy\":3,\"stopped\":0,\"killed\":0,\"queued\":2,\"serviceable\":1";
  private static final String HEAD =
      "{\"epoch\":\"5f2c90ab12cd34ef\",\"seq\":7,\"time\":\"2026-11-22T11:46:01.123Z\",";
  private static final String CHANGE =
      HEAD
          + "\"type\":\"status\",\"letter\":\"S\","
          + COUNTS
          + ",\"worker\":3,\"pid\":4711,\"from\":\"Idle\",\"to\":\"Busy\",\"reason\":\"request\"}";
  private static final String TAG =
      HEAD
          + "\"type\":\"status\",\"letter\":\"S\","
          + COUNTS
          + ",\"worker\":3,\"pid\":4711,\"tag\":\"StateChange, \\\"x\\\"\"}";
  private static final String STATED =
      HEAD
          + "\"type\":\"status\",\"letter\":\"S\",\"snapshot\":true,"
          + COUNTS
          + ",\"worker\":3,\"to\":\"Busy\",\"pid\":4711,\"sinceMs\":1520,\"tag\":\"scan q1\","
          + "\"queueId\":\"q1\",\"command\":\"scan q1 /tmp/x\"}";
  private static final String DIED =
      HEAD
          + "\"type\":\"worker_died\",\"letter\":\"U\","
          + COUNTS
          + ",\"worker\":3,\"pid\":4711,\"signal\":9,\"outOfMemory\":true,\"queueId\":\"q1\","
          + "\"command\":\"scan q1 /tmp/x\"}";
  private static final String NONE_FREE =
      HEAD + "\"type\":\"none_free\",\"letter\":\"Z\"," + COUNTS + "}";

  private final Printer letters = new LettersPrinter(false);
  private final Printer json = new JsonPrinter(false);
  private final Printer csv = new CsvPrinter();
  private final Printer people = new TextPrinter(ZoneId.of("Europe/Berlin"), 0, false);

  @Test
  void lettersAreTheProtocolsThoughTheyCameAsJson() {
    assertThat(letters.text(Told.event(CHANGE))).contains("S 3 StateChange Idle -> Busy");
    assertThat(letters.text(Told.event(TAG))).contains("S 3 _StateChange, \"x\"");
    assertThat(letters.text(Told.event(STATED)))
        .contains("S 3 StateChange Stopped -> Busy\nS 3 scan q1");
    assertThat(letters.text(Told.event(DIED))).contains("U");
    assertThat(letters.text(Told.event(NONE_FREE))).contains("Z");
    assertThat(letters.text(Told.event("F 12"))).contains("F 12");
    assertThat(letters.text(Told.event("*OK"))).contains("*OK");
  }

  @Test
  void lettersTellOfIgnoranceInTheProtocolsWay() {
    assertThat(letters.text(last(Told.lost("connection refused"), 0)))
        .contains("*ERR lost: connection refused");
    assertThat(letters.text(Told.event("*ERR 12 messages dropped: listener too slow")))
        .contains("*ERR 12 messages dropped: listener too slow");
  }

  @Test
  void linesThatSayWhyTheStateIsUnknownAreNotToldTwice() {
    ListenerEvent unknown = last(Told.lost("connection refused"), 1);
    assertThat(unknown.type()).isEqualTo(EventType.UNKNOWN);
    assertThat(letters.text(unknown)).isEmpty();
    assertThat(people.text(unknown)).isEmpty();
    assertThat(json.text(unknown).orElseThrow()).contains("\"type\":\"unknown\"");
    assertThat(csv.text(unknown).orElseThrow()).contains(",unknown,");
  }

  @Test
  void lettersOfSeveralHostsBeginWithTheirNames() {
    assertThat(new LettersPrinter(true).text(Told.event(STATED)))
        .contains("mx1 S 3 StateChange Stopped -> Busy\nmx1 S 3 scan q1");
  }

  @Test
  void jsonIsTheMultiplexorsOwnLine() {
    for (String line : List.of(CHANGE, TAG, STATED, DIED, NONE_FREE)) {
      assertThat(json.text(Told.event(line))).contains(line);
    }
  }

  @Test
  void jsonOfSeveralHostsBeginsWithTheirNames() {
    Printer several = new JsonPrinter(true);
    assertThat(several.text(Told.event("a \"b\"", NONE_FREE)))
        .contains("{\"source\":\"a \\\"b\\\"\"," + NONE_FREE.substring(1));
    assertThat(several.text(Told.event("U")))
        .contains(
            "{\"source\":\"mx1\",\"time\":\"2026-11-22T15:04:05.678Z\",\"type\":\"worker_died\",\"letter\":\"U\"}");
  }

  @Test
  void lettersBecomeJsonInTheSameVocabulary() {
    assertThat(json.text(Told.event("S 3 StateChange Idle -> Busy")))
        .contains(
            "{\"time\":\"2026-11-22T15:04:05.678Z\",\"type\":\"status\",\"letter\":\"S\","
                + "\"worker\":3,\"from\":\"Idle\",\"to\":\"Busy\"}");
    assertThat(json.text(Told.event("S 3 scan \"q1\"")))
        .contains(
            "{\"time\":\"2026-11-22T15:04:05.678Z\",\"type\":\"status\",\"letter\":\"S\","
                + "\"worker\":3,\"tag\":\"scan \\\"q1\\\"\"}");
    assertThat(json.text(last(Told.lost("no"), 0)))
        .contains("{\"time\":\"2026-11-22T15:04:05.678Z\",\"type\":\"lost\",\"reason\":\"no\"}");
    assertThat(json.text(Told.event("*OK"))).isEmpty();
  }

  @Test
  void csvHasAsManyValuesAsHeadingsAndQuotesWhatNeedsIt() {
    int columns = csv.heading().orElseThrow().split(",", -1).length;
    assertThat(csv.text(Told.event(NONE_FREE)).orElseThrow().split(",", -1)).hasSize(columns);
    assertThat(csv.text(Told.event(TAG)).orElseThrow()).contains(",\"StateChange, \"\"x\"\"\",");
    assertThat(csv.text(Told.event(DIED)).orElseThrow())
        .startsWith("2026-11-22T11:46:01.123Z,mx1,worker_died,U,,3,4711,");
  }

  @Test
  void csvQuotesAsRfc4180HasIt() {
    assertThat(CsvPrinter.quoted("plain text")).isEqualTo("plain text");
    assertThat(CsvPrinter.quoted("a,b")).isEqualTo("\"a,b\"");
    assertThat(CsvPrinter.quoted("say \"x\"")).isEqualTo("\"say \"\"x\"\"\"");
    assertThat(CsvPrinter.quoted(" x")).isEqualTo("\" x\"");
    assertThat(CsvPrinter.quoted("a\nb")).isEqualTo("\"a\nb\"");
    assertThat(CsvPrinter.quoted("")).isEmpty();
  }

  @Test
  void peopleSeeLocalTimeLetterSlotAndWords() {
    assertThat(people.text(Told.event(CHANGE)))
        .contains("2026-11-22 12:46:01.123  S    3  Idle -> Busy (request)");
    assertThat(people.text(Told.event(STATED)))
        .contains("2026-11-22 12:46:01.123  S    3  Busy for 1.5 s: scan q1");
    assertThat(people.text(Told.event(DIED)))
        .contains(
            "2026-11-22 12:46:01.123  U    3  a worker died of signal 9, out of memory, process"
                + " 4711: scan q1 /tmp/x");
    assertThat(people.text(Told.event("Z")))
        .contains("2026-11-22 16:04:05.678  Z       no worker is free");
    assertThat(people.text(last(Told.lost("connection refused"), 0)))
        .contains("2026-11-22 16:04:05.678  !       the state is unknown: connection refused");
    assertThat(people.text(Told.event("*OK"))).isEmpty();
  }

  @Test
  void peopleSeeTheHostIfThereAreSeveral() {
    assertThat(new TextPrinter(ZoneId.of("Europe/Berlin"), 5, false).text(Told.event("Y")))
        .contains("2026-11-22 16:04:05.678  mx1    Y       a worker is free again");
  }

  @Test
  void coloursComeOnlyWhenAskedFor() {
    Printer coloured = new TextPrinter(ZoneId.of("UTC"), 0, true);
    assertThat(coloured.text(Told.event("Z")).orElseThrow())
        .contains("\u001b[1;31mZ\u001b[0m")
        .contains("\u001b[1;31mno worker is free\u001b[0m");
    assertThat(people.text(Told.event("Z")).orElseThrow()).doesNotContain("\u001b");
  }

  @Test
  void noFormLetsAControlCharacterThrough() {
    String line = "S 3 \u001b[2Jx\u0007\u009b31m\rZ\u00e9";
    for (Printer form : List.of(letters, json, csv, people)) {
      Optional<String> text = form.text(Told.event(line));
      assertThat(text.orElseThrow()).matches("[ -~]*").contains("[2Jx");
    }
    String junk = "{\"x\":\"\u001b]0;title\u0007\"}";
    for (Printer form : List.of(letters, json, csv, people)) {
      assertThat(form.text(Told.event(junk)).orElseThrow()).matches("[ -~]*");
    }
  }

  private static ListenerEvent last(dev.tidegate.client.Update update, int at) {
    return new HostView("mx1", false).take(update, Told.NOW).get(at);
  }
}
