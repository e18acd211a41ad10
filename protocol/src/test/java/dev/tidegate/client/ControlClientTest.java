package dev.tidegate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ControlClientTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void answerComesBackWholeAndByteForByte() throws IOException {
    String manyBytes = "0 I ago=3 (\u00e9\u0001)\n".repeat(3000);
    try (StubServer server = new StubServer(peer -> answer(peer, readLine(peer) + manyBytes))) {
      assertThat(new ControlClient(server.address(), LONG).ask("workers"))
          .isEqualTo("workers" + manyBytes);
    }
  }

  @Test
  void closingWithoutAWordIsAnEmptyAnswer() throws IOException {
    try (StubServer server = new StubServer(ControlClientTest::readLine)) {
      assertThat(new ControlClient(server.address(), LONG).ask("scan Q1 dir")).isEmpty();
    }
  }

  @Test
  void silenceEndsInATimeoutThatNamesTheCommand() throws IOException {
    CountDownLatch asked = new CountDownLatch(1);
    try (StubServer server = new StubServer(peer -> hold(peer, asked))) {
      ControlClient client = new ControlClient(server.address(), Duration.ofMillis(50));
      assertThatThrownBy(() -> client.ask("free"))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("'free'");
      asked.countDown();
    }
  }

  @Test
  void commandOfSeveralLinesOrOverTheBoundIsRefusedBeforeConnecting() {
    ControlClient client = new ControlClient(UnixDomainSocketAddress.of("/nowhere"), LONG);
    assertThatThrownBy(() -> client.ask("free\nfree")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> client.ask("x".repeat(4095)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> client.ask("x".repeat(4094))).isInstanceOf(IOException.class);
  }

  @Test
  void worksOverTcpToo() throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      Thread peer =
          new Thread(
              () -> {
                try (SocketChannel connection = server.accept()) {
                  answer(connection, readLine(connection) + " 4\n");
                } catch (IOException seenByTheClient) {
                  // The client's answer is then not the one expected.
                }
              });
      peer.start();
      assertThat(new ControlClient(server.getLocalAddress(), LONG).ask("free"))
          .isEqualTo("free 4\n");
      peer.join();
    }
  }

  @Test
  void fullBacklogIsWaitedForAndThenTimedOut(@TempDir Path folder) throws IOException {
    UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("full"));
    List<SocketChannel> waiting = new ArrayList<>();
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(address, 1);
      for (int i = 0; i < 2; i++) {
        waiting.add(SocketChannel.open(address));
      }
      ControlClient client = new ControlClient(address, Duration.ofMillis(50));
      assertThatThrownBy(() -> client.ask("free"))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("no connection");
    } finally {
      for (SocketChannel each : waiting) {
        each.close();
      }
    }
  }

  @Test
  void missingSocketAndDeadSocketFailAtOnce(@TempDir Path folder) throws IOException {
    Path dead = folder.resolve("dead");
    ServerSocketChannel.open(StandardProtocolFamily.UNIX)
        .bind(UnixDomainSocketAddress.of(dead))
        .close();
    assertThat(dead).exists();
    assertThatThrownBy(() -> new ControlClient(UnixDomainSocketAddress.of(dead), LONG).ask("free"))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
    Files.delete(dead);
    assertThatThrownBy(() -> new ControlClient(UnixDomainSocketAddress.of(dead), LONG).ask("free"))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(SocketTimeoutException.class);
  }

  private static String readLine(SocketChannel peer) throws IOException {
    StringBuilder line = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (peer.read(one.clear()) > 0 && one.get(0) != '\n') {
      line.append((char) (one.get(0) & 0xFF));
    }
    return line.toString();
  }

  private static void answer(SocketChannel peer, String text) throws IOException {
    Channels.newOutputStream(peer).write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void hold(SocketChannel peer, CountDownLatch until) throws IOException {
    readLine(peer);
    try {
      until.await();
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }
}
