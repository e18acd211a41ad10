package dev.tidegate.acceptance.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Until;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The dashboard's unit under a real systemd, with our multiplexor's. */
final class DashboardServiceIT {
  private static final String DASHBOARD = "tidegate-dashboard.service";
  private static final String MULTIPLEXOR = "tidegate.service";
  private static final String WORKER = "/opt/tidegate/worker";
  private static final String ANSWERING_WORKER =
      """
      #!/bin/sh
      while read -r line; do echo "ok $line"; done
      """;

  private static String get(SystemdHost host, String path) {
    String request = "printf 'GET " + path + " HTTP/1.0\\r\\n\\r\\n'";
    return host.run("sh", "-c", request + " | socat -t5 - TCP:127.0.0.1:8925").output();
  }

  @Test
  void itShowsThePoolAndHasNoRights() {
    Requirements.programs("socat");
    try (SystemdHost host = SystemdHost.start()) {
      host.script(WORKER, ANSWERING_WORKER);
      host.text(
          "/etc/default/tidegate",
          "OPTIONS=-f " + WORKER + " -m 1 -x 1 -O inet:4567 -a inet:4568\n");
      host.text("/etc/default/tidegate-dashboard", "OPTIONS=--to inet:4567 --control inet:4568\n");
      host.install(MULTIPLEXOR, DASHBOARD);
      assertThat(host.run("systemd-analyze", "verify", "--man=no", DASHBOARD).output()).isEmpty();
      host.run("systemd-analyze", "security", "--offline=true", "--threshold=15", DASHBOARD)
          .succeeded();
      host.systemctl("enable", MULTIPLEXOR).succeeded();
      host.begin(MULTIPLEXOR);
      host.begin(DASHBOARD);
      Until.holds(
          "the pool is ready",
          Duration.ofMinutes(1),
          () -> get(host, "/readyz").contains("\"ready\":true"),
          () -> host.systemctl("status", "-n", "50", DASHBOARD).output() + host.log());
      assertThat(get(host, "/api/stats")).contains("\"schema\":2");
      String pid = host.property(DASHBOARD, "MainPID");
      assertThat(host.run("cat", "/proc/" + pid + "/status").succeeded().output())
          .contains("CapEff:\t0000000000000000", "NoNewPrivs:\t1", "Seccomp:\t2")
          .doesNotContain("Uid:\t0\t");
      host.systemctl("stop", DASHBOARD).succeeded();
      assertThat(host.property(DASHBOARD, "Result")).isEqualTo("success");
    }
  }
}
