package dev.tidegate.daemon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.daemon.net.NetFixture.Connected;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.ClientSocket;
import dev.tidegate.pool.values.InputFault;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CommandClientTest {
  @Test
  void aLineIsDeliveredAndItsAnswerEndsTheConnection() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      Connected client = shell.connected(ClientSocket.COMMAND);
      client.peer().write("scan /x\r\n");
      assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("scan /x");
      shell.run(() -> shell.connections.answer(client.id(), "ok\n"));
      assertThat(client.peer().readToEnd()).isEqualTo("ok\n");
      assertThat(shell.isQuiet()).isTrue();
    }
  }

  @Test
  void aLineInPiecesIsDeliveredOnceItIsWhole() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      Connected client = shell.connected(ClientSocket.COMMAND);
      client.peer().write("fr");
      assertThat(shell.isQuiet()).isTrue();
      client.peer().write("ee\nmore\nand more");
      assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("free");
      shell.run(() -> shell.connections.answer(client.id(), "2\n"));
      assertThat(client.peer().readToEnd()).isEqualTo("2\n");
    }
  }

  @Test
  void whatFollowsTheLineDoesNotResetTheConnection() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      Connected client = shell.connected(ClientSocket.COMMAND);
      client.peer().write("free\n" + "x".repeat(100_000));
      shell.next(Event.LineArrived.class);
      shell.run(() -> shell.connections.answer(client.id(), "2\n"));
      assertThat(client.peer().readToEnd()).isEqualTo("2\n");
    }
  }

  @Test
  void aLineThatIsTooLongIsReportedAtItsEnd() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      Connected client = shell.connected(ClientSocket.COMMAND);
      client.peer().write("x".repeat(200_000));
      assertThat(shell.isQuiet()).isTrue();
      client.peer().write("\n");
      assertThat(shell.next(Event.BadInput.class).fault()).isEqualTo(InputFault.LINE_TOO_LONG);
      shell.run(() -> shell.connections.answer(client.id(), "error: Command too long\n"));
      assertThat(client.peer().readToEnd()).isEqualTo("error: Command too long\n");
    }
  }

  @Test
  void aClientThatEndsItsInputStillGetsItsAnswer() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      Connected client = shell.connected(ClientSocket.COMMAND);
      client.peer().write("free\n");
      shell.next(Event.LineArrived.class);
      client.peer().endOutput();
      shell.next(Event.InputEnded.class);
      assertThat(shell.isQuiet()).isTrue();
      shell.run(() -> shell.connections.answer(client.id(), "2\n"));
      assertThat(client.peer().readToEnd()).isEqualTo("2\n");
    }
  }

  @Test
  void anIncompleteLineIsNotDelivered() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      Connected client = shell.connected(ClientSocket.COMMAND);
      client.peer().write("fre").endOutput();
      shell.next(Event.InputEnded.class);
      shell.run(() -> shell.connections.drop(client.id()));
      assertThat(client.peer().readToEnd()).isEmpty();
      assertThat(shell.isQuiet()).isTrue();
    }
  }

  @Test
  void aWaitingClientThatGoesIsNoticed() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      Connected client = shell.connected(ClientSocket.COMMAND);
      client.peer().write("scan /x\n");
      shell.next(Event.LineArrived.class);
      client.peer().close();
      assertThat(shell.next(Event.Disconnected.class).id()).isEqualTo(client.id());
    }
  }

  @Test
  void anAnswerThatTheClientDoesNotTakeStallsAndIsFinishedLater() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      String answer = "y".repeat(2_000_000);
      Connected client = shell.connected(ClientSocket.COMMAND);
      client.peer().write("scan /x\n");
      shell.next(Event.LineArrived.class);
      shell.run(() -> shell.connections.answer(client.id(), answer));
      shell.next(Event.AnswerStalled.class);
      assertThat(client.peer().readToEnd()).isEqualTo(answer);
      assertThat(shell.next(Event.AnswerSent.class).id()).isEqualTo(client.id());
    }
  }

  @Test
  void manyClientsAreServedInTheOrderTheyCame() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      Peer[] peers = new Peer[100];
      // Nothing is accepted while the loop waits for this task.
      shell.run(
          () -> {
            for (int i = 0; i < peers.length; i++) {
              peers[i] = shell.connect(ClientSocket.COMMAND);
              peers[i].write("line " + i + "\n");
            }
          });
      for (int i = 0; i < peers.length; i++) {
        long id = shell.next(Event.Connected.class).id();
        Event.LineArrived arrived = shell.next(Event.LineArrived.class);
        assertThat(arrived).isEqualTo(new Event.LineArrived(id, "line " + i));
        shell.run(() -> shell.connections.answer(id, arrived.line()));
        assertThat(peers[i].readToEnd()).isEqualTo("line " + i);
      }
    }
  }

  @Test
  void afterStopAcceptingTheSocketsFilesAreGone() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      shell.run(shell.connections::stopAccepting);
      assertThat(shell.path(ClientSocket.COMMAND)).doesNotExist();
      assertThat(shell.path(ClientSocket.NOTIFY)).doesNotExist();
    }
  }

  @Test
  void atTheLimitTheClientThatHasBeenSilentLongestGoes() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      Connected listener = shell.connected(ClientSocket.NOTIFY);
      Connected oldest = shell.connected(ClientSocket.COMMAND);
      Connected waiting = shell.connected(ClientSocket.COMMAND);
      waiting.peer().write("scan /x\n");
      shell.next(Event.LineArrived.class);
      int rest = NetFixture.MOST_CONNECTIONS + NetFixture.SPARE_CONNECTIONS - 3;
      List<Connected> others = new ArrayList<>();
      for (int i = 0; i < rest; i++) {
        others.add(shell.connected(ClientSocket.COMMAND));
      }
      assertThat(shell.isQuiet()).isTrue();
      Peer late = shell.connect(ClientSocket.COMMAND);
      assertThat(shell.next(Event.Disconnected.class).id()).isEqualTo(oldest.id());
      assertThat(oldest.peer().readToEnd()).isEmpty();
      shell.next(Event.Connected.class);
      late.write("status\n");
      assertThat(shell.next(Event.ConnectionReserve.class).onlyReserveLeft()).isTrue();
      shell.next(Event.LineArrived.class);
      shell.run(() -> shell.connections.answer(waiting.id(), "ok"));
      assertThat(waiting.peer().readToEnd()).isEqualTo("ok");
      shell.owe(listener.id(), NetFixture.bytes("Z\n"));
      assertThat(listener.peer().read(2)).isEqualTo("Z\n");
      assertThat(others).hasSize(rest);
    }
  }

  @Test
  void thePoolIsToldBeforeTheLineThatOnlyTheReserveOfConnectionsIsLeftAndWhenItIsNot()
      throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      List<Connected> waiting = new ArrayList<>();
      for (int i = 0; i < NetFixture.MOST_CONNECTIONS + NetFixture.SPARE_CONNECTIONS / 2; i++) {
        waiting.add(shell.connected(ClientSocket.COMMAND));
        waiting.getLast().peer().write("scan /x\n");
        shell.next(Event.LineArrived.class);
      }
      Connected crowded = shell.connected(ClientSocket.COMMAND);
      crowded.peer().write("scan /y\n");
      assertThat(shell.next(Event.ConnectionReserve.class).onlyReserveLeft()).isTrue();
      assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("scan /y");
      Connected another = shell.connected(ClientSocket.COMMAND);
      another.peer().write("free\n");
      assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("free");
      shell.run(
          () -> {
            shell.connections.answer(crowded.id(), "error\n");
            shell.connections.answer(waiting.getFirst().id(), "ok\n");
          });
      assertThat(crowded.peer().readToEnd()).isEqualTo("error\n");
      another.peer().close();
      shell.next(Event.Disconnected.class);
      Connected last = shell.connected(ClientSocket.COMMAND);
      last.peer().write("free\n");
      assertThat(shell.next(Event.ConnectionReserve.class).onlyReserveLeft()).isFalse();
      assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("free");
    }
  }

  @Test
  void atTheLimitAWaitingMapClientPushesOutNoneThatHasJustComeToAsk() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      List<Connected> maps = new ArrayList<>();
      for (int i = 0; i < NetFixture.MOST_CONNECTIONS; i++) {
        maps.add(shell.connected(ClientSocket.MAP));
      }
      Peer waiting = shell.connect(ClientSocket.MAP);
      Connected asking = shell.connected(ClientSocket.COMMAND);
      assertThat(shell.isQuiet()).isTrue();
      asking.peer().write("free\n");
      shell.next(Event.LineArrived.class);
      shell.run(() -> shell.connections.answer(asking.id(), "2\n"));
      assertThat(asking.peer().readToEnd()).isEqualTo("2\n");
      waiting.close();
      assertThat(maps).hasSize(NetFixture.MOST_CONNECTIONS);
    }
  }
}
