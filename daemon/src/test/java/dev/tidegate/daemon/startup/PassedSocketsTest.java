package dev.tidegate.daemon.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.daemon.net.ListeningSocket;
import dev.tidegate.daemon.options.Options;
import dev.tidegate.daemon.posix.Descriptors;
import dev.tidegate.daemon.posix.InheritedSocket;
import dev.tidegate.daemon.posix.ListeningSockets;
import dev.tidegate.daemon.posix.PosixFiles;
import dev.tidegate.pool.values.ClientSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets that the service manager has opened, real ones. */
final class PassedSocketsTest {
  @TempDir Path spool;

  private final List<Integer> open = new ArrayList<>();

  @AfterEach
  void closeAll() {
    open.forEach(Descriptors::close);
  }

  private int unix(String name) throws Exception {
    return kept(ListeningSockets.listenUnix(spool.resolve(name).toString(), 0700, 5));
  }

  /** Listens on a port that the kernel chooses. */
  private int inet(ListeningSockets.Interface where) throws Exception {
    return kept(ListeningSockets.listenInet(where, 0, 5));
  }

  private int kept(int fd) {
    open.add(fd);
    return fd;
  }

  private PassedSockets.Taken take(int fd, String name, Options.Sockets options)
      throws StartupFailure {
    Optional<String> given = Optional.of(name).filter(each -> !each.isEmpty());
    return PassedSockets.take(
            List.of(new ServiceEnvironment.Passed(fd, given)), spool.toString(), options)
        .getFirst();
  }

  private static Options.Sockets options(String command, String notification) {
    return new Options.Sockets(
        command, Optional.empty(), Optional.empty(), Optional.of(notification), 128);
  }

  private static final Options.Sockets OPTIONS = options("mx.sock", "inet:4567");

  @Test
  void aNamedSocketIsTheOneOfThatNameWhateverItsAddress() throws Exception {
    int fd = unix("anywhere");
    assertThat(take(fd, "map", OPTIONS).socket())
        .isEqualTo(new ListeningSocket(ClientSocket.MAP, fd, false, Optional.empty()));
    assertThat(take(fd, "command", OPTIONS).socket().clientSocket())
        .isEqualTo(ClientSocket.COMMAND);
    assertThat(take(fd, "unprivileged", OPTIONS).socket().clientSocket())
        .isEqualTo(ClientSocket.UNPRIVILEGED);
    assertThat(take(fd, "notify", OPTIONS).remark())
        .isEqualTo("The service manager passes the notify socket, " + spool + "/anywhere");
  }

  @Test
  void anUnnamedSocketIsTheOneWhoseOptionHasItsAddress() throws Exception {
    assertThat(take(unix("mx.sock"), "", OPTIONS).socket().clientSocket())
        .isEqualTo(ClientSocket.COMMAND);
    for (ListeningSockets.Interface where : ListeningSockets.Interface.values()) {
      int fd = inet(where);
      String address = InheritedSocket.examine(fd).address();
      assertThat(address)
          .startsWith(
              switch (where) {
                case IPV4_LOOPBACK -> "inet:";
                case IPV4_ANY -> "inet_any:";
                case IPV6_LOOPBACK -> "inet6:";
                case IPV6_ANY -> "inet6_any:";
              });
      assertThat(take(fd, "", options("mx.sock", address)).socket())
          .isEqualTo(new ListeningSocket(ClientSocket.NOTIFY, fd, true, Optional.empty()));
    }
  }

  @Test
  void anUnnamedSocketAtNoOptionsAddressIsAnErrorThatSaysWhatToDo() throws Exception {
    int fd = unix("elsewhere");
    assertThatThrownBy(() -> take(fd, "", OPTIONS))
        .hasMessage(
            "Descriptor "
                + fd
                + " from the service manager has no name, and none of -s, -a, -O and -N is at "
                + spool
                + "/elsewhere; set FileDescriptorName= to one of command, unprivileged, map,"
                + " notify");
  }

  @Test
  void anUnknownNameIsAnErrorThatSaysWhichThereAre() throws Exception {
    int fd = unix("x");
    assertThatThrownBy(() -> take(fd, "notification", OPTIONS))
        .hasMessage(
            "Descriptor "
                + fd
                + " (notification) from the service manager has an unknown name; set"
                + " FileDescriptorName= to one of command, unprivileged, map, notify");
  }

  @Test
  void theCommandSocketIsNeverTcp() throws Exception {
    int fd = inet(ListeningSockets.Interface.IPV4_LOOPBACK);
    assertThatThrownBy(() -> take(fd, "command", OPTIONS))
        .hasMessageContaining("is a TCP socket; the command socket must be a UNIX-domain socket");
  }

  @Test
  void whatIsNoListeningStreamSocketIsAnError() throws Exception {
    int file = kept(PosixFiles.open(Files.createFile(spool.resolve("f")).toString(), 0, 0));
    assertThatThrownBy(() -> take(file, "map", OPTIONS)).hasMessageEndingWith("is no socket");

    Descriptors.Pipe pipe = Descriptors.pipe();
    pipe.close();
    assertThatThrownBy(() -> take(pipe.readFd(), "map", OPTIONS))
        .hasMessageEndingWith("is not open");
  }

  @Test
  void aPassedSocketTakesThePlaceOfItsOptionAndTheOthersAreOpened() throws Exception {
    ListeningSocket passed = take(unix("passed"), "notify", OPTIONS).socket();
    List<ListeningSocket> all =
        SocketOpening.openAll(
            spool.toString(), SocketOpeningTest.options("-s", "s", "-O", "o"), List.of(passed));
    assertThat(all.stream().map(ListeningSocket::clientSocket))
        .containsExactly(ClientSocket.NOTIFY, ClientSocket.COMMAND);
    assertThat(spool.resolve("o")).doesNotExist();
    kept(all.get(1).fd());
  }
}
