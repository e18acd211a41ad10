package dev.tidegate.tools.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest;
import java.util.Locale;

/**
 * Where events are posted to. Its path and query may be secrets, so its text has neither.
 *
 * @param uri http or https, with a host, without user information
 */
record WebhookAddress(URI uri) {

  /**
   * Reads a URL.
   *
   * @throws WebhookException with a sentence that does not repeat it
   */
  static WebhookAddress parse(String text) throws WebhookException {
    if (!text.contains("://")) {
      throw notLikeThat();
    }
    URI uri;
    try {
      uri = new URI(text.strip());
    } catch (URISyntaxException failure) {
      throw new WebhookException(
          "the webhook's URL is none: " + failure.getReason() + " at index " + failure.getIndex());
    }
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean isHttp = scheme.equals("http") || scheme.equals("https");
    if (!isHttp || uri.getHost() == null) {
      throw notLikeThat();
    }
    if (uri.getRawUserInfo() != null) {
      throw new WebhookException(
          "the webhook's URL must not have a password in it: give that as"
              + " --webhook-header Authorization=@FILE");
    }
    if (uri.getRawFragment() != null) {
      throw new WebhookException("the webhook's URL must not have a fragment (#…)");
    }
    try {
      HttpRequest.newBuilder(uri);
    } catch (IllegalArgumentException failure) {
      throw new WebhookException("the webhook's URL cannot be used: " + uri.getHost());
    }
    return new WebhookAddress(uri);
  }

  private static WebhookException notLikeThat() {
    return new WebhookException("the webhook's URL should be like https://host:port/path");
  }

  /** Returns the part that is no secret. */
  @Override
  public String toString() {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getScheme() + "://" + uri.getHost() + port;
  }
}
