package dev.tidegate.tools.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.protocol.notify.MessageParser;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class MessageTextTest {
  @Test
  void aWorkersEndNamesItsIncident() {
    assertThat(incidentOf("\"type\":\"busy_timeout\",\"letter\":\"B\",\"elapsedMs\":3"))
        .isEqualTo(OptionalLong.of(17));
    assertThat(incidentOf("\"type\":\"worker_died\",\"letter\":\"U\",\"exit\":1"))
        .isEqualTo(OptionalLong.of(17));
  }

  private static OptionalLong incidentOf(String fields) {
    String line =
        "{\"epoch\":\"5f2c90ab12cd34ef\",\"seq\":8,\"time\":\"2026-11-22T11:46:00.000Z\","
            + "\"free\":3,\"idle\":1,\"busy\":1,\"stopped\":2,\"killed\":0,\"queued\":0,"
            + "\"serviceable\":3,\"worker\":1,\"pid\":4711,\"queueId\":\"q1\","
            + "\"command\":\"scan q1 /x\",\"incident\":17,"
            + fields
            + "}";
    return MessageText.of(MessageParser.parse(line)).orElseThrow().incident();
  }
}
