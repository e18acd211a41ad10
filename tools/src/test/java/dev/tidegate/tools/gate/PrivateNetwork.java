package dev.tidegate.tools.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A host that takes connections and a sender, each with a network of its own, joined by a wire.
 * Nothing here touches the firewall of the machine.
 */
final class PrivateNetwork implements AutoCloseable {
  /** The host's addresses, as a stranger reaches them. */
  static final List<String> HOST = List.of("192.0.2.1", "2001:db8:1::1");

  /** The host's addresses, as the sender reaches them from other addresses of its own. */
  static final List<String> HOST_FOR_FRIENDS = List.of("198.51.100.1", "2001:db8:2::1");

  /** The networks of those. */
  static final List<Network> FRIENDS =
      List.of(Network.parse("198.51.100.7/24"), Network.parse("2001:db8:2::/64"));

  private static final String SERVER =
      """
      use strict; use warnings; use IO::Socket::IP; use IO::Select;
      my @ports = map {
        IO::Socket::IP->new(LocalHost => '::', LocalPort => $_, V6Only => 0, Listen => 1000,
          ReuseAddr => 1) or die "port $_: $@"
      } (25, 587, 2525);
      $| = 1;
      print "ready\\n";
      my $select = IO::Select->new(@ports);
      while (my @ready = $select->can_read) { $_->accept for @ready }
      """;

  private static final String CLIENT =
      """
      use strict; use warnings; use Socket qw(:all);
      my ($host, $port, $count) = @ARGV;
      my ($error, $address) = getaddrinfo($host, $port,
        {flags => AI_NUMERICHOST, socktype => SOCK_STREAM});
      my %answers;
      for (1 .. $count) {
        socket(my $socket, $address->{family}, SOCK_STREAM, 0) or die $!;
        local $SIG{ALRM} = sub {};
        alarm 5;
        my $ok = connect($socket, $address->{addr});
        $answers{$ok ? 'accepted' : $!{ECONNREFUSED} ? 'refused' : "$!"}++;
        alarm 0;
      }
      print join(' ', map { "$_ $answers{$_}" } sort keys %answers), "\\n";
      """;

  private final List<Process> processes = new ArrayList<>();
  private final Path folder;
  private final Process host;
  private final Process sender;

  private PrivateNetwork(Path folder) throws IOException, InterruptedException {
    this.folder = folder;
    host = start(List.of("unshare", "--net", "sh", "-c", "echo ready; exec sleep 1000000"));
    sender = start(List.of("unshare", "--net", "sh", "-c", "echo ready; exec sleep 1000000"));
    inHost("ip link set lo up");
    inHost("ip link add h0 type veth peer name s0 netns " + sender.pid());
    join("192.0.2.1/24", "192.0.2.10/24");
    join("198.51.100.1/24", "198.51.100.10/24");
    join("2001:db8:1::1/64 nodad", "2001:db8:1::10/64 nodad");
    join("2001:db8:2::1/64 nodad", "2001:db8:2::10/64 nodad");
    inHost("ip link set h0 up");
    inSender("ip link set s0 up");
    Path server = Files.writeString(folder.resolve("server.pl"), SERVER);
    Files.writeString(folder.resolve("client.pl"), CLIENT);
    start(entering(host, List.of("perl", server.toString())));
  }

  /** Starts it; the test is skipped without root, but fails in CI. */
  static PrivateNetwork start() throws IOException, InterruptedException {
    require(System.getProperty("user.name").equals("root"), "root");
    for (String program : List.of("unshare", "nsenter", "ip", "nft", "perl")) {
      require(ProgramRun.of(List.of("which", program), "").succeeded(), program);
    }
    return new PrivateNetwork(Files.createTempDirectory("tidenet"));
  }

  private static void require(boolean isThere, String what) {
    if (!isThere && "true".equals(System.getenv("CI"))) {
      fail("needs " + what);
    }
    if (!isThere) {
      abort("Skipped without " + what + ": it needs networks of its own.");
    }
  }

  private void join(String hosts, String senders) throws IOException, InterruptedException {
    inHost("ip address add dev h0 " + hosts);
    inSender("ip address add dev s0 " + senders);
  }

  /** Returns once the process has said that it is ready. */
  private Process start(List<String> words) throws IOException {
    Process process =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    processes.add(process);
    BufferedReader said =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.ISO_8859_1));
    assertThat(said.readLine()).isEqualTo("ready");
    return process;
  }

  private static List<String> entering(Process process, List<String> words) {
    List<String> all =
        new ArrayList<>(
            List.of("nsenter", "--target", Long.toString(process.pid()), "--net", "--"));
    all.addAll(words);
    return all;
  }

  /** Runs a shell command in the host's network and returns what it says. */
  String inHost(String command) throws IOException, InterruptedException {
    return run(entering(host, List.of("sh", "-c", command)));
  }

  private String inSender(String command) throws IOException, InterruptedException {
    return run(entering(sender, List.of("sh", "-c", command)));
  }

  private static String run(List<String> words) throws IOException, InterruptedException {
    ProgramRun run = ProgramRun.of(words, "", Map.of(), Duration.ofSeconds(60));
    assertThat(run.succeeded()).as("%s: %s", words, run.complaint()).isTrue();
    return run.output();
  }

  long hostPid() {
    return host.pid();
  }

  /** Returns an nft that works on the host's network. */
  Nft nft() throws IOException {
    return program("exec nsenter --target " + host.pid() + " --net -- nft \"$@\"");
  }

  /** Returns an nft that is a shell script of that text. */
  Nft program(String text) throws IOException {
    Path file = Files.createTempFile(folder, "nft", "");
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new Nft(file);
  }

  /** Connects that often from the sender; returns such as {@code accepted 7 refused 3}. */
  String connect(String address, int port, int count) throws IOException, InterruptedException {
    return inSender(client(address, port, count)).strip();
  }

  /** The same from the host itself. */
  String connectFromWithin(String address, int port) throws IOException, InterruptedException {
    return inHost(client(address, port, 1)).strip();
  }

  private String client(String address, int port, int count) {
    return "perl %s %s %d %d".formatted(folder.resolve("client.pl"), address, port, count);
  }

  @Override
  public void close() throws IOException {
    for (Process each : processes.reversed()) {
      each.descendants().forEach(ProcessHandle::destroyForcibly);
      each.destroyForcibly();
    }
    try (var files = Files.walk(folder)) {
      for (Path each : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(each);
      }
    }
  }
}
