package dev.tidegate.tools.gate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GateSocketTest {
  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @Test
  void lineIsAnsweredAndTheConnectionEnds() throws Exception {
    try (GateSocket socket = open()) {
      assertThat(ask("status\n")).isEqualTo("you said status");
      assertThat(ask("\n")).isEqualTo("you said ");
      assertThat(socket).isNotNull();
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void onlyItsUserMayConnect() throws Exception {
    try (GateSocket socket = open()) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
          .isEqualTo("rw-------");
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files).containsExactly(path());
      }
      assertThat(socket).isNotNull();
    }
  }

  @Test
  void folderIsMadeForItsUserAlone() throws Exception {
    Path deeper = folder.resolve("run/gate.sock");
    try (GateSocket socket = GateSocket.open(deeper, line -> line)) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("run"))))
          .isEqualTo("rwx------");
      assertThat(socket).isNotNull();
    }
  }

  @Test
  void socketOfADeadGateIsReplacedAndThatOfALivingOneIsNot() throws Exception {
    try (GateSocket living = open()) {
      assertThatExceptionOfType(SocketTakenException.class)
          .isThrownBy(this::open)
          .withMessageContaining("--socket");
      assertThat(living).isNotNull();
    }
    Files.writeString(path(), "left over");
    try (GateSocket socket = open()) {
      assertThat(ask("status\n")).isEqualTo("you said status");
      assertThat(socket).isNotNull();
    }
  }

  @Test
  void tooLongALineAndNoneAtAllGetNoAnswer() throws Exception {
    try (GateSocket socket = open()) {
      assertThat(ask("x".repeat(255) + "\n")).startsWith("you said xxx");
      assertThat(ask("x".repeat(256))).isEmpty();
      try (SocketChannel client = connect()) {
        client.shutdownOutput();
        assertThat(Channels.newInputStream(client).readAllBytes()).isEmpty();
      }
      assertThat(socket).isNotNull();
    }
  }

  @Test
  void silentClientsDoNotKeepOthersOut() throws Exception {
    List<SocketChannel> silent = new ArrayList<>();
    try (GateSocket socket = open()) {
      for (int each = 0; each < 15; each++) {
        silent.add(connect());
      }
      for (int each = 0; each < 200; each++) {
        assertThat(ask("status\n")).isEqualTo("you said status");
      }
      silent.add(connect());
      // All places are taken; those who say nothing lose theirs after ten seconds.
      assertThat(ask("status\n")).isEqualTo("you said status");
      assertThat(socket).isNotNull();
    } finally {
      for (SocketChannel each : silent) {
        each.close();
      }
    }
  }

  @Test
  void clientThatLeavesBeforeItsAnswerHarmsNobody() throws Exception {
    try (GateSocket socket = GateSocket.open(path(), line -> "x".repeat(1_000_000))) {
      for (int each = 0; each < 100; each++) {
        try (SocketChannel client = connect()) {
          client.write(ByteBuffer.wrap("status\n".getBytes(ISO_8859_1)));
        }
      }
      assertThat(ask("status\n")).hasSize(8_192);
      assertThat(socket).isNotNull();
    }
  }

  private GateSocket open() throws IOException, SocketTakenException {
    return GateSocket.open(path(), line -> "you said " + line);
  }

  private Path path() {
    return folder.resolve("gate.sock");
  }

  private SocketChannel connect() throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(path()));
  }

  private String ask(String text) throws IOException {
    try (SocketChannel client = connect()) {
      client.write(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
      return new String(Channels.newInputStream(client).readAllBytes(), ISO_8859_1);
    }
  }
}
