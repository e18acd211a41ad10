package dev.tidegate.daemon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.daemon.net.NetFixture.Connected;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.ClientSocket;
import dev.tidegate.pool.values.InputFault;
import org.junit.jupiter.api.Test;

final class ListenerConnectionTest {
  @Test
  void linesInOnePacketAllCount() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      Connected listener = shell.connected(ClientSocket.NOTIFY);
      listener.peer().write("?YZ\r\n?F\n?");
      assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("?YZ");
      assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("?F");
      listener.peer().write("*\n");
      assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("?*");
    }
  }

  @Test
  void noLineIsHandedOverBeforeTheAnswerToTheLastOneWasTaken() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      shell.answersLines();
      Connected listener = shell.connected(ClientSocket.NOTIFY);
      listener.peer().write("?* json\n?F\n?Z snap");
      assertThat(shell.isQuiet()).isFalse();
      assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("?* json");
      listener.peer().write("shot\n");
      assertThat(shell.isQuiet()).isTrue();
      String answer = "{}\n".repeat(1_000_000);
      shell.owe(listener.id(), NetFixture.bytes(answer));
      assertThat(shell.isQuiet()).isTrue();
      assertThat(listener.peer().read(answer.length())).isEqualTo(answer);
      assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("?F");
      assertThat(shell.isQuiet()).isTrue();
      shell.owe(listener.id(), NetFixture.bytes("{}\n"));
      assertThat(listener.peer().read(3)).isEqualTo("{}\n");
      assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("?Z snapshot");
    }
  }

  @Test
  void anEndOfInputBehindHeldLinesIsToldAfterThem() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      shell.answersLines();
      Connected listener = shell.connected(ClientSocket.NOTIFY);
      listener.peer().write("?* json\n?F\n").endOutput();
      shell.next(Event.LineArrived.class);
      assertThat(shell.isQuiet()).isTrue();
      shell.owe(listener.id(), NetFixture.bytes("{}\n"));
      assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("?F");
      shell.owe(listener.id(), NetFixture.bytes("{}\n"));
      shell.next(Event.InputEnded.class);
    }
  }

  @Test
  void whatAListenerDoesNotTakeWaitsUntilItReads() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      Connected listener = shell.connected(ClientSocket.NOTIFY);
      String messages = "F 1\nF 2\n".repeat(500_000);
      shell.owe(listener.id(), NetFixture.bytes(messages));
      assertThat(shell.isOwed(listener.id())).isTrue();
      assertThat(listener.peer().read(messages.length())).isEqualTo(messages);
      assertThat(shell.isQuiet()).isTrue();
    }
  }

  @Test
  void aListenerIsClosedOnceItHasAllItIsOwed() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      Connected listener = shell.connected(ClientSocket.NOTIFY);
      String messages = "F 1\nF 2\n".repeat(200_000);
      shell.owe(listener.id(), NetFixture.bytes(messages));
      shell.run(() -> shell.connections.closeListener(listener.id()));
      assertThat(listener.peer().readToEnd()).isEqualTo(messages);
      shell.next(Event.Disconnected.class);
    }
  }

  @Test
  void aHalfClosedListenerGoesOnReceiving() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      Connected listener = shell.connected(ClientSocket.NOTIFY);
      listener.peer().write("?F\n").endOutput();
      shell.next(Event.LineArrived.class);
      shell.next(Event.InputEnded.class);
      shell.owe(listener.id(), NetFixture.bytes("F 1\n"));
      assertThat(listener.peer().read(4)).isEqualTo("F 1\n");
      listener.peer().close();
      shell.next(Event.Disconnected.class);
    }
  }

  @Test
  void afterALineThatIsTooLongTheLastWordStillArrives() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      Connected listener = shell.connected(ClientSocket.NOTIFY);
      listener.peer().write("?".repeat(50_000));
      assertThat(shell.next(Event.BadInput.class).fault()).isEqualTo(InputFault.LINE_TOO_LONG);
      shell.owe(listener.id(), NetFixture.bytes("*ERR line too long\n"));
      shell.run(() -> shell.connections.closeListener(listener.id()));
      assertThat(listener.peer().readToEnd()).isEqualTo("*ERR line too long\n");
    }
  }
}
