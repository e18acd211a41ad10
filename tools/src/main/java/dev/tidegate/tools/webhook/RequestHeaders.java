package dev.tidegate.tools.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Headers that go with each event, such as a token. A value in a file is read anew for each
 * request, so that it can be replaced; none is ever printed.
 */
final class RequestHeaders {
  private static final int MAX_VALUE_BYTES = 8_192;
  private static final Set<String> OURS = Set.of("content-type", "user-agent");
  private static final URI ANY = URI.create("http://localhost/");

  private final List<Header> headers;

  private RequestHeaders(List<Header> headers) {
    this.headers = headers;
  }

  /** A name and where its value is. */
  private sealed interface Header {
    String name();

    record Given(String name, String value) implements Header {}

    record InFile(String name, Path file) implements Header {}
  }

  /**
   * Reads {@code NAME=VALUE} and {@code NAME=@FILE}, and tries them.
   *
   * @throws WebhookException with a sentence in which no value is
   */
  static RequestHeaders parse(List<String> words) throws WebhookException {
    List<Header> headers = new ArrayList<>();
    for (String word : words) {
      headers.add(parse(word));
    }
    RequestHeaders parsed = new RequestHeaders(List.copyOf(headers));
    parsed.addTo(HttpRequest.newBuilder(ANY));
    return parsed;
  }

  private static Header parse(String word) throws WebhookException {
    int equals = word.indexOf('=');
    if (equals <= 0) {
      throw new WebhookException("--webhook-header should be NAME=VALUE or NAME=@FILE");
    }
    String name = word.substring(0, equals);
    String value = word.substring(equals + 1);
    if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
      throw new WebhookException("the header " + name + " of the webhook is not yours to choose");
    }
    return value.startsWith("@")
        ? new Header.InFile(name, Path.of(value.substring(1)))
        : new Header.Given(name, value);
  }

  /**
   * Adds them to a request.
   *
   * @throws WebhookException with a sentence in which no value is
   */
  void addTo(HttpRequest.Builder request) throws WebhookException {
    for (Header header : headers) {
      String value =
          switch (header) {
            case Header.Given given -> given.value();
            case Header.InFile inFile -> read(inFile);
          };
      try {
        request.header(header.name(), value);
      } catch (IllegalArgumentException refused) {
        throw new WebhookException(
            "the header "
                + LogText.of(header.name())
                + " of the webhook cannot be sent: its name is reserved or wrong, or its value has"
                + " other than printable characters");
      }
    }
  }

  private static String read(Header.InFile header) throws WebhookException {
    try (InputStream file = Files.newInputStream(header.file())) {
      byte[] bytes = file.readNBytes(MAX_VALUE_BYTES);
      return new String(bytes, StandardCharsets.UTF_8).strip();
    } catch (IOException failure) {
      throw new WebhookException(
          "cannot read the value of the header "
              + LogText.of(header.name())
              + ": "
              + SpoolDirectory.reason(failure));
    }
  }
}
