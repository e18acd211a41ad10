package dev.tidegate.tools.ctl.dropin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import org.junit.jupiter.api.Test;

final class JsonTest {
  @Test
  void aHostileHostNameStaysWithinItsQuotes() {
    assertThat(
            JsonHead.begin(LocalDateTime.of(2026, 11, 2, 6, 5, 16), "a\"b\\c\nd\u007f\u00e4")
                .toString())
        .isEqualTo(
            "{\"timestamp\": \"Mon Nov  2 06:05:16 2026\","
                + "\"hostname\": \"a\\\"b\\\\c\\u000ad\\u007f\\u00e4\"");
  }

  @Test
  void theStateOfEachWorkerHasItsName() {
    assertThat(StatusDrawing.json("IBSKx 1 2 3 4 5\n").text())
        .endsWith(
            ",\"Worker0\": \"idle\",\"Worker1\": \"busy\",\"Worker2\": \"stopped\","
                + "\"Worker3\": \"killed\",\"Worker4\": \"unknown\"}");
  }

  @Test
  void theLoadIsThatOfThisMoment() {
    String answer = "10 1.5 20 11 1 21 12 2 22 13 3 23 4 3 2 1 55 66 5 6 99 60 7 8 9 10\n";

    assertThat(LoadOneDrawing.json(answer).text())
        .endsWith(
            ",\"busyworkers\":4, \"idleworkers\":3, \"stoppedworkers\":2, \"killedworkers\":1,"
                + "\"scan\":7, \"relayok\":8, \"senderok\":9, \"recipok\":10,"
                + "\"queue_size\":5, \"queued_requests\":6}");
  }

  @Test
  void whatIsNoAnswerIsToldAsItIsForTheTables() {
    assertThat(StatusDrawing.json("error: x\n")).isEqualTo(Shown.error("error: x\n"));
    assertThat(LoadOneDrawing.json("error: x\n")).isEqualTo(Shown.notUnderstood("error: x\n"));
  }
}
