package dev.tidegate.daemon.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.tidegate.daemon.net.ListeningSocket;
import dev.tidegate.daemon.options.CommandLine;
import dev.tidegate.daemon.options.Options;
import dev.tidegate.daemon.options.ParsedCommandLine;
import dev.tidegate.daemon.posix.Descriptors;
import dev.tidegate.pool.values.ClientSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sockets that options ask for, on paths that are free, left behind, or somebody else's. */
final class SocketOpeningTest {
  @TempDir Path spool;

  static Options options(String... words) {
    return switch (CommandLine.parse(List.of(words), "1")) {
      case ParsedCommandLine.Run run -> run.options();
      case ParsedCommandLine.Refused _, ParsedCommandLine.Print _ -> fail("refused");
    };
  }

  private List<ListeningSocket> open(String... words) throws StartupFailure {
    return SocketOpening.openAll(spool.toString(), options(words), List.of());
  }

  private static void close(List<ListeningSocket> sockets) {
    sockets.forEach(socket -> Descriptors.close(socket.fd()));
  }

  private int mode(String name) throws Exception {
    return (int) Files.getAttribute(spool.resolve(name), "unix:mode") & 0777;
  }

  @Test
  void pathsCountFromTheSpoolDirectoryAndModesAreThoseOfTheOriginal() throws Exception {
    List<ListeningSocket> sockets = open("-s", "s", "-a", "unix:a", "-N", "local:n", "-O", "o");

    assertThat(sockets.stream().map(ListeningSocket::clientSocket))
        .containsExactlyInAnyOrder(ClientSocket.values());
    assertThat(mode("s")).isEqualTo(0700);
    assertThat(mode("a")).isEqualTo(0777);
    assertThat(mode("n")).isEqualTo(0700);
    assertThat(mode("o")).isEqualTo(0700);
    close(sockets);
  }

  @Test
  void theGroupMayConnectIfThatWasAskedFor() throws Exception {
    List<ListeningSocket> sockets = open("-G", "-s", "s", "-a", "a", "-O", "o");

    assertThat(mode("s")).isEqualTo(0770);
    assertThat(mode("a")).isEqualTo(0777);
    assertThat(mode("o")).isEqualTo(0770);
    close(sockets);
  }

  @Test
  void aSocketThatADeadProcessLeftIsReplaced() throws Exception {
    close(open("-s", "s"));
    close(open("-s", "s"));

    assertThat(spool.resolve("s")).exists();
  }

  @Test
  void aSocketOnWhichSomebodyAnswersIsLeftAlone() throws Exception {
    List<ListeningSocket> first = open("-s", "s");

    assertThatThrownBy(() -> open("-s", "s"))
        .hasMessage(
            "Unable to create listening socket: " + spool + "/s is in use: somebody answers there");
    close(first);
  }

  @Test
  void aPlainFileAndADirectoryAreNotDeleted() throws Exception {
    Files.writeString(spool.resolve("file"), "precious");
    Files.createDirectory(spool.resolve("folder"));

    assertThatThrownBy(() -> open("-s", "file")).hasMessageContaining("is no socket");
    assertThatThrownBy(() -> open("-s", "s", "-a", "folder"))
        .hasMessageContaining("Unable to create unprivileged listening socket")
        .hasMessageContaining("is no socket");

    assertThat(spool.resolve("file")).hasContent("precious");
    assertThat(spool.resolve("folder")).isDirectory();
  }

  @Test
  void aPathOf107BytesIsTakenAndOneMoreIsAnError() throws Exception {
    int room = 107 - spool.toString().length() - 1;
    close(open("-s", "x".repeat(room)));

    assertThatThrownBy(() -> open("-s", "x".repeat(room + 1)))
        .hasMessageContaining("has 108 bytes; the path of a socket may have 107");
  }

  @Test
  void theCommandSocketIsNeverTcp() {
    assertThatThrownBy(() -> open("-s", "inet:25"))
        .hasMessage("Argument to -s option must be a UNIX-domain socket, not a TCP socket.");
  }

  @Test
  void aNotificationOrMapSocketThatCannotBeOpenedEndsTheStart() {
    assertThatThrownBy(() -> open("-s", "s", "-O", "inet:0"))
        .hasMessageContaining("Unable to create notification socket");
    assertThatThrownBy(() -> open("-s", "s2", "-N", "/no/such/folder/n"))
        .hasMessageContaining("Unable to create map socket: bind /no/such/folder/n");
  }

  @Test
  void aStartThatFailsLeavesNoSocketBehind() {
    assertThatThrownBy(() -> open("-s", "s", "-a", "a", "-O", "/no/such/folder/o"))
        .isInstanceOf(StartupFailure.class);

    assertThat(spool).isEmptyDirectory();
  }
}
