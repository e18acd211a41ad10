package dev.tidegate.tools.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import picocli.CommandLine.ParameterException;

/** What is said to who calls the program wrongly. */
final class ListenWordsTest {
  @Test
  void aWrongSpanOfTimeIsRefusedInOurOwnWords() {
    assertRefused(
        "Invalid value for option '--timeout': invalid duration '-1': use 500ms, 30s, 2m, 1h or"
            + " 1d",
        "--timeout=-1");
  }

  @Test
  void aPlainServerIsNamedForWhatItMostLikelyIs() {
    assertThat(EventText.of(Told.met()))
        .contains("MIMEDefang's own, or another without the extension");
  }

  private static void assertRefused(String words, String... options) {
    assertThatThrownBy(() -> Listen.commandLine().parseArgs(options))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining(words)
        .message()
        .doesNotContain("java.");
  }
}
