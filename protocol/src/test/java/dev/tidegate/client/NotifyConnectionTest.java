package dev.tidegate.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.protocol.notify.Interest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class NotifyConnectionTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @Test
  void linesAreHandedOverInOrderAndTheEndIsTold() throws IOException {
    try (StubServer server = new StubServer(peer -> say(peer, "*OK\nF 3\r\nS 0 a b\nhalf"));
        NotifyConnection listener = NotifyConnection.connect(server.address(), LONG)) {
      assertThat(listener.read()).contains("*OK");
      assertThat(listener.read()).contains("F 3");
      assertThat(listener.read()).contains("S 0 a b");
      assertThat(listener.read()).isEqualTo(Optional.empty());
    }
  }

  @Test
  void interestIsOneLine() throws IOException {
    try (StubServer server = new StubServer(peer -> say(peer, "heard " + readLine(peer) + "\n"));
        NotifyConnection listener = NotifyConnection.connect(server.address(), LONG)) {
      listener.want(Interest.parse("?ZY").orElseThrow());
      assertThat(listener.read()).contains("heard ?YZ");
    }
  }

  @Test
  void closingEndsAReadThatWaits() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (StubServer server = new StubServer(peer -> sayAndWait(peer, over))) {
      NotifyConnection listener = NotifyConnection.connect(server.address(), LONG);
      assertThat(listener.read()).contains("*OK");
      CompletableFuture<Optional<String>> next =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return listener.read();
                } catch (IOException unexpected) {
                  throw new java.io.UncheckedIOException(unexpected);
                }
              });
      listener.close();
      assertThat(next.get(20, java.util.concurrent.TimeUnit.SECONDS)).isEmpty();
      over.countDown();
    }
  }

  private static void sayAndWait(SocketChannel peer, CountDownLatch over) throws IOException {
    say(peer, "*OK\n");
    try {
      over.await();
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  private static void say(SocketChannel peer, String text) throws IOException {
    peer.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  private static String readLine(SocketChannel peer) throws IOException {
    StringBuilder line = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (peer.read(one.clear()) > 0 && one.get(0) != '\n') {
      line.append((char) one.get(0));
    }
    return line.toString();
  }
}
