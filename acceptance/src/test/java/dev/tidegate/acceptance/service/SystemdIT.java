package dev.tidegate.acceptance.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The units that we ship, under a real systemd. */
@Execution(ExecutionMode.CONCURRENT)
final class SystemdIT {

  private static final String OURS = "tidegate.service";
  private static final String MILTER = "mimedefang.service";
  private static final String ORIGINAL = "mimedefang-multiplexor.service";
  private static final String SETTINGS = "/etc/default/tidegate";
  private static final String WORKER = "/opt/tidegate/worker";

  private static final String GROUP_WORKER =
      """
      #!/usr/bin/perl
      $| = 1;
      while (<STDIN>) { print 'group ', `/opt/tidegate/id -gn`; }
      """;

  /** With a worker that starts fast in the place of Debian's. */
  private static SystemdHost withPatientWorker() {
    SystemdHost host = SystemdHost.start();
    host.script(WORKER, ProgramUnderTest.PATIENT_WORKER);
    host.text(SETTINGS, "OPTIONS=-f " + WORKER + "\n");
    host.install(OURS);
    host.systemctl("enable", OURS).succeeded();
    return host;
  }

  private static String mainPid(SystemdHost host) {
    return host.property(OURS, "MainPID");
  }

  @Test
  void ourUnitTakesThePlaceOfTheOriginalAndServesTheMilter() {
    try (SystemdHost host = SystemdHost.start()) {
      host.install(OURS);
      host.systemctl("enable", OURS).succeeded();
      host.begin(MILTER);

      assertThat(host.property(ORIGINAL, "Id")).isEqualTo(OURS);
      assertThat(host.property(OURS, "ActiveState")).isEqualTo("active");
      host.await(OURS, "StatusText", "0/10 busy, queue 0, 0 listeners");
      assertThat(host.ask("free")).isEqualTo("10\n");
      String pid = mainPid(host);
      assertThat(host.run("cat", "/proc/" + pid + "/comm").output()).isEqualTo("mimedefang-mult\n");
      assertThat(host.run("cat", "/proc/" + pid + "/status").output())
          .contains("NoNewPrivs:\t1", "CapEff:\t0000000000000000", "Seccomp:\t2");
      Until.holds(
          "both speak to the log",
          () ->
              host.log().contains("Starting worker 0") && host.log().contains("Multiplexor alive"));

      host.systemctl("stop", OURS).succeeded();
      host.await(MILTER, "ActiveState", "inactive");
      assertThat(host.property(OURS, "Result")).isEqualTo("success");
      assertThat(host.seenFromHere(SystemdHost.COMMAND_SOCKET)).doesNotExist();
    }
  }

  @Test
  void reloadReplacesTheWorkersAndNotTheProcess() {
    try (SystemdHost host = withPatientWorker()) {
      host.begin(OURS);
      assertThat(host.ask("scan q1 /x")).contains("ok scan q1 /x");
      String pid = mainPid(host);
      host.systemctl("reload", OURS).succeeded();
      Until.holds("the workers are told", () -> host.log().contains("Forcing reread"));
      host.await(OURS, "SubState", "running");
      assertThat(mainPid(host)).isEqualTo(pid);
    }
  }

  @Test
  void afterACrashBothAreStartedAgain() {
    try (SystemdHost host = withPatientWorker()) {
      host.begin(MILTER);
      host.run("kill", "-KILL", mainPid(host)).succeeded();
      host.await(OURS, "NRestarts", "1");
      host.await(OURS, "ActiveState", "active");
      host.await(MILTER, "ActiveState", "active");
      assertThat(host.ask("free")).isEqualTo("10\n");
    }
  }

  /** Why our unit is not part of the milter's, as the original's is. */
  @Test
  void afterACrashUnderTheOriginalsUnitsBothStayDown() {
    try (SystemdHost host = SystemdHost.start()) {
      host.begin(MILTER);
      host.run("kill", "-KILL", host.property(ORIGINAL, "MainPID")).succeeded();
      host.await(ORIGINAL, "ActiveState", "failed");
      host.await(MILTER, "ActiveState", "inactive");
      assertThat(host.property(ORIGINAL, "NRestarts")).isEqualTo("0");
      assertThat(host.systemctl("list-jobs").output()).contains("No jobs");
    }
  }

  @Test
  void aProcessThatHangsIsEndedByTheWatchdogAndStartedAgain() {
    try (SystemdHost host = withPatientWorker()) {
      host.unit(
          OURS + ".d/hasty.conf",
          """
          [Service]
          WatchdogSec=2
          ExecStopPost=/bin/sh -c 'echo $SERVICE_RESULT >/var/spool/MIMEDefang/result'
          """);
      host.begin(OURS);
      String pid = mainPid(host);
      host.run("kill", "-STOP", pid).succeeded();
      host.await(OURS, "NRestarts", "1");
      host.await(OURS, "ActiveState", "active");
      assertThat(mainPid(host)).isNotEqualTo(pid);
      assertThat(host.read("/var/spool/MIMEDefang/result")).isEqualTo("watchdog\n");
    }
  }

  @Test
  void quitSaysInTheJournalWhereTheLoopIs() {
    try (SystemdHost host = withPatientWorker()) {
      host.unit(OURS + ".d/console.conf", "[Service]\nStandardOutput=file:/run/said\n");
      host.begin(OURS);
      host.run("kill", "-QUIT", mainPid(host)).succeeded();
      Until.holds("the loop's stack is told", () -> host.read("/run/said").contains("\"loop\""));
    }
  }

