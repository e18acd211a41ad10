package dev.tidegate.daemon.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.daemon.posix.ListeningSockets.Interface;
import java.net.InetAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Listening sockets made without the JDK, reached with it. */
final class ListeningSocketsTest {
  @TempDir Path folder;

  @Test
  void aUnixSocketHasItsModeWhateverTheUmaskAndTakesConnections() throws Exception {
    Path path = folder.resolve("s");
    int fd = ListeningSockets.listenUnix(path.toString(), 0770, 5);

    assertThat((int) Files.getAttribute(path, "unix:mode") & 0777).isEqualTo(0770);
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      assertThat(client.isConnected()).isTrue();
    }
    Descriptors.close(fd);
  }

  @Test
  void aSocketOnWhichNobodyAnswersIsToldFromOneInUse() throws Exception {
    String path = folder.resolve("s").toString();
    int fd = ListeningSockets.listenUnix(path, 0700, 5);

    assertThat(ListeningSockets.isAnswered(path)).isTrue();
    Descriptors.close(fd);
    assertThat(ListeningSockets.isAnswered(path)).isFalse();
    assertThat(PosixFiles.kind(path)).contains(PosixFiles.Kind.SOCKET);
  }

  @Test
  void aFullBacklogCountsAsInUse() throws Exception {
    String path = folder.resolve("s").toString();
    int fd = ListeningSockets.listenUnix(path, 0700, 0);
    try (SocketChannel _ = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      assertThat(ListeningSockets.isAnswered(path)).isTrue();
    }
    Descriptors.close(fd);
  }

  @Test
  void aTakenPathIsAnErrorThatNamesIt() throws Exception {
    Path path = Files.createFile(folder.resolve("s"));

    assertThatThrownBy(() -> ListeningSockets.listenUnix(path.toString(), 0700, 5))
        .isInstanceOf(PosixException.class)
        .hasMessage("bind " + path + ": Address already in use");
  }

  @Test
  void internetSocketsListenOnLoopbackOrEverywhere() throws Exception {
    for (Interface where : Interface.values()) {
      boolean six = where.name().startsWith("IPV6");
      InetAddress loopback = InetAddress.getByName(six ? "::1" : "127.0.0.1");
      int fd = ListeningSockets.listenInet(where, 0, 5);
      String address = InheritedSocket.examine(fd).address();
      int port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
      try (Socket client = new Socket(loopback, port)) {
        assertThat(client.isConnected()).isTrue();
      }
      Descriptors.close(fd);
    }
  }
}
