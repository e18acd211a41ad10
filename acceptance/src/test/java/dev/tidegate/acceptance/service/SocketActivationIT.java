package dev.tidegate.acceptance.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.HeldPort;
import dev.tidegate.acceptance.subject.Place;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sockets that systemd's own tool opens and passes on. */
@Execution(ExecutionMode.CONCURRENT)
final class SocketActivationIT {

  private static final List<String> ALL =
      List.of(
          "--listen=DIR/mx.sock",
          "--listen=DIR/any.sock",
          "--listen=DIR/notify.sock",
          "--listen=DIR/map.sock",
          "--fdname=command:unprivileged:notify:map");

  private static final List<String> NAMES =
      List.of("mx.sock", "any.sock", "notify.sock", "map.sock");

  private static void servesOnAllFour(ActivatedProgram program) {
    try (Wire listener = program.connect("notify.sock")) {
      assertThat(listener.line()).isEqualTo("*OK");
    }
    assertThat(program.ask("scan q1 /x")).isEqualTo("ok scan q1 /x\n");
    try (Wire any = program.connect("any.sock")) {
      assertThat(any.send("free\n").rest()).isEqualTo("2\n");
    }
    try (Wire any = program.connect("any.sock")) {
      assertThat(any.send("reread\n").rest()).contains("privileged command");
    }
    try (Wire map = program.connect("map.sock")) {
      assertThat(map.send("5:t key,").netstring()).isEqualTo("ok map t key");
    }
  }

  @Test
  void whoConnectedBeforeTheStartIsServed() {
    try (ActivatedProgram program = ActivatedProgram.with(ALL, "-D", "-x", "2", "-q", "9");
        Wire listener = program.connect("notify.sock");
        Wire first = program.connect("mx.sock").send("scan q1 /x\n");
        Wire second = program.connect("mx.sock").send("scan q2 /x\n");
        Wire map = program.connect("map.sock").send("8:no_words,")) {
      assertThat(first.rest()).isEqualTo("ok scan q1 /x\n");
      assertThat(second.rest()).isEqualTo("ok scan q2 /x\n");
      assertThat(listener.line()).isEqualTo("*OK");
      assertThat(map.netstring()).isEqualTo("PERM Invalid request format");
    }
  }

  @Test
  void allFourAreTakenOverByTheirNamesAndTheirFilesStay() {
    try (ActivatedProgram program = ActivatedProgram.with(ALL, "-D", "-x", "2")) {
      servesOnAllFour(program);
      program.stop();
      assertThat(NAMES).allSatisfy(name -> assertThat(program.socket(name)).exists());
    }
  }

  @Test
  void inTheBackgroundTheyAreTakenOverToo() {
    try (ActivatedProgram program = ActivatedProgram.with(ALL, "-x", "2")) {
      servesOnAllFour(program);
      assertThat(program.exitStatus()).isZero();
      assertThat(program.ask("free")).isEqualTo("2\n");
    }
  }

  @ParameterizedTest
  @CsvSource({"mx.sock, command", "any.sock, unprivileged", "notify.sock, notify", "map.sock, map"})
  void eachAloneIsTakenOverAndTheOthersAreOpened(String file, String name) {
    List<String> one = List.of("--listen=DIR/" + file, "--fdname=" + name);
    String[] options = {"-D", "-x", "2", "-a", "any.sock", "-O", "notify.sock", "-N", "map.sock"};
    try (ActivatedProgram program = ActivatedProgram.with(one, options)) {
      program.connect(file).close();
      NAMES.forEach(program::awaitListening);
      servesOnAllFour(program);
      program.stop();
      assertThat(NAMES)
          .allSatisfy(
              each ->
                  assertThat(program.socket(each).toFile().exists()).isEqualTo(each.equals(file)));
    }
  }

