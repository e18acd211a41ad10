package dev.tidegate.tools.webhook;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a webhook: one POST for each event, with a limit on its time and on what is read
 * of the answer.
 *
 * <p>The status is the answer. Of the body so much is read that the connection can be used again,
 * and what goes beyond ends the connection. A redirection is not followed: the events are for
 * nobody but the address that was given.
 */
final class Receiver implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  /** How long the body of an answer may take once its status is known. */
  private static final Duration BODY_TIMEOUT = Duration.ofSeconds(1);

  private static final int MAX_BODY_BYTES = 64 * 1024;
  private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME;

  private final WebhookAddress address;
  private final RequestHeaders headers;
  private final Duration timeout;
  private final Clock clock;
  private final HttpClient client;

  /**
   * @param timeout for a whole exchange, from connecting to the status
   */
  Receiver(WebhookAddress address, RequestHeaders headers, Duration timeout, Clock clock) {
    this.address = address;
    this.headers = headers;
    this.timeout = timeout;
    this.clock = clock;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(min(CONNECT_TIMEOUT, timeout))
            .build();
  }

  /** Delivers an event, or says why not. */
  DeliveryResult post(byte[] event) {
    HttpRequest request;
    try {
      request = request(event);
    } catch (WebhookException failure) {
      return new DeliveryResult.NotNow(failure.sentence(), Optional.empty());
    }
    CompletableFuture<ResponseInfo> status = new CompletableFuture<>();
    CompletableFuture<HttpResponse<Void>> exchange =
        client.sendAsync(
            request,
            info -> {
              status.complete(info);
              return new BoundedBody();
            });
    try {
      CompletableFuture.anyOf(status, exchange).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      awaitBody(exchange);
      return answer(status.join());
    } catch (TimeoutException tooSlow) {
      return new DeliveryResult.NotNow(
          "no answer within " + timeout.toMillis() / 1_000.0 + " s", Optional.empty());
    } catch (ExecutionException failure) {
      return new DeliveryResult.NotNow(reason(failure), Optional.empty());
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      return new DeliveryResult.NotNow("interrupted", Optional.empty());
    } finally {
      exchange.cancel(true);
    }
  }

  private HttpRequest request(byte[] event) throws WebhookException {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(address.uri())
            .header("Content-Type", "application/cloudevents+json")
            .header("User-Agent", "tidegate")
            .POST(HttpRequest.BodyPublishers.ofByteArray(event));
    headers.addTo(builder);
    return builder.build();
  }

  /** Whatever becomes of the body, the status is known. */
  private static void awaitBody(CompletableFuture<HttpResponse<Void>> exchange)
      throws InterruptedException {
    try {
      exchange.get(BODY_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException unfinished) {
      // The connection is closed.
    }
  }

  /** What is wrong with the receiver or its URL is mended one day; with an event, never. */
  private DeliveryResult answer(ResponseInfo info) {
    int status = info.statusCode();
    String said = "status " + status;
    return switch (status) {
      case 400, 413, 422 -> new DeliveryResult.Unacceptable(said);
      case 401, 403, 407 -> notNow(said + ": look at --webhook-header", info);
      case 404, 405, 410, 415 -> notNow(said + ": look at the URL", info);
      default -> {
        if (status >= 200 && status < 300) {
          yield new DeliveryResult.Taken();
        }
        boolean isElsewhere = status >= 300 && status < 400;
        yield notNow(said + (isElsewhere ? ", elsewhere, where events do not follow" : ""), info);
      }
    };
  }

  private DeliveryResult notNow(String why, ResponseInfo info) {
    return new DeliveryResult.NotNow(why, retryAfter(info.headers()));
  }

  private Optional<Duration> retryAfter(HttpHeaders answerHeaders) {
    Optional<String> value = answerHeaders.firstValue("Retry-After").map(String::strip);
    if (value.isEmpty()) {
      return Optional.empty();
    }
    if (value.get().matches("\\d{1,9}")) {
      return Optional.of(Duration.ofSeconds(Long.parseLong(value.get())));
    }
    try {
      Instant then = ZonedDateTime.parse(value.get(), HTTP_DATE).toInstant();
      return Optional.of(Duration.between(clock.instant(), then)).filter(Duration::isPositive);
    } catch (DateTimeException notUnderstood) {
      return Optional.empty();
    }
  }

  private static String reason(ExecutionException failure) {
    Throwable last = failure;
    boolean isConnecting = false;
    for (Throwable each = failure.getCause(); each != null; each = each.getCause()) {
      if (each instanceof UnresolvedAddressException || each instanceof UnknownHostException) {
        return "its host name is not known";
      }
      if (each instanceof HttpConnectTimeoutException) {
        return "no connection in time";
      }
      isConnecting |= each instanceof ConnectException;
      last = each;
    }
    if (isConnecting) {
      return "no connection";
    }
    boolean isTls = last instanceof SSLException || last instanceof GeneralSecurityException;
    String message = last.getMessage();
    return (isTls ? "TLS: " : "")
        + LogText.of(message == null ? last.getClass().getSimpleName() : message);
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Returns where it is, without what may be secret. */
  @Override
  public String toString() {
    return address.toString();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  /** Reads a body and forgets it, up to a bound. */
  private static final class BoundedBody implements HttpResponse.BodySubscriber<Void> {
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private Flow.@Nullable Subscription subscription;
    private long bytes;

    @Override
    public CompletionStage<Void> getBody() {
      return end;
    }

    @Override
    public void onSubscribe(Flow.Subscription made) {
      subscription = made;
      made.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        bytes += buffer.remaining();
      }
      if (bytes > MAX_BODY_BYTES && subscription != null) {
        subscription.cancel();
        end.completeExceptionally(new IOException("a body of over " + MAX_BODY_BYTES + " bytes"));
      }
    }

    @Override
    public void onError(Throwable failure) {
      end.completeExceptionally(failure);
    }

    @Override
    public void onComplete() {
      end.complete(null);
    }
  }
}
