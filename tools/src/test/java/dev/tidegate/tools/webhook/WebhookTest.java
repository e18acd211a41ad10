package dev.tidegate.tools.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.tools.webhook.CloudEvent.Datum;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Order(1)
final class WebhookTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"");
  private static final Pattern COUNT = Pattern.compile("given_up\".*\"count\":(\\d+)");

  @TempDir Path folder;
  private final List<String> said = new CopyOnWriteArrayList<>();
  private ScriptedReceiver receiver;

  @BeforeEach
  void start() throws Exception {
    receiver = new ScriptedReceiver();
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  @Test
  void eventsAreDeliveredInOrderBetweenTheBeginningAndTheEnd() throws Exception {
    Webhook webhook = open();
    offer(webhook, 0, 50);
    webhook.close(PATIENCE);
    List<String> bodies = receiver.bodies();
    assertThat(bodies.getFirst()).contains("dev.tidegate.webhook.started", "\"left\":0");
    assertThat(ids(bodies.subList(1, 51))).isEqualTo(numbers(0, 50));
    assertThat(bodies.getLast()).contains("dev.tidegate.webhook.stopped");
    assertThat(said).containsExactly("webhook: 52 delivered, 0 given up");
  }

  @Test
  void nothingIsLostWhileTheReceiverIsAwayAndItsReturnIsSaid() throws Exception {
    receiver.goAway();
    Webhook webhook = open();
    offer(webhook, 0, 500);
    Until.holds(PATIENCE, () -> !said.isEmpty());
    assertThat(said.getFirst()).contains("does not take events (no connection");
    receiver.comeBack();
    Until.holds(PATIENCE, () -> receiver.requests().size() == 501);
    assertThat(ids(receiver.bodies().subList(1, 501))).isEqualTo(numbers(0, 500));
    Until.holds(PATIENCE, () -> said.getLast().contains("answers again"));
    assertThat(said.getLast())
        .isEqualTo("webhook: receiver answers again, 501 delivered, 0 given up");
    webhook.close(PATIENCE);
  }

  @Test
  void whatWasNotDeliveredIsDeliveredByTheNextRunWithTheSameIds() throws Exception {
    receiver.status(500);
    Webhook first = open();
    offer(first, 0, 20);
    first.close(SHORT);
    assertThat(said.getLast()).contains("0 delivered", "22 stay in", "for the next start");
    List<String> before = List.copyOf(ids(receiver.bodies()));
    assertThat(before).isNotEmpty().hasSizeLessThan(4);

    receiver.take();
    Webhook second = open();
    second.close(PATIENCE);
    List<String> after = ids(receiver.bodies()).subList(before.size(), before.size() + 24);
    assertThat(after.getFirst()).isEqualTo(before.getFirst());
    assertThat(after.subList(1, 21)).isEqualTo(numbers(0, 20));
    assertThat(receiver.bodies()).anyMatch(body -> body.contains("\"left\":22"));
  }

  @Test
  void receiverThatFailsNowAndThenGetsEachEventInOrderAndDuplicatesHaveTheSameId()
      throws Exception {
    int[] count = {0};
    receiver.behave(
        (request, out) -> {
          boolean fails = ++count[0] % 5 == 0;
          if (fails && count[0] % 2 == 0) {
            throw new IOException("cut");
          }
          String status = fails ? "500 No" : "200 Yes";
          out.write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n").getBytes(US_ASCII));
        });
    Webhook webhook = open();
    offer(webhook, 0, 30);
    Until.holds(PATIENCE, () -> distinct(ids(receiver.bodies())).size() == 31);
    assertThat(distinct(ids(receiver.bodies())).subList(1, 31)).isEqualTo(numbers(0, 30));
    assertThat(receiver.requests().size()).isGreaterThan(31);
    webhook.close(PATIENCE);
  }

  @Test
  void fullSpoolGivesUpTheOldestAndTheReceiverLearnsHowManyExactly() throws Exception {
    receiver.status(503);
    Webhook webhook = open();
    int offered = 4_000;
    offer(webhook, 0, offered);
    Until.holds(PATIENCE, () -> webhook.inMemory() == 0);
    receiver.take();
    Until.holds(PATIENCE, () -> ids(receiver.bodies()).contains("id-" + (offered - 1)));
    webhook.close(PATIENCE);

    List<String> got = distinct(ids(receiver.bodies()));
    List<String> events = got.stream().filter(id -> id.startsWith("id-")).toList();
    long told = 0;
    for (String id : got) {
      told += countOf(id);
    }
    // The event that tells of the beginning was the oldest of all.
    assertThat(told).isEqualTo(offered + 1 - events.size());
    assertThat(events).isEqualTo(numbers(offered - events.size(), offered));
    assertThat(said.getLast()).contains(told + " given up");
  }

  private long countOf(String id) {
    return receiver.bodies().stream()
        .filter(body -> body.contains("\"" + id + "\""))
        .map(COUNT::matcher)
        .filter(Matcher::find)
        .mapToLong(match -> Long.parseLong(match.group(1)))
        .findFirst()
        .orElse(0);
  }

  @Test
  void eventThatTheReceiverRefusesIsGivenUpAndItHearsOfThat() throws Exception {
    receiver.behave(
        (request, out) -> {
          boolean refused = request.body().contains("\"id-3\"");
          String status = refused ? "400 No" : "200 Yes";
          out.write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n").getBytes(US_ASCII));
        });
    Webhook webhook = open();
    offer(webhook, 0, 6);
    webhook.close(PATIENCE);
    assertThat(ids(receiver.bodies()).subList(1, 5)).isEqualTo(numbers(0, 4));
    assertThat(receiver.bodies().get(5)).contains("given_up", "\"count\":1,\"total\":1");
    assertThat(ids(receiver.bodies()).subList(6, 8)).isEqualTo(numbers(4, 6));
    assertThat(said).anyMatch(line -> line.contains("refuses an event for good (status 400)"));
    assertThat(said.getLast()).isEqualTo("webhook: 8 delivered, 1 given up");
  }

  @Test
  void linesAreBoundedHoweverManyEventsAreRefused() throws Exception {
    receiver.status(422);
    Webhook webhook = open();
    offer(webhook, 0, 200);
    webhook.close(PATIENCE);
    assertThat(said).hasSizeLessThan(30);
    assertThat(said.getLast()).contains("202 given up", "lines left out before");
    receiver.take();
    open().close(PATIENCE);
    assertThat(receiver.bodies()).anyMatch(body -> body.contains("\"total\":202"));
  }

  private Webhook open() throws WebhookException {
    return Webhook.open(
        new WebhookSettings(
            receiver.url(),
            List.of(),
            folder.resolve("spool"),
            WebhookSettings.MIN_SPOOL_BYTES,
            PATIENCE),
        said::add);
  }

  private static void offer(Webhook webhook, int from, int to) {
    for (int each = from; each < to; each++) {
      webhook.offer(
          new CloudEvent(
              "id-" + each,
              "tidegate://test",
              "dev.tidegate.pool.none_free",
              Instant.EPOCH,
              Optional.empty(),
              List.of(new Datum.Whole("free", 0))));
    }
  }

  private static List<String> numbers(int from, int to) {
    return IntStream.range(from, to).mapToObj(each -> "id-" + each).toList();
  }

  private static List<String> ids(List<String> bodies) {
    List<String> ids = new ArrayList<>();
    for (String body : bodies) {
      Matcher id = ID.matcher(body);
      assertThat(id.find()).as(body).isTrue();
      ids.add(id.group(1));
    }
    return ids;
  }

  private static List<String> distinct(List<String> ids) {
    return ids.stream().distinct().toList();
  }
}
