package dev.tidegate.tools.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.tools.webhook.CloudEvent.Datum;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CloudEventTest {
  private static final Instant TIME = Instant.parse("2026-11-22T06:50:16.042Z");

  @Test
  void eventIsOneObjectWithItsAttributesFirst() {
    CloudEvent event =
        new CloudEvent(
            "5f2c90ab12cd34ef:7",
            "tidegate://mx1/notify.sock",
            "dev.tidegate.pool.worker_died",
            TIME,
            Optional.of("worker/3"),
            List.of(
                new Datum.Whole("worker", 3),
                new Datum.Flag("outOfMemory", true),
                new Datum.Text("command", "scan \"q1\" \u00e9")));
    assertThat(new String(event.print(), US_ASCII))
        .isEqualTo(
            "{\"specversion\":\"1.0\",\"id\":\"5f2c90ab12cd34ef:7\","
                + "\"source\":\"tidegate://mx1/notify.sock\","
                + "\"type\":\"dev.tidegate.pool.worker_died\","
                + "\"time\":\"2026-11-22T06:50:16.042Z\",\"subject\":\"worker/3\","
                + "\"data\":{\"worker\":3,\"outOfMemory\":true,"
                + "\"command\":\"scan \\\"q1\\\" \\u00e9\"}}");
  }

  @Test
  void textsThatAreTooLongAreCutAndItIsSaid() {
    String printed = print(List.of(new Datum.Text("command", "x".repeat(5_000))));
    assertThat(printed).contains("\"cut\":true}}").hasSizeLessThan(4_096);
    assertThat(print(List.of(new Datum.Text("command", "x".repeat(1_900)))))
        .doesNotContain("\"cut\"");
    assertThat(print(List.of(new Datum.Text("command", "x".repeat(1_901)))))
        .contains("x".repeat(1_900) + "\",\"cut\":true}}");
  }

  @Test
  void greatestEventFitsARecord() {
    List<Datum> data = new ArrayList<>();
    for (int each = 0; each < 16; each++) {
      data.add(new Datum.Whole("twentyCharactersLong", Long.MIN_VALUE));
    }
    for (int each = 0; each < 8; each++) {
      data.add(new Datum.Text("twentyCharactersLong", "\u00ff".repeat(5_000)));
    }
    String longest = "\u00ff".repeat(5_000);
    CloudEvent event = new CloudEvent(longest, longest, longest, TIME, Optional.of(longest), data);
    assertThat(SpoolLine.of(event.print())).hasSizeLessThanOrEqualTo(SpoolLine.MAX_BYTES);
  }

  private static String print(List<Datum> data) {
    CloudEvent event = new CloudEvent("1", "tidegate://h", "t", TIME, Optional.empty(), data);
    return new String(event.print(), US_ASCII);
  }
}
