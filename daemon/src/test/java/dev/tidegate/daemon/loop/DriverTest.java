package dev.tidegate.daemon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.daemon.net.Peer;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.PoolTrace;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.ClientSocket;
import dev.tidegate.pool.values.ResourceUsage;
import dev.tidegate.pool.values.WorkerExit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DriverTest {
  private static final String ECHO = "while (<STDIN>) { print }";

  private static PoolSettings.Builder settings() {
    return PoolSettings.builder().minWorkers(1).maxWorkers(2).queueSize(8);
  }

  @Test
  void aScanIsAnsweredByAWorker() throws Exception {
    try (RunningPool pool = new RunningPool(settings().build(), ECHO)) {
      assertThat(pool.ask("scan /a /b")).isEqualTo("scan /a /b\n");
      assertThat(pool.ask("free")).isEqualTo("2\n");
      assertThat(pool.ask("msgs")).isEqualTo("1\n");
    }
  }

  @Test
  void aMapRequestIsAnsweredOverTheMapSocket() throws Exception {
    try (RunningPool pool = new RunningPool(settings().build(), ECHO);
        Peer client = pool.connect(ClientSocket.MAP)) {
      client.write("8:t a key%,3:t b,");
      assertThat(client.read(26)).isEqualTo("12:map t a key%,7:map t b,");
    }
  }

  @Test
  void aTimerFiresWhenNothingElseHappens() throws Exception {
    PoolSettings hasty = settings().busyTimeoutSeconds(1).build();
    try (RunningPool pool = new RunningPool(hasty, "<STDIN>; sleep 30")) {
      assertThat(pool.ask("scan")).startsWith("ERR Filter timed out");
    }
  }

  @Test
  void aListenerHearsOfAChangeNoLaterThanTheAnswerThatFollowsIt() throws Exception {
    try (RunningPool pool = new RunningPool(settings().maxWorkers(1).build(), ECHO);
        Peer listener = pool.connect(ClientSocket.NOTIFY)) {
      assertThat(listener.read(4)).isEqualTo("*OK\n");
      listener.write("?YZF\n");
      // Its line has been handled once a later one on another connection has been.
      assertThat(pool.ask("free")).isEqualTo("1\n");
      assertThat(pool.ask("scan")).isEqualTo("scan\n");
      assertThat(listener.read(12)).isEqualTo("F 0\nZ\nF 1\nY\n");
    }
  }

  @Test
  void everyClientOfAWorkerThatDiesIsAnswered() throws Exception {
    try (RunningPool pool = new RunningPool(settings().build(), "<STDIN>; kill 9, $$")) {
      for (int i = 0; i < 3; i++) {
        assertThat(pool.ask("scan")).isEqualTo("ERR No response from worker\n");
      }
    }
  }

  @Test
  void termEndsTheProcessAfterItsWorkers() throws Exception {
    try (RunningPool pool = new RunningPool(settings().build(), ECHO);
        Peer listener = pool.connect(ClientSocket.NOTIFY)) {
      assertThat(pool.ask("scan")).isEqualTo("scan\n");
      pool.post(new Event.TerminateSignalled());
      assertThat(pool.exitStatus()).isZero();
      assertThat(pool.path(ClientSocket.COMMAND)).doesNotExist();
      assertThat(listener.readToEnd()).isEqualTo("*OK\n");
    }
  }

  @Test
  void aBrokenPoolTellsItsClientsAndLeavesWhatCanBeReplayed() throws Exception {
    PoolSettings settings = settings().build();
    try (RunningPool pool = new RunningPool(settings, "<STDIN>; sleep 30");
        Peer client = pool.connect(ClientSocket.COMMAND)) {
      client.write("scan /x\n");
      assertThat(pool.ask("free")).isNotEmpty();
      Event impossible =
          new Event.WorkerExited(
              99, new WorkerExit.Exited(0), ResourceUsage.NONE, false, Optional.empty());
      pool.post(impossible);
      assertThat(client.readToEnd()).isEqualTo("error: Internal error\n");
      assertThat(pool.exitStatus()).isEqualTo(Driver.BROKEN);
      PoolTrace trace =
          PoolTrace.parse(Files.readString(pool.crashFile, StandardCharsets.ISO_8859_1));
      assertThat(trace.settings()).isEqualTo(settings);
      assertThat(trace.moments().getFirst().input()).isEqualTo(new Event.Started());
      assertThat(trace.moments().getLast().input()).isEqualTo(impossible);
      assertThat(pool.log).anyMatch(line -> line.startsWith("ERR Internal error: "));
    }
  }

  @Test
  void withoutMemoryItEndsWithOneLineAndTellsWhoeverWaits() throws Exception {
    PoolSettings settings = settings().logEvents(true).maxWorkers(1).build();
    try (RunningPool pool = new RunningPool(settings, "<STDIN>; sleep 30");
        Peer client = pool.connect(ClientSocket.COMMAND)) {
      client.write("scan /x\n");
      assertThat(pool.ask("free")).isEqualTo("0\n");
      pool.thrownByLog.set(new OutOfMemoryError("Java heap space"));
      try (Peer refused = pool.connect(ClientSocket.COMMAND)) {
        refused.write("scan /y\n");
        assertThat(client.readToEnd()).isEqualTo("error: Internal error\n");
        assertThat(refused.readToEnd()).isEqualTo("error: Internal error\n");
      }
      assertThat(pool.exitStatus()).isEqualTo(Driver.BROKEN);
      assertThat(pool.log).last().isEqualTo("ERR Out of memory: Java heap space; the end");
      assertThat(pool.crashFile).doesNotExist();
    }
  }
}
