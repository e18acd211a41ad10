package dev.tidegate.tools.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.client.Address;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandPollerTest {
  @Test
  void aSocketThatIsNotThereIsToldOfInWords(@TempDir Path folder) {
    Instant now = Instant.parse("2026-11-22T11:46:00Z");
    PictureBuilder builder = new PictureBuilder("mx1", false, true);
    Path nobody = folder.resolve("nobody");
    new CommandPoller(
            Address.parse(nobody.toString()),
            Duration.ofSeconds(1),
            input -> {
              input.into(builder, now);
              return false;
            })
        .run();
    assertThat(builder.picture(now).notable().getLast().text())
        .isEqualTo("no answer of " + nobody + ": No such file or directory");
  }
}