  @Test
  void withoutNamesTheAddressesOfTheOptionsTellWhichIsWhich() throws IOException {
    try (HeldPort port = HeldPort.take();
        ActivatedProgram program =
            ActivatedProgram.with(
                List.of(
                    "--listen=127.0.0.1:" + port.number(),
                    "--listen=DIR/map.sock",
                    "--listen=DIR/mx.sock"),
                "-D",
                "-x",
                "2",
                "-O",
                "inet:" + port.number(),
                "-N",
                "unix:map.sock");
        Wire map = program.connect("map.sock").send("5:t key,");
        Socket listener = new Socket(InetAddress.getLoopbackAddress(), port.number())) {
      assertThat(program.ask("free")).isEqualTo("2\n");
      assertThat(map.netstring()).isEqualTo("ok map t key");
      BufferedReader told =
          new BufferedReader(new InputStreamReader(listener.getInputStream(), ISO_8859_1));
      assertThat(told.readLine()).isEqualTo("*OK");
    }
  }

  @Test
  void anUnknownNameEndsTheStartWithWhatToDo() {
    List<String> misnamed = List.of("--listen=DIR/mx.sock", "--fdname=commands");
    assertThat(whatAStartSays(misnamed))
        .contains(
            "Descriptor 3 (commands) from the service manager has an unknown name; set"
                + " FileDescriptorName= to one of command, unprivileged, map, notify");
  }

  @Test
  void anUnnamedSocketThatNoOptionNamesEndsTheStartWithWhatToDo() {
    assertThat(whatAStartSays(List.of("--listen=DIR/elsewhere")))
        .contains("Descriptor 3 from the service manager has no name, and none of -s, -a, -O");
  }

  @Test
  void aTcpSocketForCommandsEndsTheStart() {
    try (HeldPort port = HeldPort.take()) {
      List<String> tcp = List.of("--listen=127.0.0.1:" + port.number(), "--fdname=command");
      assertThat(whatAStartSays(tcp)).contains("must be a UNIX-domain socket");
    }
  }

  @Test
  void aSocketOfPacketsEndsTheStart() {
    List<String> packets = List.of("--seqpacket", "--listen=DIR/mx.sock", "--fdname=command");
    assertThat(whatAStartSays(packets)).contains("is no stream socket", "use ListenStream=");
  }

  @Test
  void aConnectionInThePlaceOfASocketThatListensEndsTheStart() {
    List<String> connection = List.of("--accept", "--listen=DIR/mx.sock", "--fdname=command");
    assertThat(whatAStartSays(connection)).contains("does not listen; use Accept=no");
  }

  @Test
  void moreSocketsThanThereAreDoorsEndTheStart() {
    List<String> six =
        List.of(
            "--listen=DIR/1",
            "--listen=DIR/2",
            "--listen=DIR/3",
            "--listen=DIR/4",
            "--listen=DIR/5",
            "--listen=DIR/6");
    assertThat(whatAStartSays(six)).contains("0 to 5 sockets can be taken over");
  }

  /** Connects to the first socket, whatever its kind, and returns what is printed then. */
  private static String whatAStartSays(List<String> activation) {
    try (ActivatedProgram program = ActivatedProgram.with(activation, "-D")) {
      String address =
          activation.stream()
              .filter(word -> word.startsWith("--listen="))
              .findFirst()
              .orElseThrow();
      String place = address.replaceFirst("--listen=(DIR/)?", "");
      Place.HERE
          .run(
              "perl",
              "-MSocket",
              "-e",
              """
              my ($where, $kind) = @ARGV;
              my ($host, $port) = $where =~ /^([\\d.]+):(\\d+)$/;
              socket(my $s, $port ? AF_INET : AF_UNIX, $kind, 0) or die $!;
              connect($s, $port ? pack_sockaddr_in($port, inet_aton($host)) : pack_sockaddr_un($where)) or die $!;
              """,
              place.contains(":") ? place : program.socket(place).toString(),
              activation.contains("--seqpacket") ? "5" : "1")
          .succeeded();
      Until.holds("it says so", () -> program.output().contains("from the service manager"));
      return program.output();
    }
  }
}
