package dev.tidegate.tools.gate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class AgentPortTest {
  private static final Duration LONG = Duration.ofMinutes(5);

  private AgentPort port;

  @BeforeEach
  void open() throws IOException {
    port = AgentPort.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "up 100%\n");
  }

  @AfterEach
  void close() {
    port.close();
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.connect(port.address());
    return socket;
  }

  private static String line(Socket socket) throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1))
        .readLine();
  }

  private String ask() throws IOException {
    try (Socket socket = connect()) {
      return line(socket);
    }
  }

  @Test
  void allIsOpenUntilItIsToldOtherwise() throws IOException {
    assertThat(ask()).isEqualTo("up 100%");
  }

  @Test
  void answersWhatItWasToldToWithoutBeingAskedInWords() throws IOException {
    port.answer("up 30%\n", LONG);
    assertThat(ask()).isEqualTo("up 30%");
  }

  @Test
  void answerIsOverWithItsLease() throws IOException {
    port.answer("up 30%\n", Duration.ZERO);
    assertThat(ask()).isEqualTo("up 100%");
  }

  @Test
  void answersWhileMoreThanTheBoundSayNothingAndStay() throws IOException {
    List<Socket> silent = new ArrayList<>();
    try {
      for (int count = 0; count < AgentPort.MOST_CONNECTIONS + 10; count++) {
        Socket socket = connect();
        silent.add(socket);
        assertThat(line(socket)).isEqualTo("up 100%");
      }
      assertThat(ask()).isEqualTo("up 100%");
      assertThat(silent.getFirst().getInputStream().read()).isNegative();
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void whoeverStaysIsClosedAfterAWhile() throws IOException {
    try (Socket socket = connect()) {
      assertThat(line(socket)).isEqualTo("up 100%");
      assertThat(socket.getInputStream().read()).isNegative();
    }
  }

  @Test
  void whoeverSendsTooMuchIsClosedAndOthersAreAnswered() throws IOException {
    try (Socket socket = connect()) {
      assertThatIOException()
          .isThrownBy(
              () -> {
                for (int count = 0; count < 1_000_000; count++) {
                  socket.getOutputStream().write("x".repeat(1_000).getBytes(ISO_8859_1));
                }
              });
    }
    assertThat(ask()).isEqualTo("up 100%");
  }

  @Test
  void farewellIsShortIfNobodyAsked() throws InterruptedException {
    assertThat(port.sayFarewell(Duration.ofSeconds(30))).isTrue();
  }

  @Test
  void farewellEndsInTimeIfSomebodyDoesNotAskAgain() throws Exception {
    port.answer("up 1%\n", LONG);
    try (Socket socket = connect()) {
      socket.getOutputStream().write("one\n".getBytes(ISO_8859_1));
      assertThat(line(socket)).isEqualTo("up 1%");
      socket.shutdownOutput();
      assertThat(socket.getInputStream().read()).isNegative();
    }
    assertThat(port.sayFarewell(Duration.ofMillis(100))).isFalse();
    assertThat(ask()).isEqualTo("up 100%");
  }

  @Test
  void farewellWaitsForWhoeverIsStillConnectedAndWasToldSomethingElse() throws Exception {
    port.answer("up 1%\n", LONG);
    try (Socket socket = connect()) {
      assertThat(line(socket)).isEqualTo("up 1%");
      assertThat(port.sayFarewell(Duration.ofMillis(100))).isFalse();
    }
  }

  @Test
  void addressInUseIsTold() {
    assertThatIOException()
        .isThrownBy(() -> AgentPort.open(port.address(), "up 100%\n"))
        .withMessageContaining("in use");
  }
}
