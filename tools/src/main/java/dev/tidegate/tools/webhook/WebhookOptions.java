package dev.tidegate.tools.webhook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The options of a command that has a webhook. */
public final class WebhookOptions {
  private static final int MAX_URL_BYTES = 8_192;
  private static final Pattern SIZE = Pattern.compile("(\\d{1,9})([KMG]?)");
  private static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);

  @Option(
      names = "--webhook",
      paramLabel = "URL",
      description =
          "posts events there, each as a CloudEvent in JSON, in order, again and again until it is"
              + " taken; what waits survives this program. @FILE has the URL in a file")
  private Optional<String> url = Optional.empty();

  @Option(
      names = "--webhook-types",
      paramLabel = "TYPES",
      description = "what is posted; the same as --types by default")
  private Optional<String> types = Optional.empty();

  @Option(
      names = "--webhook-header",
      paramLabel = "NAME=VALUE",
      description =
          "goes with each event; NAME=@FILE has the value in a file, as is right for a token"
              + " (Authorization=@FILE). Repeatable")
  private List<String> headers = new ArrayList<>();

  @Option(
      names = "--webhook-spool",
      paramLabel = "DIRECTORY",
      description =
          "where events wait, a directory for this webhook alone. By default webhook in"
              + " $STATE_DIRECTORY, else tidegate/webhook in $XDG_STATE_HOME or ~/.local/state")
  private Optional<Path> spool = Optional.empty();

  @Option(
      names = "--webhook-spool-size",
      paramLabel = "SIZE",
      defaultValue = "16M",
      description = "how much waits there at most; then the oldest is given up. 16M by default")
  private String spoolSize = "16M";

  @Option(
      names = "--webhook-timeout",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description = "how long the receiver may take for one event. 10s by default")
  private Duration timeout = Duration.ofSeconds(10);

  /** Returns the types of events that are to be posted, if they were named. */
  public Optional<String> types() {
    return types;
  }

  /**
   * Returns what was asked for; empty if no webhook was.
   *
   * @throws WebhookException if it was asked for wrongly
   */
  public Optional<WebhookSettings> settings(Map<String, String> environment)
      throws WebhookException {
    if (url.isEmpty()) {
      if (types.isPresent() || !headers.isEmpty() || spool.isPresent()) {
        throw new WebhookException("an option of a webhook stands there without --webhook URL");
      }
      return Optional.empty();
    }
    if (!timeout.isPositive() || timeout.compareTo(MAX_TIMEOUT) > 0) {
      throw new WebhookException("--webhook-timeout should be from 1ms to 10m");
    }
    WebhookSettings settings =
        new WebhookSettings(
            url.get().startsWith("@") ? read(Path.of(url.get().substring(1))) : url.get(),
            headers,
            spool.map(Path::toAbsolutePath).orElseGet(() -> defaultSpool(environment)),
            bytes(spoolSize),
            timeout);
    settings.check();
    return Optional.of(settings);
  }

  private static String read(Path file) throws WebhookException {
    try (var in = Files.newInputStream(file)) {
      return new String(in.readNBytes(MAX_URL_BYTES), StandardCharsets.UTF_8).strip();
    } catch (IOException failure) {
      throw new WebhookException(
          "cannot read the webhook's URL: " + SpoolDirectory.reason(failure));
    }
  }

  static Path defaultSpool(Map<String, String> environment) {
    // systemd's may have several, with colons between them.
    String service = environment.getOrDefault("STATE_DIRECTORY", "").split(":", 2)[0];
    if (!service.isEmpty()) {
      return Path.of(service, "webhook");
    }
    String state = environment.getOrDefault("XDG_STATE_HOME", "");
    Path home = Path.of(environment.getOrDefault("HOME", "/"));
    return (state.startsWith("/") ? Path.of(state) : home.resolve(".local/state"))
        .resolve("tidegate/webhook");
  }

  static long bytes(String text) throws WebhookException {
    Matcher size = SIZE.matcher(text);
    long bytes = -1;
    if (size.matches()) {
      int shift =
          switch (size.group(2)) {
            case "K" -> 10;
            case "M" -> 20;
            case "G" -> 30;
            default -> 0;
          };
      bytes = Long.parseLong(size.group(1)) << shift;
    }
    if (bytes < WebhookSettings.MIN_SPOOL_BYTES || bytes > WebhookSettings.MAX_SPOOL_BYTES) {
      throw new WebhookException("--webhook-spool-size should be from 129K to 16G, such as 16M");
    }
    return bytes;
  }
}
