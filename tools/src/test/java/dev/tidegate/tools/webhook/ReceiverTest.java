package dev.tidegate.tools.webhook;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.tools.webhook.ScriptedReceiver.Request;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Order(1)
final class ReceiverTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  /** For those that are to run out; what does not must be done in it. */
  private static final Duration SHORT = Duration.ofMillis(1_500);

  /** What each exchange may take: the limit for its status, the one for its body, and patience. */
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final byte[] EVENT = "{\"id\":\"1\"}".getBytes(US_ASCII);
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);

  @TempDir Path folder;
  private ScriptedReceiver server;
  private Receiver receiver;

  @BeforeEach
  void start() throws Exception {
    server = new ScriptedReceiver();
    receiver = receiver(server.url(), TIMEOUT);
  }

  @AfterEach
  void stop() {
    receiver.close();
    server.close();
  }

  @Test
  void eventIsPostedAsStructuredJson() throws Exception {
    assertThat(receiver.post(EVENT)).isEqualTo(new DeliveryResult.Taken());
    Request request = server.requests().getFirst();
    assertThat(request.body()).isEqualTo("{\"id\":\"1\"}");
    assertThat(request.headers())
        .containsEntry("", "POST /events?key=hidden HTTP/1.1")
        .containsEntry("content-type", "application/cloudevents+json");
  }

  @Test
  void connectionIsUsedAgain() {
    for (int each = 0; each < 20; each++) {
      assertThat(receiver.post(EVENT)).isEqualTo(new DeliveryResult.Taken());
    }
    assertThat(server.connectionsMade()).isEqualTo(1);
  }

  @Test
  void eachStatusMeansTakenOrRefusedOrAnotherTime() {
    for (int status : List.of(200, 201, 202, 204, 299)) {
      server.status(status);
      assertThat(receiver.post(EVENT)).as("%s", status).isEqualTo(new DeliveryResult.Taken());
    }
    for (int status : List.of(400, 413, 422)) {
      server.status(status);
      assertThat(receiver.post(EVENT))
          .as("%s", status)
          .isInstanceOf(DeliveryResult.Unacceptable.class);
    }
    for (int status :
        List.of(300, 304, 401, 403, 404, 405, 408, 409, 410, 415, 425, 429, 500, 502, 503, 504)) {
      server.status(status);
      assertThat(receiver.post(EVENT)).as("%s", status).isInstanceOf(DeliveryResult.NotNow.class);
    }
  }

  @Test
  void redirectionIsNotFollowed() throws Exception {
    try (ScriptedReceiver other = new ScriptedReceiver()) {
      server.answer(
          "HTTP/1.1 307 Elsewhere\r\nLocation: " + other.url() + "\r\nContent-Length: 0\r\n\r\n");
      assertThat(receiver.post(EVENT)).isInstanceOf(DeliveryResult.NotNow.class);
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void receiverThatAsksToBeLeftAloneIsHeard() {
    assertThat(retryAfter("7")).contains(Duration.ofSeconds(7));
    assertThat(retryAfter("Sun, 22 Nov 2026 10:01:00 GMT")).contains(Duration.ofMinutes(1));
    assertThat(retryAfter("Sun, 22 Nov 2026 09:00:00 GMT")).isEmpty();
    assertThat(retryAfter("soon")).isEmpty();
    assertThat(retryAfter("-3")).isEmpty();
    assertThat(retryAfter("99999999999999999999")).isEmpty();
  }

  private Optional<Duration> retryAfter(String value) {
    server.answer("HTTP/1.1 503 Busy\r\nRetry-After: " + value + "\r\nContent-Length: 0\r\n\r\n");
    return receiver.post(EVENT) instanceof DeliveryResult.NotNow notNow
        ? notNow.notBefore()
        : Optional.empty();
  }

  @Test
  void answerThatIsCutBeforeItsHeadIsWholeIsNone() {
    String answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";
    for (int at : List.of(0, 5, 12, answer.length() - 1)) {
      server.answerAndCut(answer.substring(0, at));
      assertThat(receiver.post(EVENT))
          .as("cut at %s", at)
          .isInstanceOf(DeliveryResult.NotNow.class);
    }
  }

  @Test
  void statusCountsWhateverBecomesOfTheBody() throws Exception {
    receiver.close();
    receiver = receiver(server.url(), SHORT);
    String head = "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n";
    server.answerAndCut(head + "half");
    assertThat(timed()).isEqualTo(new DeliveryResult.Taken());
    server.answerEndlessly(head, "x", 50);
    assertThat(timed()).isEqualTo(new DeliveryResult.Taken());
    server.answerEndlessly(head, "x".repeat(100_000), 0);
    assertThat(timed()).isEqualTo(new DeliveryResult.Taken());
    server.take();
    assertThat(timed()).isEqualTo(new DeliveryResult.Taken());
  }

  @Test
  void receiverThatNeverGetsToItsStatusIsGivenNoMoreThanItsTime() throws Exception {
    receiver.close();
    receiver = receiver(server.url(), SHORT);
    server.saySilence();
    assertThat(timed()).isInstanceOf(DeliveryResult.NotNow.class);
    server.answerEndlessly("HTTP/1.1 200 OK\r\n", "X: y\r\n", 50);
    assertThat(timed()).isInstanceOf(DeliveryResult.NotNow.class);
    server.answerEndlessly("HTTP/1.1 200 OK\r\n", "X: " + "y".repeat(10_000) + "\r\n", 0);
    assertThat(timed()).isInstanceOf(DeliveryResult.NotNow.class);
    server.answerEndlessly("", "HTTP/1.1 100 Continue\r\n\r\n", 0);
    assertThat(timed()).isInstanceOf(DeliveryResult.NotNow.class);
    server.answerEndlessly("no http at all", "\0", 0);
    assertThat(timed()).isInstanceOf(DeliveryResult.NotNow.class);
    server.take();
    assertThat(timed()).isEqualTo(new DeliveryResult.Taken());
  }

  private DeliveryResult timed() {
    long startNanos = System.nanoTime();
    DeliveryResult answer = receiver.post(EVENT);
    assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(SOON);
    return answer;
  }

  @Test
  void receiverThatIsNotThereIsNamedByItsReason() throws Exception {
    server.goAway();
    assertThat(receiver.post(EVENT))
        .isInstanceOfSatisfying(
            DeliveryResult.NotNow.class, notNow -> assertThat(notNow.why()).contains("connection"));
    try (Receiver nowhere = receiver("http://nowhere.invalid/", TIMEOUT)) {
      assertThat(nowhere.post(EVENT))
          .isInstanceOfSatisfying(
              DeliveryResult.NotNow.class,
              notNow -> assertThat(notNow.why()).contains("host name"));
    }
  }

  @Test
  void httpsThatIsNoneIsNotTaken() throws Exception {
    try (Receiver tls = receiver("https://127.0.0.1:" + server.port() + "/", TIMEOUT)) {
      assertThat(tls.post(EVENT)).isInstanceOf(DeliveryResult.NotNow.class);
    }
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void headersComeFromTheCommandLineAndFromFilesThatMayChange() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "Bearer one\n");
    try (Receiver with =
        new Receiver(
            WebhookAddress.parse(server.url()),
            RequestHeaders.parse(List.of("X-Team=mail", "Authorization=@" + token)),
            TIMEOUT,
            CLOCK)) {
      with.post(EVENT);
      Files.writeString(token, "Bearer two\n");
      with.post(EVENT);
      Files.delete(token);
      assertThat(with.post(EVENT))
          .isInstanceOfSatisfying(
              DeliveryResult.NotNow.class,
              notNow -> assertThat(notNow.why()).contains("Authorization"));
    }
    assertThat(server.requests())
        .extracting(request -> request.headers().get("authorization"))
        .containsExactly("Bearer one", "Bearer two");
    assertThat(server.requests().getFirst().headers()).containsEntry("x-team", "mail");
  }

  private static Receiver receiver(String url, Duration timeout) throws WebhookException {
    return new Receiver(WebhookAddress.parse(url), RequestHeaders.parse(List.of()), timeout, CLOCK);
  }
}
