package dev.tidegate.tools.view;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.client.Address;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PoolWatchTest {
  private final List<String> asked = new CopyOnWriteArrayList<>();

  /** One that answers everything, and lists {@code reread} alone. */
  private void serve(ServerSocketChannel server) {
    try {
      while (true) {
        try (SocketChannel client = server.accept()) {
          String line = new Scanner(Channels.newInputStream(client), US_ASCII).nextLine();
          asked.add(line);
          String answer = line.equals("help") ? "reread   -- start anew\n" : "ok\n";
          client.write(ByteBuffer.wrap(answer.getBytes(US_ASCII)));
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  @Test
  void aWordThatTheServerDoesNotListIsNotSentToIt(@TempDir Path folder) throws IOException {
    Path path = folder.resolve("control");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      Thread.ofPlatform().daemon().start(() -> serve(server));
      try (PoolWatch watch = PoolWatch.of("mx1").control(Address.parse(path.toString())).start()) {
        assertThat(watch.ask("reread")).isEqualTo("ok\n");
        assertThatThrownBy(() -> watch.ask("drain 1"))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("does not know 'drain'");
      }
    }
    assertThat(asked).contains("reread").doesNotContain("drain 1");
  }
}
