package dev.tidegate.tools.dashboard.web;

import com.google.gson.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * An answer to a request, whole.
 *
 * @param headers beside those that every answer has
 */
@SuppressWarnings("ArrayRecordComponent") // made once, handed on, never compared
public record Reply(int status, String contentType, byte[] body, Map<String, String> headers) {
  private static final String JSON = "application/json";

  /** Returns an answer of text in UTF-8. */
  public static Reply text(int status, String contentType, String text) {
    return new Reply(status, contentType, text.getBytes(StandardCharsets.UTF_8), Map.of());
  }

  /** Returns a document. */
  public static Reply json(int status, String document) {
    return text(status, JSON, document);
  }

  /** Returns a refusal that says why, in a sentence for people. */
  public static Reply error(int status, String sentence) {
    JsonObject error = new JsonObject();
    error.addProperty("error", sentence);
    return json(status, error + "\n");
  }

  /** Returns the same answer with one header more. */
  public Reply with(String name, String value) {
    Map<String, String> more = new java.util.HashMap<>(headers);
    more.put(name, value);
    return new Reply(status, contentType, body, Map.copyOf(more));
  }
}
