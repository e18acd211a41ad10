package dev.tidegate.daemon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.daemon.net.NetFixture.Connected;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.ClientSocket;
import dev.tidegate.pool.values.InputFault;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MapClientTest {
  @Test
  void pipelinedRequestsAreDeliveredOneByOne() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      Connected client = shell.connected(ClientSocket.MAP);
      client.peer().write("3:a b,3:c d,3:e");
      assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("a b");
      assertThat(shell.isQuiet()).isTrue();
      shell.run(() -> shell.connections.answer(client.id(), "OK 1"));
      assertThat(client.peer().read(7)).isEqualTo("4:OK 1,");
      assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("c d");
      client.peer().write(" f,");
      assertThat(shell.isQuiet()).isTrue();
      shell.run(() -> shell.connections.answer(client.id(), "OK 2"));
      assertThat(client.peer().read(7)).isEqualTo("4:OK 2,");
      assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("e f");
      shell.run(() -> shell.connections.answer(client.id(), ""));
      assertThat(client.peer().read(3)).isEqualTo("0:,");
      client.peer().write("1:x,");
      assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("x");
    }
  }

  @Test
  void requestsBeforeTheEndOfInputAreStillAnswered() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      Connected client = shell.connected(ClientSocket.MAP);
      client.peer().write("1:a,1:b,").endOutput();
      assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("a");
      shell.run(() -> shell.connections.answer(client.id(), "A"));
      assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("b");
      shell.run(() -> shell.connections.answer(client.id(), "B"));
      shell.next(Event.InputEnded.class);
      shell.run(() -> shell.connections.drop(client.id()));
      assertThat(client.peer().readToEnd()).isEqualTo("1:A,1:B,");
    }
  }

  @Test
  void aMissingCommaIsReportedAndTheConnectionGoesOn() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      Connected client = shell.connected(ClientSocket.MAP);
      client.peer().write("1:a;1:b,");
      assertThat(shell.next(Event.BadInput.class).fault()).isEqualTo(InputFault.MISSING_COMMA);
      shell.run(() -> shell.connections.answer(client.id(), "PERM"));
      assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("b");
    }
  }

  @Test
  void aLengthThatIsNoneEndsTheConnectionAfterTheAnswersOwed() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      Connected client = shell.connected(ClientSocket.MAP);
      client.peer().write("1:a,-1:b,");
      assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("a");
      shell.run(() -> shell.connections.answer(client.id(), "A"));
      assertThat(client.peer().readToEnd()).isEqualTo("1:A,");
      shell.next(Event.Disconnected.class);
    }
  }

  @Test
  void requestsFarAheadOfTheirAnswersWaitTheirTurn() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      Connected client = shell.connected(ClientSocket.MAP);
      // More than is kept for it; the rest stays in the kernel.
      client.peer().write("1:a,".repeat(10_000));
      for (int i = 0; i < 10_000; i++) {
        assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("a");
        shell.run(() -> shell.connections.answer(client.id(), "A"));
        assertThat(client.peer().read(4)).isEqualTo("1:A,");
      }
    }
  }

  @Test
  void noFurtherRequestIsTakenFromAClientThatDoesNotReadItsAnswers() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      Connected client = shell.connected(ClientSocket.MAP);
      client.peer().write("1:a,".repeat(100));
      String answer = "A".repeat(65_536);
      int answered = 0;
      Event event = shell.next(Event.LineArrived.class);
      while (event instanceof Event.LineArrived) {
        shell.run(() -> shell.connections.answer(client.id(), answer));
        answered++;
        event = shell.next(Event.class);
      }
      assertThat(event).isEqualTo(new Event.AnswerStalled(client.id()));
      assertThat(shell.isQuiet()).isTrue();
      String printed = "65536:" + answer + ",";
      assertThat(client.peer().read(answered * printed.length()))
          .isEqualTo(printed.repeat(answered));
      shell.next(Event.AnswerSent.class);
      shell.next(Event.LineArrived.class);
    }
  }

  @Test
  void beyondTheBoundThePeerGoesWhoseHalfIsTheOldest() throws Exception {
    try (NetFixture shell = NetFixture.listening()) {
      String half = "60000:" + "x".repeat(50_000);
      Connected first = shell.connected(ClientSocket.MAP);
      first.peer().write(half);
      Connected silent = shell.connected(ClientSocket.MAP);
      List<Connected> others = new ArrayList<>();
      for (int i = 0; i < NetFixture.UNFINISHED_BYTES / 50_000; i++) {
        assertThat(shell.isQuiet()).isTrue();
        others.add(shell.connected(ClientSocket.MAP));
        others.getLast().peer().write(half);
      }
      assertThat(shell.next(Event.Disconnected.class).id()).isEqualTo(first.id());
      assertThat(first.peer().readToEnd()).isEmpty();
      others.getLast().peer().write("x".repeat(10_000) + ",");
      assertThat(shell.next(Event.LineArrived.class).line()).hasSize(60_000);
      silent.peer().write("1:a,");
      assertThat(shell.next(Event.LineArrived.class).line()).isEqualTo("a");
    }
  }
}
