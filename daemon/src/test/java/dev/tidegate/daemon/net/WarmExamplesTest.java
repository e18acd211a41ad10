package dev.tidegate.daemon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.LoaderStop;
import dev.tidegate.pool.values.WorkerExit;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The example of a program in Python, and Debian's mimedefang.pl where it is installed. */
final class WarmExamplesTest {
  private static final Path PYTHON_EXAMPLE =
      Path.of("../packaging/warm/warm-filter.py").toAbsolutePath().normalize();
  private static final Path MIMEDEFANG = Path.of("/usr/bin/mimedefang.pl");

  @Test
  void theExampleInPythonForksWorkers() throws Exception {
    assumeTrue(Files.exists(Path.of("/usr/bin/python3")), "needs python3");
    for (boolean status : new boolean[] {false, true}) {
      WarmFixture.Builder builder = WarmFixture.of(PYTHON_EXAMPLE.toString());
      try (WarmFixture warm = (status ? builder.withStatus() : builder).build()) {
        warm.ready();
        int pid = warm.fork(0);
        int cold = warm.net.spawn(1);
        assertThat(warm.ask(0, "ping")).isEqualTo("PONG");
        assertThat(warm.ask(1, "ping")).isEqualTo("PONG");
        assertThat(WarmFixture.descriptors(pid)).isEqualTo(WarmFixture.descriptors(cold));
        assertThat(WarmFixture.status(pid).get("NSpgid")).isEqualTo("" + pid);
        for (String field : new String[] {"SigBlk", "SigIgn", "SigCgt", "PPid"}) {
          assertThat(WarmFixture.status(pid).get(field))
              .isEqualTo(WarmFixture.status(cold).get(field));
        }
        warm.stop(LoaderStop.QUIT);
        warm.net.next(Event.LoaderEnded.class);
        assertThat(warm.ask(0, "foo")).isEqualTo("error: Unknown command");
        warm.net.run(() -> warm.net.workers.closeStdin(0));
        assertThat(warm.net.skipTo(Event.WorkerExited.class, each -> true).exit())
            .isEqualTo(new WorkerExit.Exited(0));
      }
    }
  }

  @Test
  void debiansFilterProgramIsLoadedOnceAndItsWorkersAreLikeColdOnes() throws Exception {
    assumeTrue(Files.exists(MIMEDEFANG), "needs Debian's package mimedefang");
    for (boolean status : new boolean[] {false, true}) {
      WarmFixture.Builder builder =
          WarmFixture.of(MIMEDEFANG.toString()).rules("/etc/mail/mimedefang-filter");
      try (WarmFixture warm = (status ? builder.withStatus() : builder).build()) {
        warm.ready();
        int pid = warm.fork(0);
        int cold = warm.net.spawn(1);
        for (int slot = 0; slot < 2; slot++) {
          assertThat(warm.ask(slot, "ping")).isEqualTo("PONG");
          assertThat(warm.ask(slot, "foo_no_such_command")).isEqualTo("error: Unknown command");
        }
        assertThat(WarmFixture.descriptors(pid).values())
            .containsExactlyElementsOf(WarmFixture.descriptors(cold).values());
        for (String field : new String[] {"Name", "SigBlk", "SigIgn", "SigCgt", "PPid", "Umask"}) {
          assertThat(WarmFixture.status(pid).get(field))
              .as(field)
              .isEqualTo(WarmFixture.status(cold).get(field));
        }
        for (int slot = 0; slot < 2; slot++) {
          warm.net.run(() -> warm.net.workers.closeStdin(0));
          warm.net.run(() -> warm.net.workers.closeStdin(1));
          assertThat(warm.net.skipTo(Event.WorkerExited.class, each -> true).exit())
              .isEqualTo(new WorkerExit.Exited(0));
        }
      }
    }
  }

  @Test
  void rulesThatDoNotCompileAreAFailedLoadWithPerlsMessage() throws Exception {
    assumeTrue(Files.exists(MIMEDEFANG), "needs Debian's package mimedefang");
    Path rules =
        Files.writeString(Files.createTempFile("tidegate", "rules"), "sub filter { (; }\n");
    try (WarmFixture warm = WarmFixture.of(MIMEDEFANG.toString()).rules(rules.toString()).build()) {
      warm.start();
      Event.LoaderStderr said =
          warm.net.skipTo(
              Event.LoaderStderr.class, each -> each.line().contains("syntax error at "));
      assertThat(said.line()).contains(rules.toString());
      assertThat(warm.net.skipTo(Event.LoaderEnded.class, each -> true).exit())
          .isNotEqualTo(new WorkerExit.Exited(0));
    } finally {
      Files.delete(rules);
    }
  }
}
