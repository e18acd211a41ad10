package dev.tidegate.tools.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {
  @Test
  void secretsOfAUrlAreNotPrinted() throws Exception {
    assertThat(WebhookAddress.parse("https://hooks.example.org:8443/T0/secret?key=secret"))
        .hasToString("https://hooks.example.org:8443");
    assertThat(WebhookAddress.parse("http://[::1]/secret")).hasToString("http://[::1]");
  }

  @Test
  void urlThatCannotBeUsedIsRefusedWithoutRepeatingIt() {
    for (String url :
        List.of(
            "",
            "secret",
            "/secret",
            "ftp://host/secret",
            "http:secret",
            "http://",
            "http:///secret",
            "https://host:port/secret",
            "http://name:secret@host/",
            "http://host/#secret",
            "http://ho st/secret",
            "http://host/secret\r\nX: y",
            "http://host:99999999999/secret")) {
      assertThatThrownBy(() -> WebhookAddress.parse(url))
          .as(url)
          .isInstanceOf(WebhookException.class)
          .message()
          .doesNotContain("secret");
    }
  }

  @Test
  void urlWithoutItsSchemeIsRefusedWithAnExample() {
    for (String url : List.of("127.0.0.1:18080", "host/hook", "ftp://host/hook", "[::1]:80")) {
      assertThatThrownBy(() -> WebhookAddress.parse(url))
          .as(url)
          .isInstanceOf(WebhookException.class)
          .hasMessage("the webhook's URL should be like https://host:port/path");
    }
  }

  @Test
  void headerThatCannotBeSentIsRefusedWithoutItsValue(@TempDir Path folder) throws Exception {
    Path twoLines = Files.writeString(folder.resolve("lines"), "secret\nsecret\n");
    for (String header :
        List.of(
            "Authorization",
            "=secret",
            "Host=secret",
            "Content-Length=secret",
            "Content-Type=secret",
            "content-type=secret",
            "Bad Name=secret",
            "X=secret\nY: secret",
            "X=@" + folder.resolve("nothing"),
            "X=@" + twoLines)) {
      assertThatThrownBy(() -> RequestHeaders.parse(List.of(header)))
          .as(header)
          .isInstanceOf(WebhookException.class)
          .message()
          .doesNotContain("secret");
    }
  }
}
