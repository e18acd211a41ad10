package dev.tidegate.acceptance.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The gate's unit and its drop-ins under a real systemd, with a sender in another namespace. */
@Execution(ExecutionMode.CONCURRENT)
final class GateServiceIT {
  private static final String GATE = "tidegate-gate.service";
  private static final String MULTIPLEXOR = "tidegate.service";
  private static final String DROP_INS = "/etc/systemd/system/" + GATE + ".d/";
  private static final String SPOOL = "/var/spool/MIMEDefang/";
  private static final String WORKER = "/opt/tidegate/worker";

  /** Answers at once, or if it is told to hold, as soon as there is a file of that name. */
  private static final String WAITING_WORKER =
      """
      #!/usr/bin/perl
      $| = 1;
      while (<STDIN>) {
        chomp;
        if (/ hold$/) { select(undef, undef, undef, 0.05) until -e 'go'; }
        print "ok $_\\n";
      }
      """;

  private static final String SERVER =
      """
      [Service]
      ExecStart=/usr/bin/socat TCP-LISTEN:25,fork,reuseaddr /dev/null
      """;

  private static final String NETWORK =
      """
      ip netns add sender
      ip link add mx0 type veth peer name eth0 netns sender
      ip address add 192.0.2.1/24 dev mx0
      ip -n sender address add 192.0.2.10/24 dev eth0
      ip link set mx0 up
      ip -n sender link set eth0 up
      """;

  /** With one worker, whose notifications come to port 4567, and something on port 25. */
  private static SystemdHost withMultiplexor() {
    Requirements.programs("socat", "nft", "ip");
    SystemdHost host = SystemdHost.start();
    host.run("sh", "-ec", NETWORK).succeeded();
    host.script(WORKER, WAITING_WORKER);
    host.text("/etc/default/tidegate", "OPTIONS=-f " + WORKER + " -m 1 -x 1 -O inet:4567\n");
    host.install(MULTIPLEXOR, GATE);
    host.systemctl("enable", MULTIPLEXOR).succeeded();
    host.unit("smtp.service", SERVER);
    host.begin(MULTIPLEXOR);
    host.begin("smtp.service");
    Until.holds("port 25 is served", () -> isAccepted(host));
    return host;
  }

  private static void install(SystemdHost host, String dropIn) {
    host.install(GATE + ".d/" + dropIn + ".conf.example");
    host.run("mv", DROP_INS + dropIn + ".conf.example", DROP_INS + dropIn + ".conf").succeeded();
    host.systemctl("daemon-reload").succeeded();
  }

  private static void options(SystemdHost host, String options) {
    host.text("/etc/default/tidegate-gate", "OPTIONS=" + options + "\n");
  }

  private static boolean isAccepted(SystemdHost host) {
    String connect = "socat -u OPEN:/dev/null TCP:192.0.2.1:25,connect-timeout=2";
    return host.run("sh", "-c", "ip netns exec sender " + connect).status() == 0;
  }

  private static void awaitAccepted(SystemdHost host, boolean accepted) {
    Until.holds(
        "a connection is " + (accepted ? "accepted" : "refused"),
        Duration.ofMinutes(1),
        () -> isAccepted(host) == accepted,
        () -> host.systemctl("status", "-n", "50", GATE).output() + host.log());
  }

