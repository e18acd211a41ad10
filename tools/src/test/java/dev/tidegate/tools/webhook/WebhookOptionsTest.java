package dev.tidegate.tools.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

final class WebhookOptionsTest {
  private static final String URL = "http://host/hook";

  /** A command that has nothing but these options. */
  @Command
  private static final class Tool {
    @Mixin private WebhookOptions webhook = new WebhookOptions();
  }

  @Test
  void withoutTheOptionThereIsNoWebhook() throws Exception {
    assertThat(settings()).isEmpty();
  }

  @Test
  void withTheUrlAloneAllElseHasItsDefault() throws Exception {
    WebhookSettings settings = settings("--webhook", URL).orElseThrow();
    assertThat(settings.url()).isEqualTo(URL);
    assertThat(settings.headers()).isEmpty();
    assertThat(settings.spool()).isEqualTo(Path.of("/home/me/.local/state/tidegate/webhook"));
    assertThat(settings.spoolBytes()).isEqualTo(16 * 1024 * 1024);
    assertThat(settings.timeout()).isEqualTo(Duration.ofSeconds(10));
  }

  @Test
  void spoolIsWhereServicesAndUsersKeepTheirState() {
    assertThat(WebhookOptions.defaultSpool(Map.of("STATE_DIRECTORY", "/var/lib/a:/var/lib/b")))
        .isEqualTo(Path.of("/var/lib/a/webhook"));
    assertThat(WebhookOptions.defaultSpool(Map.of("XDG_STATE_HOME", "/state", "HOME", "/h")))
        .isEqualTo(Path.of("/state/tidegate/webhook"));
    assertThat(WebhookOptions.defaultSpool(Map.of("XDG_STATE_HOME", "not/absolute", "HOME", "/h")))
        .isEqualTo(Path.of("/h/.local/state/tidegate/webhook"));
  }

  @Test
  void sizesHaveUnitsAndBounds() throws Exception {
    assertThat(WebhookOptions.bytes("129K")).isEqualTo(129 * 1024);
    assertThat(WebhookOptions.bytes("200000")).isEqualTo(200_000);
    assertThat(WebhookOptions.bytes("16G")).isEqualTo(16L << 30);
    for (String size : List.of("128K", "0", "17G", "999999999G", "-1M", "16 M", "16m", "M", "")) {
      assertThatThrownBy(() -> WebhookOptions.bytes(size))
          .as(size)
          .isInstanceOf(WebhookException.class)
          .hasMessageContaining("--webhook-spool-size");
    }
  }

  @Test
  void urlMayBeInAFile(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("url"), URL + "\n");
    assertThat(settings("--webhook", "@" + file).orElseThrow().url()).isEqualTo(URL);
    assertThatThrownBy(() -> settings("--webhook", "@" + folder.resolve("nothing")))
        .isInstanceOf(WebhookException.class)
        .hasMessageContaining("is not there");
  }

  @Test
  void whatCannotBeMeantIsRefused() {
    for (List<String> words :
        List.of(
            List.of("--webhook-header", "A=b"),
            List.of("--webhook-types", "Z"),
            List.of("--webhook-spool", "/spool"),
            List.of("--webhook", "host/hook"),
            List.of("--webhook", URL, "--webhook-timeout", "PT0S"),
            List.of("--webhook", URL, "--webhook-timeout", "PT11M"),
            List.of("--webhook", URL, "--webhook-header", "Host=b"))) {
      assertThatThrownBy(() -> settings(words.toArray(String[]::new)))
          .as("%s", words)
          .isInstanceOf(WebhookException.class);
    }
  }

  private static Optional<WebhookSettings> settings(String... words) throws WebhookException {
    Tool tool = new Tool();
    new CommandLine(tool)
        .setExpandAtFiles(false)
        .registerConverter(
            Duration.class, text -> Duration.parse(text.equals("10s") ? "PT10S" : text))
        .parseArgs(words);
    return tool.webhook.settings(Map.of("HOME", "/home/me"));
  }
}
