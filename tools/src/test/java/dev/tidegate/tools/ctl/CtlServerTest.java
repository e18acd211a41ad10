package dev.tidegate.tools.ctl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
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

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  @TempDir private Path folder;
  private ServerSocketChannel server;

  @BeforeEach
  void listen() throws IOException {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(folder.resolve("mx.sock")));
  }

  @AfterEach
  void end() throws IOException {
    server.close();
  }

  private void answer(Map<String, String> answers) {
    Thread.ofVirtual()
        .start(
            () -> {
              while (true) {
                try (SocketChannel client = server.accept()) {
                  String line = line(client);
                  asked.add(line);
                  String text = answers.getOrDefault(line, "error: Unknown command\n");
                  client.write(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
                } catch (IOException closed) {
                  return;
                }
              }
            });
  }

  private static String line(SocketChannel client) throws IOException {
    StringBuilder line = new StringBuilder();
    var in = Channels.newInputStream(client);
    for (int each = in.read(); each >= 0 && each != '\n'; each = in.read()) {
      line.append((char) each);
    }
    return line.toString();
  }

  private int run(String... words) {
    List<String> all = new ArrayList<>(List.of("-s", folder.resolve("mx.sock").toString()));
    all.addAll(List.of(words));
    return Ctl.run(
        all, new PrintStream(out, true, ISO_8859_1), new PrintStream(err, true, ISO_8859_1));
  }

  @Test
  void whatOnlyOursHasIsNeverSentToTheOriginal() {
    answer(Map.of("help", REFERENCE_HELP));

    for (String command :
        List.of("stats", "incidents", "drain 1", "set", "kill 1:2", "autoscale")) {
      err.reset();
      assertThat(run(command.split(" ", -1))).as(command).isEqualTo(1);
      assertThat(err.toString(ISO_8859_1))
          .startsWith("tidegate ctl: MIMEDefang's own multiplexor, at ")
          .endsWith("has no command '" + command.split(" ", -1)[0] + "'\n");
    }
    assertThat(asked).containsOnly("help");
  }

  @Test
  void anErrorIsPrintedAsOneAndEndsWithOne() {
    answer(Map.of("help", OUR_HELP, "drain 99", "error: Worker number out of range\n"));

    assertThat(run("drain", "99")).isEqualTo(1);

    assertThat(err.toString(ISO_8859_1)).isEqualTo("error: Worker number out of range\n");
    assertThat(out.size()).isZero();
  }

  @Test
  void nothingThatAMailCanWriteReachesTheTerminalAsItIs() {
    answer(
        Map.of(
            "workers", "0 B 17 scan ago=1 (\u001b]0;x\u0007\u009b2J)\n",
            "evil%20word", "ok \u001b[31m\u0000\u00ff\r\n"));

    assertThat(run("workers")).isZero();
    assertThat(run("ask", "evil word")).isZero();

    assertThat(out.toString(ISO_8859_1)).isEqualTo("0 B 17 scan ago=1 ( ]0;x  2J)\nok  [31m   \n");
  }

  @Test
  void aPictureIsTheOriginalsAndAnErrorOfItIsAnError() {
    answer(Map.of("status", "IB 1 2 3 1 4\n", "load", "error: No\n"));

    assertThat(run("barstatus")).isZero();
    assertThat(run("load")).isEqualTo(1);

    assertThat(out.toString(ISO_8859_1)).isEqualTo("  1/2 B.    1/3 Q.. 1\n");
    assertThat(err.toString(ISO_8859_1)).isEqualTo("error: No\n");
  }

  @Test
  void anIncidentThatIsNotKeptIsSaidToBeSo() {
    answer(
        Map.of(
            "help", OUR_HELP,
            "incidents 7", "{\"schema\":1,\"incidents\":[]}\n",
            "incidents", "{\"schema\":1,\"incidents\":[]}\n"));

    assertThat(run("incidents", "7")).isEqualTo(1);
    assertThat(run("incidents")).isZero();
    assertThat(run("incidents", "x")).isEqualTo(2);

    assertThat(out.toString(ISO_8859_1)).isEqualTo("that incident is not kept\nnone\n");
  }
}
