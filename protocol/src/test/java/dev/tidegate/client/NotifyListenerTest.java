package dev.tidegate.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidegate.client.Knowledge.Level;
import dev.tidegate.client.Update.Cause;
import dev.tidegate.protocol.notify.Message;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A listener with real sockets, and servers that do as a test says. */
final class NotifyListenerTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final ReconnectPolicy SOON =
      ReconnectPolicy.exponential(Duration.ofMillis(1), Duration.ofMillis(20));

  private final CountDownLatch over = new CountDownLatch(1);

  @AfterEach
  void letServersGo() {
    over.countDown();
  }

  @Test
  void itSaysWhatItWantsAndHandsOverWhatItIsTold() throws Exception {
    List<String> heard = new ArrayList<>();
    try (StubServer server =
            new StubServer(
                peer -> {
                  say(peer, "*OK\n");
                  heard.add(readLine(peer));
                  say(peer, "Z\nS 0 scan q1\n");
                  stay();
                });
        NotifyListener listener = to(server).types("YZS").build()) {
      assertThat(listener.knowledge()).isInstanceOf(Knowledge.Unknown.class);
      assertThat(told(listener)).isEqualTo("*OK");
      assertThat(told(listener)).isEqualTo("Z");
      assertThat(listener.knowledge())
          .isInstanceOfSatisfying(
              Knowledge.Known.class, known -> assertThat(known.level()).isEqualTo(Level.NONE_FREE));
      assertThat(told(listener)).isEqualTo("S 0 scan q1");
      assertThat(heard).containsExactly("?SYZ");
    }
  }

  @Test
  void itComesAgainAndTheStateIsUnknownMeanwhile() throws Exception {
    // A server that closed with the interest line unread would reset the connection.
    try (StubServer server =
            new StubServer(
                peer -> {
                  say(peer, "*OK\n");
                  readLine(peer);
                  say(peer, "Y\n");
                });
        NotifyListener listener = to(server).build()) {
      for (int life = 0; life < 5; life++) {
        awaitCause(
            listener, each -> each instanceof Cause.Received told && told.line().equals("Y"));
        assertThat(listener.knowledge()).isInstanceOf(Knowledge.Known.class);
        Update lost = awaitCause(listener, each -> each instanceof Cause.Disconnected);
        assertThat(lost.cause().toString()).contains(server.address().toString(), "it closed");
        assertThat(listener.knowledge()).isInstanceOf(Knowledge.Unknown.class);
      }
    }
  }

  @Test
  void anUnknownHostIsToldInTheSameWordsAtEachTry() throws Exception {
    try (NotifyListener listener =
        NotifyListener.to(Address.parse("nohost.invalid:4567")).reconnect(SOON).build()) {
      for (int attempt = 0; attempt < 3; attempt++) {
        Update lost = awaitCause(listener, each -> each instanceof Cause.Disconnected);
        assertThat(((Cause.Disconnected) lost.cause()).why())
            .isEqualTo(
                "no connection to nohost.invalid:4567: no address is found for the host"
                    + " 'nohost.invalid'");
      }
    }
  }

  @Test
  void itWaitsForAServerThatIsNotThereYet() throws Exception {
    StubServer gone = new StubServer(peer -> {});
    gone.close();
    try (NotifyListener listener = to(gone).build()) {
      Update lost = awaitCause(listener, each -> each instanceof Cause.Disconnected);
      assertThat(lost.cause().toString()).contains("no connection to " + gone.address());
      awaitCause(listener, each -> each instanceof Cause.Disconnected);
    }
  }

  @Test
  void linesMayComeAByteAtATime() throws Exception {
    String stream = "*OK\nF 12\r\nZ\nS 3 StateChange Idle -> Busy\nY\n";
    try (StubServer server =
            new StubServer(
                peer -> {
                  for (int at = 0; at < stream.length(); at++) {
                    say(peer, stream.substring(at, at + 1));
                  }
                  stay();
                });
        NotifyListener listener = to(server).build()) {
      for (String line : stream.split("\r?\n", -1)) {
        if (!line.isEmpty()) {
          assertThat(told(listener)).isEqualTo(line);
        }
      }
    }
  }

  @Test
  void junkIsHandedOnAndChangesNothing() throws Exception {
    try (StubServer server =
            new StubServer(
                peer -> {
                  say(peer, "*OK\nZ\n\u0000\u00ff\n\n{\"type\":\"hello\"}\n");
                  stay();
                });
        NotifyListener listener = to(server).build()) {
      awaitCause(listener, each -> each instanceof Cause.Received told && told.line().equals("Z"));
      for (int junk = 0; junk < 3; junk++) {
        Update update = next(listener);
        assertThat(((Cause.Received) update.cause()).message()).isInstanceOf(Message.Unknown.class);
        assertThat(update.alive()).isFalse();
        assertThat(update.knowledge()).isInstanceOf(Knowledge.Known.class);
      }
    }
  }

  @Test
  void aLongLineIsCutAndAnEndlessOneEndsTheConnection() throws Exception {
    String much = "x".repeat(NotifyChannel.MAX_LINE_BYTES - 10_000);
    try (StubServer server =
            new StubServer(
                peer -> {
                  say(peer, "*OK\nS 0 " + much + "\nZ\n");
                  while (true) {
                    say(peer, much);
                  }
                });
        NotifyListener listener = to(server).build()) {
      assertThat(told(listener)).isEqualTo("*OK");
      assertThat(told(listener)).hasSize(4_096);
      assertThat(told(listener)).isEqualTo("Z");
      Update lost = next(listener);
      assertThat(lost.cause().toString()).contains("a line of more than 65536 bytes");
    }
  }

  @Test
  void aServerThatSaysNothingIsLeft() throws Exception {
    try (StubServer server = new StubServer(peer -> stay());
        NotifyListener listener = to(server).connectTimeout(Duration.ofMillis(200)).build()) {
      Update lost = next(listener);
      assertThat(lost.cause().toString()).contains("said no *OK within 200 ms");
    }
  }

  @Test
  void aConnectionThatHangsIsGivenUp() throws Exception {
    // Its backlog is full, so the next connection is not answered.
    try (ServerSocket full = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      Address address = new Address.Tcp("127.0.0.1", full.getLocalPort());
      List<SocketChannel> fillers = new ArrayList<>();
      for (int each = 0; each < 4; each++) {
        SocketChannel filler = SocketChannel.open();
        filler.configureBlocking(false);
        filler.connect(new InetSocketAddress(full.getInetAddress(), full.getLocalPort()));
        fillers.add(filler);
      }
      try (NotifyListener listener =
          NotifyListener.to(address).connectTimeout(Duration.ofMillis(300)).build()) {
        Update lost = next(listener);
        assertThat(lost.cause().toString()).contains("no connection to", "within 300 ms");
      }
      for (SocketChannel each : fillers) {
        each.close();
      }
    }
  }

  @Test
  void aRefusalIsToldAndTriedAgain() throws Exception {
    AtomicInteger visitors = new AtomicInteger();
    try (StubServer server =
            new StubServer(
                peer -> {
                  if (visitors.incrementAndGet() < 3) {
                    say(peer, "*ERR No free listening slots\n");
                  } else {
                    say(peer, "*OK\nY\n");
                    stay();
                  }
                });
        NotifyListener listener = to(server).build()) {
      assertThat(next(listener).cause()).isInstanceOf(Cause.Refused.class);
      assertThat(next(listener).cause()).isInstanceOf(Cause.Refused.class);
      assertThat(told(listener)).isEqualTo("*OK");
    }
  }

  @Test
  void aPlainServersStateIsAskedForOnTheCommandSocket() throws Exception {
    CompletableFuture<String> wanted = new CompletableFuture<>();
    CompletableFuture<String> command = new CompletableFuture<>();
    try (StubServer control =
            new StubServer(
                peer -> {
                  command.complete(readLine(peer));
                  say(peer, "0\n");
                });
        StubServer server =
            new StubServer(
                peer -> {
                  say(peer, "*OK\n");
                  wanted.complete(readLine(peer));
                  stay();
                });
        NotifyListener listener =
            to(server).types("YZ").snapshot().control(addressOf(control)).build()) {
      assertThat(told(listener)).isEqualTo("*OK");
      Update asked = next(listener);
      assertThat(asked.cause()).isEqualTo(new Cause.Polled(0));
      assertThat(asked.alive()).isTrue();
      assertThat(command.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("free");
      assertThat(wanted.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo("?YZ snapshot");
      awaitCause(
          listener,
          each ->
              each instanceof Cause.ServerIdentified met
                  && met.server() instanceof Update.Server.Reference);
    }
  }

  @Test
  void anAnswerThatDoesNotComeLeavesTheStateUnknown() throws Exception {
    try (StubServer control = new StubServer(peer -> stay());
        StubServer server =
            new StubServer(
                peer -> {
                  say(peer, "*OK\n");
                  stay();
                });
        NotifyListener listener = to(server).control(addressOf(control)).build()) {
      Update vain = awaitCause(listener, each -> each instanceof Cause.PollFailed);
      assertThat(vain.cause().toString()).contains("no answer within 2000 ms");
      assertThat(vain.knowledge()).isInstanceOf(Knowledge.Unknown.class);
    }
  }

  @Test
  void aCommandSocketThatIsNotThereIsToldOf() throws Exception {
    try (StubServer server =
            new StubServer(
                peer -> {
                  say(peer, "*OK\n");
                  stay();
                });
        NotifyListener listener = to(server).control(Address.parse("/nowhere/x.sock")).build()) {
      Update vain = awaitCause(listener, each -> each instanceof Cause.PollFailed);
      assertThat(vain.cause().toString()).contains("asked /nowhere/x.sock for 'free'");
    }
  }

  @Test
  void noMoreWaitsHereThanTheBacklogTakes() throws Exception {
    int lines = 5_000;
    try (StubServer server =
            new StubServer(
                peer -> {
                  say(peer, "*OK\n");
                  for (int line = 0; line < lines; line++) {
                    say(peer, "F " + line + "\n");
                  }
                  stay();
                });
        NotifyListener listener = to(server).backlog(10).build()) {
      assertThat(told(listener)).isEqualTo("*OK");
      for (int line = 0; line < lines; line++) {
        assertThat(told(listener)).isEqualTo("F " + line);
        assertThat(listener.waiting()).isLessThanOrEqualTo(10);
      }
    }
  }

  @Test
  void whoWaitsIsWokenByClosing() throws Exception {
    try (StubServer server = new StubServer(peer -> stay())) {
      NotifyListener listener = to(server).build();
      assertThat(listener.isClosed()).isFalse();
      CountDownLatch begun = new CountDownLatch(1);
      listener.next(Duration.ZERO);
      CompletableFuture<Optional<Update>> waiting =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  begun.countDown();
                  return listener.next(LONG.multipliedBy(2));
                } catch (InterruptedException unexpected) {
                  throw new IllegalStateException(unexpected);
                }
              });
      assertThat(begun.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
      listener.close();
      assertThat(waiting.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEmpty();
      assertThat(listener.isClosed()).isTrue();
      assertThat(listener.next(LONG)).isEmpty();
      listener.close();
      assertThat(listener.iterator().hasNext()).isFalse();
    }
  }

  @Test
  void onlyOneThreadMayWait() throws Exception {
    try (StubServer server = new StubServer(peer -> stay());
        NotifyListener listener = to(server).build()) {
      CountDownLatch refused = new CountDownLatch(1);
      for (int each = 0; each < 2; each++) {
        Thread waiting = new Thread(() -> waitUnlessRefused(listener, refused));
        waiting.setDaemon(true);
        waiting.start();
      }
      assertThat(refused.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
  }

  private static void waitUnlessRefused(NotifyListener listener, CountDownLatch refused) {
    try {
      listener.next(LONG);
    } catch (IllegalStateException another) {
      assertThat(another).hasMessageContaining("another thread waits");
      refused.countDown();
    } catch (InterruptedException unexpected) {
      throw new IllegalStateException(unexpected);
    }
  }

  @Test
  void whoWaitsIsWokenByAnInterrupt() throws Exception {
    try (StubServer server = new StubServer(peer -> stay());
        NotifyListener listener = to(server).build()) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> listener.next(LONG)).isInstanceOf(InterruptedException.class);
      Thread.currentThread().interrupt();
      assertThat(listener.iterator().hasNext()).isFalse();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(listener.isClosed()).isFalse();
    }
  }

  @Test
  void nothingInThatTimeIsNothing() throws Exception {
    try (StubServer server = new StubServer(peer -> stay());
        NotifyListener listener = to(server).build()) {
      assertThat(listener.next(Duration.ZERO)).isEmpty();
      assertThat(listener.next(Duration.ofMillis(20))).isEmpty();
    }
  }

  @Test
  void whoNeverTriesAgainClosesAfterTheLoss() throws Exception {
    try (StubServer server = new StubServer(peer -> say(peer, "*OK\nY\n"));
        NotifyListener listener = to(server).reconnect(ReconnectPolicy.never()).build()) {
      List<String> told = new ArrayList<>();
      for (Update each : listener) {
        told.add(each.cause().getClass().getSimpleName());
      }
      assertThat(told).containsExactly("Received", "Received", "Disconnected");
      assertThat(listener.isClosed()).isTrue();
    }
  }

  @Test
  void aHandlerIsGivenEachUntilItCloses() throws Exception {
    try (StubServer server = new StubServer(peer -> say(peer, "*OK\nY\n"))) {
      NotifyListener listener = to(server).build();
      List<Update> taken = new ArrayList<>();
      listener.run(
          update -> {
            taken.add(update);
            if (taken.size() == 7) {
              listener.close();
            }
          });
      assertThat(taken).hasSize(7);
    }
  }

  @Test
  void anIteratorMayBeLeftAndTakenUpAgain() throws Exception {
    try (StubServer server = new StubServer(peer -> say(peer, "*OK\nY\nZ\n"));
        NotifyListener listener = to(server).build()) {
      Iterator<Update> first = listener.iterator();
      assertThat(first.hasNext()).isTrue();
      assertThat(first.hasNext()).isTrue();
      assertThat(first.next().cause()).isInstanceOf(Cause.Received.class);
      assertThat(told(listener)).isEqualTo("Y");
    }
  }

  @Test
  void whatDoesNotGoTogetherIsRefusedAtOnce() {
    NotifyListener.Builder builder = NotifyListener.to(Address.parse("/x"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.types("YQ"))
        .withMessageContaining("'Q' is no type");
    assertThatIllegalArgumentException().isThrownBy(() -> builder.backlog(0));
    assertThatIllegalArgumentException().isThrownBy(() -> builder.connectTimeout(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.heartbeat(Duration.ofHours(2)))
        .withMessageContaining("3600");
    assertThatIllegalStateException()
        .isThrownBy(() -> builder.resume().build())
        .withMessageContaining("json()");
  }

  private static NotifyListener.Builder to(StubServer server) {
    return NotifyListener.to(addressOf(server)).reconnect(SOON);
  }

  private static Address addressOf(StubServer server) {
    return Address.parse(server.address().toString());
  }

  private static Update next(NotifyListener listener) throws InterruptedException {
    return listener.next(LONG).orElseThrow();
  }

  private static String told(NotifyListener listener) throws InterruptedException {
    return ((Cause.Received) next(listener).cause()).line();
  }

  private static Update awaitCause(NotifyListener listener, Predicate<Cause> wanted)
      throws InterruptedException {
    Update update = next(listener);
    while (!wanted.test(update.cause())) {
      update = next(listener);
    }
    return update;
  }

  private void stay() {
    try {
      over.await();
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  private static void say(SocketChannel peer, String text) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.hasRemaining()) {
      peer.write(bytes);
    }
  }

  private static String readLine(SocketChannel peer) throws IOException {
    StringBuilder line = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (peer.read(one.clear()) > 0 && one.get(0) != '\n') {
      line.append((char) one.get(0));
    }
    return line.toString();
  }
}