  /** Makes the worker busy until {@link #free}. */
  private static void saturate(SystemdHost host) {
    host.run("rm", "-f", SPOOL + "go").succeeded();
    try {
      new ProcessBuilder(
              host.command(
                  List.of("md-mx-ctrl", "-s", SystemdHost.COMMAND_SOCKET, "scan", "q1", "hold")))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Until.holds("no worker is free", () -> host.ask("free").equals("0\n"));
  }

  private static void free(SystemdHost host) {
    host.run("touch", SPOOL + "go").succeeded();
    Until.holds("a worker is free", () -> host.ask("free").equals("1\n"));
  }

  private static String rights(SystemdHost host) {
    String pid = host.property(GATE, "MainPID");
    return host.run("cat", "/proc/" + pid + "/status").succeeded().output();
  }

  @Test
  void withNftItClosesAndOpensThePortAndHasOneRight() {
    try (SystemdHost host = withMultiplexor()) {
      options(host, "--to inet:4567 --port 25");
      host.begin(GATE);
      saturate(host);
      awaitAccepted(host, false);
      assertThat(rights(host))
          .contains("CapEff:\t0000000000001000", "CapBnd:\t0000000000001000")
          .contains("NoNewPrivs:\t1", "Seccomp:\t2")
          .doesNotContain("Uid:\t0\t");
      assertThat(host.run("/opt/tidegate/bin/tidegate", "gate", "status").succeeded().output())
          .contains("closed");
      free(host);
      awaitAccepted(host, true);
      host.systemctl("stop", GATE).succeeded();
      assertThat(host.property(GATE, "Result")).isEqualTo("success");
    }
  }

  @Test
  void killedItIsStartedAgainAndThePortOpens() {
    try (SystemdHost host = withMultiplexor()) {
      options(host, "--to inet:4567 --port 25");
      host.begin(GATE);
      saturate(host);
      awaitAccepted(host, false);
      host.systemctl("kill", "--signal=KILL", GATE).succeeded();
      host.await(GATE, "NRestarts", "1");
      host.await(GATE, "SubState", "running");
      awaitAccepted(host, false);
      host.systemctl("kill", "--signal=KILL", GATE).succeeded();
      free(host);
      host.await(GATE, "NRestarts", "2");
      awaitAccepted(host, true);

      saturate(host);
      awaitAccepted(host, false);
      host.systemctl("stop", GATE).succeeded();
      assertThat(isAccepted(host)).isTrue();
      assertThat(host.run("nft", "list", "tables").succeeded().output()).doesNotContain("tidegate");
    }
  }

  @Test
  void wrongOptionsAreNotTriedAgain() {
    try (SystemdHost host = withMultiplexor()) {
      options(host, "--no-such-option");
      host.systemctl("start", GATE);
      host.await(GATE, "ActiveState", "failed");
      assertThat(host.property(GATE, "NRestarts")).isEqualTo("0");
    }
  }

  @Test
  void withHaproxyItHasNoRightAtAll() {
    try (SystemdHost host = withMultiplexor()) {
      install(host, "haproxy");
      options(host, "--to inet:4567 --backend haproxy --listen 127.0.0.1:4568");
      host.begin(GATE);
      awaitAnswer(host, "up 100%\n");
      assertThat(rights(host)).contains("CapEff:\t0000000000000000", "CapBnd:\t0000000000000000");
      saturate(host);
      awaitAnswer(host, "up 1%\n");
      host.systemctl("stop", GATE).succeeded();
      assertThat(host.property(GATE, "Result")).isEqualTo("success");
    }
  }

  private static void awaitAnswer(SystemdHost host, String answer) {
    Until.holds(
        "the agent check is answered " + answer,
        () -> host.run("socat", "-u", "TCP:127.0.0.1:4568", "-").output().equals(answer));
  }

  @Test
  void withIptablesOfTheNftVariantItNeedsNothingElse() {
    try (SystemdHost host = withMultiplexor()) {
      useIptables(host, "nft");
      closesAndOpens(host);
    }
  }

  @Test
  void withIptablesOfTheLegacyVariantItNeedsItsDropIn() {
    try (SystemdHost host = withMultiplexor()) {
      install(host, "iptables-legacy");
      useIptables(host, "legacy");
      closesAndOpens(host);
      assertThat(rights(host)).contains("CapEff:\t0000000000003000");
    }
  }

  private static void useIptables(SystemdHost host, String variant) {
    Requirements.programs("iptables-" + variant, "ip6tables-" + variant);
    host.run("mkdir", "/opt/tidegate/programs").succeeded();
    for (String family : List.of("iptables", "ip6tables")) {
      for (String rest : List.of("", "-restore")) {
        String program = "/usr/sbin/" + family + "-" + variant + rest;
        host.run("ln", "-s", program, "/opt/tidegate/programs/" + family + rest).succeeded();
      }
    }
    host.unit(
        GATE + ".d/path.conf", "[Service]\nEnvironment=PATH=/opt/tidegate/programs:/usr/bin\n");
    options(host, "--to inet:4567 --backend iptables");
  }

  private static void closesAndOpens(SystemdHost host) {
    host.begin(GATE);
    saturate(host);
    awaitAccepted(host, false);
    free(host);
    awaitAccepted(host, true);
  }

  @Test
  void systemdFindsNoFaultInTheUnitAndItsDropInsAndLittleExposure() {
    try (SystemdHost host = SystemdHost.start()) {
      host.install(GATE);
      findsNoFault(host, 20);
      install(host, "haproxy");
      findsNoFault(host, 14);
      host.run("rm", DROP_INS + "haproxy.conf").succeeded();
      install(host, "iptables-legacy");
      findsNoFault(host, 28);
    }
  }

  /**
   * @param exposure by systemd's own measure, in tenths, of a hundred at most
   */
  private static void findsNoFault(SystemdHost host, int exposure) {
    assertThat(host.run("systemd-analyze", "verify", "--man=no", GATE).succeeded().output())
        .isEmpty();
    host.run("systemd-analyze", "security", "--offline=true", "--threshold=" + exposure, GATE)
        .succeeded();
  }
}
