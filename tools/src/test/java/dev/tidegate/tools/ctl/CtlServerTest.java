package dev.tidegate.tools.ctl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a socket whose answers are given. */
final class CtlServerTest {
  private static final String REFERENCE_HELP = "status  -- Display worker status\n";
  private static final String OUR_HELP =
      "status  the states\nstats  the figures\ndrain N  a slot\nincidents  the records\n";

  @TempDir private Path folder;
  private ScriptedMultiplexor multiplexor;

  @BeforeEach
  void listen() throws IOException {
    multiplexor = new ScriptedMultiplexor(folder);
  }

  @AfterEach
  void end() throws IOException {
    multiplexor.close();
  }

  private void answer(Map<String, String> answers) {
    multiplexor.answer(line -> answers.getOrDefault(line, "error: Unknown command\n"));
  }

  @Test
  void whatOnlyOursHasIsNeverSentToTheOriginal() {
    answer(Map.of("help", REFERENCE_HELP));

    for (String command :
        List.of("stats", "incidents", "drain 1", "set", "kill 1:2", "autoscale")) {
      multiplexor.err().reset();
      assertThat(multiplexor.run(command.split(" ", -1))).as(command).isEqualTo(1);
      assertThat(multiplexor.err().toString(ISO_8859_1))
          .startsWith("tidegate ctl: MIMEDefang's own multiplexor, at ")
          .endsWith("has no command '" + command.split(" ", -1)[0] + "'\n");
    }
    assertThat(multiplexor.asked()).containsOnly("help");
  }

  @Test
  void anErrorIsPrintedAsOneAndEndsWithOne() {
    answer(Map.of("help", OUR_HELP, "drain 99", "error: Worker number out of range\n"));

    assertThat(multiplexor.run("drain", "99")).isEqualTo(1);

    assertThat(multiplexor.err().toString(ISO_8859_1))
        .isEqualTo("error: Worker number out of range\n");
    assertThat(multiplexor.out().size()).isZero();
  }

  @Test
  void nothingThatAMailCanWriteReachesTheTerminalAsItIs() {
    answer(
        Map.of(
            "workers", "0 B 17 scan ago=1 (\u001b]0;x\u0007\u009b2J)\n",
            "evil%20word", "ok \u001b[31m\u0000\u00ff\r\n"));

    assertThat(multiplexor.run("workers")).isZero();
    assertThat(multiplexor.run("ask", "evil word")).isZero();

    assertThat(multiplexor.out().toString(ISO_8859_1))
        .isEqualTo("0 B 17 scan ago=1 ( ]0;x  2J)\nok  [31m   \n");
  }

  @Test
  void aPictureIsTheOriginalsAndAnErrorOfItIsAnError() {
    answer(Map.of("status", "IB 1 2 3 1 4\n", "load", "error: No\n"));

    assertThat(multiplexor.run("barstatus")).isZero();
    assertThat(multiplexor.run("load")).isEqualTo(1);

    assertThat(multiplexor.out().toString(ISO_8859_1)).isEqualTo("  1/2 B.    1/3 Q.. 1\n");
    assertThat(multiplexor.err().toString(ISO_8859_1)).isEqualTo("error: No\n");
  }

  @Test
  void anIncidentThatIsNotKeptIsSaidToBeSo() {
    answer(
        Map.of(
            "help", OUR_HELP,
            "incidents 7", "{\"schema\":1,\"incidents\":[]}\n",
            "incidents", "{\"schema\":1,\"incidents\":[]}\n"));

    assertThat(multiplexor.run("incidents", "7")).isEqualTo(1);
    assertThat(multiplexor.run("incidents")).isZero();
    assertThat(multiplexor.run("incidents", "x")).isEqualTo(2);

    assertThat(multiplexor.out().toString(ISO_8859_1))
        .isEqualTo("that incident is not kept\nnone\n");
  }
}
