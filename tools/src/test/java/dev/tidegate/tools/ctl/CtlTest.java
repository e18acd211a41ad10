package dev.tidegate.tools.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CtlTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... words) {
    return Ctl.run(List.of(words), stream(out), stream(err));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  @Test
  void theHelpListsEachCommandWithItsSummary() {
    assertThat(run("--help")).isZero();

    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("Usage: tidegate ctl ")
        .contains("  drain N ")
        .contains("  reread ");
  }

  @Test
  void aWrongCallIsToldInOneLineAndEndsWithTwo() {
    for (String[] words :
        new String[][] {
          {},
          {"nonsense"},
          {"--nonsense"},
          {"-s"},
          {"-s", "", "stats"},
          {"drain"},
          {"drain", "1", "2"}
        }) {
      err.reset();

      assertThat(run(words)).as("%s", List.of(words)).isEqualTo(2);
      assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("tidegate ctl: ").hasLineCount(1);
    }
    assertThat(out.size()).isZero();
  }

  @Test
  void whereNobodyAnswersItSaysWhatToLookFor() {
    assertThat(run("-s", "/nowhere/mx.sock", "stats")).isEqualTo(1);

    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("tidegate ctl: no multiplexor answers at /nowhere/mx.sock (")
        .hasLineCount(1);
  }
}
