package dev.tidegate.acceptance.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.PrivateHost;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Until;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The files of Debian's package that start, stop and rotate a multiplexor, run as they are. */
@Execution(ExecutionMode.CONCURRENT)
final class ServiceFilesIT {

  private static final String PID_FILE = "/run/mimedefang-multiplexor.pid";
  private static final String STATISTICS = "/var/log/mimedefang/stats";

  @ParameterizedTest
  @EnumSource
  void initScriptStartsRestartsReloadsAndStops(Program program) {
    try (MailHost mail = MailHost.start(program)) {
      PrivateHost host = mail.host();
      assertThat(mail.initScript("start").succeeded().output()).contains("[  OK  ]");
      String firstPid = host.read(PID_FILE);
      mail.send("started").succeeded();

      assertThat(mail.initScript("reload").succeeded().output())
          .contains("Told mimedefang-multiplexor to force reread of filter rules.");
      Until.holds("the reread is in the log", () -> host.log().contains("Forcing reread"));
      assertThat(host.read(PID_FILE)).isEqualTo(firstPid);
      mail.send("reloaded").succeeded();

      mail.initScript("restart").succeeded();
      assertThat(host.read(PID_FILE)).isNotEqualTo(firstPid);
      mail.send("restarted").succeeded();
      assertThat(mail.delivered("restarted")).contains("X-Tidegate-Test: seen by the filter");

      assertThat(mail.initScript("stop").output()).contains("Waiting for daemons to exit");
      assertThat(host.run("pidof", "mimedefang-multiplexor").output()).isEmpty();
      assertThat(host.seenFromHere(PID_FILE)).doesNotExist();
      assertThat(mail.send("stopped").status()).isNotZero();
      assertThat(mail.inbox()).hasSize(3);
    }
  }

  @ParameterizedTest
  @EnumSource
  void logrotateMakesANewStatisticsFileAndMailFlowsOn(Program program) throws IOException {
    Requirements.programs("logrotate", "killall");
    try (MailHost mail = MailHost.start(program)) {
      PrivateHost host = mail.host();
      mail.initScript("start").succeeded();
      mail.send("before").succeeded();
      Until.holds("a scan is counted", () -> host.read(STATISTICS).contains("EndFilter"));

      // Without a global configuration logrotate keeps no old file: the open stream does.
      try (InputStream old = Files.newInputStream(host.seenFromHere(STATISTICS))) {
        host.run("logrotate", "-f", "/etc/logrotate.d/mimedefang").succeeded();
        Until.holds("there is a file again", () -> Files.exists(host.seenFromHere(STATISTICS)));
        assertThat(host.read(STATISTICS)).doesNotContain("EndFilter");

        mail.send("after").succeeded();
        Until.holds("scans count there", () -> host.read(STATISTICS).contains("EndFilter"));
        assertThat(new String(old.readAllBytes(), ISO_8859_1)).containsOnlyOnce("EndFilter");
      }
      assertThat(mail.delivered("after")).contains("X-Tidegate-Test: seen by the filter");
    }
  }

  @ParameterizedTest
  @EnumSource
  void startLineOfTheSystemdUnitStartsIt(Program program) {
    try (MailHost mail = MailHost.start(program)) {
      PrivateHost host = mail.host();
      SystemdUnit unit = SystemdUnit.read("/lib/systemd/system/mimedefang-multiplexor.service");
      SystemdUnit milter = SystemdUnit.read("/lib/systemd/system/mimedefang.service");

      unit.run(host, "ExecStartPre").succeeded();
      unit.run(host, "ExecStart").succeeded();
      String pid = host.read(unit.value("PIDFile")).strip();
      assertThat(host.run("pidof", "mimedefang-multiplexor").output().split("\\s+")).contains(pid);
      milter.run(host, "ExecStart").succeeded();
      mail.send("started").succeeded();
      assertThat(mail.delivered("started")).contains("X-Tidegate-Test: seen by the filter");

      host.shell("MAINPID=" + pid + "; " + unit.value("ExecReload")).succeeded();
      Until.holds("the reread is in the log", () -> host.log().contains("Forcing reread"));
      mail.send("reloaded").succeeded();

      host.run("kill", pid).succeeded();
      Until.holds(
          "the pid file is gone", () -> !Files.exists(host.seenFromHere(unit.value("PIDFile"))));
      Until.holds("it is gone", () -> host.run("kill", "-0", pid).status() != 0);
    }
  }
}