  @Test
  void withSocketUnitsNobodyIsTurnedAwayWhileItRestarts() {
    List<String> sockets =
        List.of("command", "unprivileged", "notify", "map").stream()
            .map(name -> "tidegate-" + name + ".socket")
            .toList();
    try (SystemdHost host = withPatientWorker()) {
      for (String socket : sockets) {
        host.install(socket);
        host.begin(socket);
      }
      assertThat(host.property(OURS, "ActiveState")).isEqualTo("inactive");
      assertThat(host.ask("free")).as("the first connection starts it").isEqualTo("10\n");
      assertThat(host.log())
          .contains("The service manager passes the command socket")
          .contains("The service manager passes the unprivileged socket")
          .contains("The service manager passes the notify socket")
          .contains("The service manager passes the map socket");

      String pid = mainPid(host);
      String asking =
          "systemctl restart --no-block "
              + OURS
              + "; until [ \"$(systemctl show -P MainPID -P SubState "
              + OURS
              + " | tr '\\n' ' ')\" != '"
              + pid
              + " running ' ]; do :; done; for i in 1 2 3 4 5 6 7 8; do md-mx-ctrl -s "
              + SystemdHost.COMMAND_SOCKET
              + " free; done";
      assertThat(host.run("sh", "-c", asking).succeeded().output()).isEqualTo("10\n".repeat(8));
      assertThat(mainPid(host)).isNotEqualTo(pid);
      host.systemctl("stop", OURS).succeeded();
      assertThat(host.seenFromHere(SystemdHost.COMMAND_SOCKET)).exists();
    }
  }

  @Test
  void inTheBackgroundTheProcessThatStaysIsTheServices() {
    try (SystemdHost host = withPatientWorker()) {
      host.unit(
          OURS + ".d/background.conf",
          """
          [Service]
          NotifyAccess=all
          ExecStart=
          ExecStart=/opt/tidegate/bin/mimedefang-multiplexor -f /opt/tidegate/worker \
            -p /var/spool/MIMEDefang/mx.pid
          """);
      host.begin(OURS);
      assertThat(mainPid(host)).isEqualTo(host.read("/var/spool/MIMEDefang/mx.pid").strip());
      assertThat(host.property(OURS, "ActiveState")).isEqualTo("active");
    }
  }

  @Test
  void theDropInPutsUsUnderTheOriginalsUnitWithItsSettings() {
    try (SystemdHost host = SystemdHost.start()) {
      host.install(ORIGINAL + ".d/tidegate.conf");
      host.text(
          "/etc/default/mimedefang",
          """
          MX_MAXIMUM=7
          MX_QUEUE_SIZE=3
          MX_STATUS_UPDATES=yes
          MX_NOTIFIER=inet:4567
          MX_EMBED_PERL=no
          """);
      host.begin(MILTER);
      host.await(ORIGINAL, "StatusText", "0/7 busy, queue 0, 0 listeners");
      String pid = host.property(ORIGINAL, "MainPID");
      assertThat(host.read("/run/mimedefang/mimedefang-multiplexor.pid").strip()).isEqualTo(pid);
      assertThat(host.run("cat", "/proc/" + pid + "/cmdline").output().replace('\0', ' '))
          .contains(" -U defang ", " -m 2 ", " -x 7 ", " -b 600 ", " -q 3 ", " -O inet:4567 ")
          .contains(" -l ", " -Z ")
          .doesNotContain(" -E ", " -G ", " -T ", " -t ");

      host.systemctl("reload", MILTER).succeeded();
      Until.holds("a reread is told", () -> host.log().contains("Forcing reread"));
      host.systemctl("stop", MILTER).succeeded();
      host.await(ORIGINAL, "ActiveState", "inactive");
      assertThat(host.property(ORIGINAL, "Result")).isEqualTo("success");
    }
  }

  @Test
  void aFilterMaySendMailIfItsDropInSaysSo() {
    try (SystemdHost host = withPatientWorker()) {
      host.script(WORKER, GROUP_WORKER);
      host.run("cp", "/usr/bin/id", "/opt/tidegate/id").succeeded();
      host.run("chgrp", "mail", "/opt/tidegate/id").succeeded();
      host.run("chmod", "2755", "/opt/tidegate/id").succeeded();
      host.begin(OURS);
      assertThat(host.ask("scan q1 /x")).contains("group defang");

      host.install("filter-sends-mail.conf");
      String folder = "/etc/systemd/system/";
      host.run("mkdir", folder + OURS + ".d").succeeded();
      host.run("mv", folder + "filter-sends-mail.conf", folder + OURS + ".d").succeeded();
      host.systemctl("daemon-reload").succeeded();
      host.systemctl("restart", OURS).succeeded();
      assertThat(host.ask("scan q1 /x")).contains("group mail");
    }
  }

  @Test
  void systemdFindsNoFaultInTheUnitsAndLittleExposure() {
    try (SystemdHost host = SystemdHost.start()) {
      host.install(
          OURS,
          "tidegate-command.socket",
          "tidegate-unprivileged.socket",
          "tidegate-notify.socket",
          "tidegate-map.socket",
          ORIGINAL + ".d/tidegate.conf");
      String verify =
          "systemd-analyze verify --man=no /etc/systemd/system/tidegate*.s* " + ORIGINAL;
      assertThat(host.run("sh", "-c", verify).succeeded().output()).isEmpty();
      host.run("systemd-analyze", "security", "--offline=true", "--threshold=20", OURS).succeeded();
    }
  }
}
