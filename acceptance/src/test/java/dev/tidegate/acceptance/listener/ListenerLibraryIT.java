package dev.tidegate.acceptance.listener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import dev.tidegate.client.Address;
import dev.tidegate.client.Knowledge;
import dev.tidegate.client.Knowledge.Level;
import dev.tidegate.client.NotifyListener;
import dev.tidegate.client.ReconnectPolicy;
import dev.tidegate.client.Update;
import dev.tidegate.client.Update.Cause;
import dev.tidegate.client.Update.Server;
import dev.tidegate.protocol.notify.Message;
import dev.tidegate.protocol.notify.MessageForm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a listener made with the library knows, whatever happens to either multiplexor. */
@Order(2)
final class ListenerLibraryIT {
  private static final ReconnectPolicy SOON =
      ReconnectPolicy.exponential(Duration.ofMillis(20), Duration.ofMillis(200));
  private static final Duration SIGN = Duration.ofSeconds(1);

  private static final Pattern IDLE_WORKER = Pattern.compile("(?m)^\\d+ I (\\d+)");

  private Path folder = Path.of("");

  @BeforeEach
  void makeFolder() throws IOException {
    folder = Files.createTempDirectory(Path.of("/tmp"), "tidelib");
  }

  @AfterEach
  void removeFolder() {
    Outcome.of(List.of("rm", "-rf", folder.toString())).succeeded();
  }

  @ParameterizedTest
  @EnumSource(Program.class)
  void theStateIsKnownAtOnceThoughItWasSoBefore(Program program) {
    try (ProgramUnderTest subject = ProgramUnderTest.start(program, "-x", "1");
        Wire request = busy(subject);
        Hearing hearing = hearing(subject)) {
      hearing.untilLevel(Level.NONE_FREE);
      finish(subject, request);
      hearing.untilLevel(Level.SOME_FREE);
    }
  }

  @ParameterizedTest
  @EnumSource(Program.class)
  void whatTheServerIsShowsByItsAnswer(Program program) {
    try (ProgramUnderTest subject = ProgramUnderTest.start(program, "-x", "1");
        Hearing letters = hearing(subject);
        Hearing json = new Hearing(to(subject).json())) {
      Server byLetters = letters.untilCause(Cause.ServerIdentified.class).server();
      Server byJson = json.untilCause(Cause.ServerIdentified.class).server();
      switch (program) {
        case REFERENCE -> {
          assertThat(byLetters).isEqualTo(new Server.Reference());
          assertThat(byJson).isEqualTo(new Server.Reference());
        }
        case OURS -> {
          assertThat(byLetters).isEqualTo(new Server.Extended());
          assertThat(byJson).isInstanceOf(Server.Json.class);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Program.class)
  void afterAKillItIsUnknownAndAfterARestartKnownAgain(Program program) throws IOException {
    try (ProgramUnderTest first = ProgramUnderTest.start(program, "-x", "1")) {
      leadTo(first);
      try (Hearing hearing = hearing(folder)) {
        hearing.untilLevel(Level.SOME_FREE);
        first.signal("KILL");
        assertThat(hearing.untilCause(Cause.Disconnected.class).why()).isNotBlank();
        hearing.untilUnknown();
        try (ProgramUnderTest second = ProgramUnderTest.start(program, "-x", "1");
            Wire request = busy(second)) {
          int before = hearing.all().size();
          leadTo(second);
          hearing.untilLevel(Level.NONE_FREE);
          assertThat(hearing.all().subList(before, hearing.all().size()))
              .noneMatch(each -> Hearing.isLevel(each.knowledge(), Level.SOME_FREE));
          finish(second, request);
          hearing.untilLevel(Level.SOME_FREE);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Program.class)
  void aServerThatIsStoppedIsUnknownAndKnownAgainWhenItGoesOn(Program program) {
    try (ProgramUnderTest subject = ProgramUnderTest.start(program, "-x", "1");
        Wire request = busy(subject);
        Hearing hearing = hearing(subject)) {
      hearing.untilLevel(Level.NONE_FREE);
      subject.signal("STOP");
      switch (program) {
        case REFERENCE -> hearing.untilCause(Cause.PollFailed.class);
        case OURS -> hearing.untilCause(Cause.HeartbeatMissed.class);
      }
      assertThat(hearing.all().getLast().knowledge()).isInstanceOf(Knowledge.Unknown.class);
      subject.signal("CONT");
      hearing.untilLevel(Level.NONE_FREE);
      finish(subject, request);
      hearing.untilLevel(Level.SOME_FREE);
    }
  }

  @Test
  void whoFindsNoSlotIsToldAndGetsInWhenOneLeaves() {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.REFERENCE, "-x", "1")) {
      List<Wire> five = new ArrayList<>();
      for (int each = 0; each < 5; each++) {
        Wire wire = subject.listener();
        assertThat(wire.line()).isEqualTo("*OK");
        five.add(wire.send("?YZ\n"));
      }
      try (Hearing hearing = hearing(subject)) {
        Cause.Refused refused = hearing.untilCause(Cause.Refused.class);
        assertThat(refused.answer()).isEqualTo("*ERR No free listening slots");
        assertThat(hearing.all().getLast().knowledge()).isInstanceOf(Knowledge.Unknown.class);
        hearing.untilCause(Cause.Refused.class);
        five.getFirst().close();
        hearing.untilLevel(Level.SOME_FREE);
      }
      five.forEach(Wire::close);
    }
  }

  @ParameterizedTest
  @EnumSource(Program.class)
  void aRealServersLinesMayBeTornAnywhere(Program program) {
    try (ProgramUnderTest subject = ProgramUnderTest.start(program, "-x", "2")) {
      for (int pieceBytes : new int[] {1, 2, 3, 7, 64}) {
        try (Relay relay = relay(subject, pieceBytes);
            Hearing torn = new Hearing(to(relay.at()).types("*").snapshot());
            Hearing whole = new Hearing(to(subject).types("*").snapshot())) {
          Until.holds("both are told", () -> toldOfARequest(subject, torn, whole));
          assertThat(torn.all()).noneMatch(each -> isTold(each, Message.Unknown.class));
        }
      }
    }
  }

  @Test
  void afterABreakItIsToldExactlyWhatItMissed() {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "2");
        Relay relay = relay(subject, 4_096);
        Hearing witness = new Hearing(to(subject).types("FSYZ").json());
        Hearing hearing = new Hearing(to(relay.at()).types("FSYZ").json().resume())) {
      witness.untilCause(Cause.ServerIdentified.class);
      hearing.untilCause(Cause.ServerIdentified.class);
      for (int round = 0; round < 5; round++) {
        subject.ask("scan q" + round + " /x");
        relay.cut();
        subject.ask("scan r" + round + " /x");
        hearing.untilCause(Cause.Disconnected.class);
        subject.ask("scan s" + round + " /x");
        hearing.untilCause(Cause.ServerIdentified.class);
        hearing.untilQuiet(Duration.ofMillis(300));
      }
      witness.untilQuiet(Duration.ofMillis(300));
      assertThat(eventSeqs(witness)).isNotEmpty().isEqualTo(eventSeqs(hearing));
      assertThat(hearing.all().getLast().knowledge())
          .isEqualTo(witness.all().getLast().knowledge())
          .isInstanceOf(Knowledge.Known.class);
    }
  }

  @Test
  void everythingThatOursSaysIsUnderstood() {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "2", "-m", "1");
        Hearing json = new Hearing(to(subject).json().snapshot().heartbeat(SIGN));
        Hearing letters = new Hearing(to(subject).snapshot().heartbeat(SIGN))) {
      json.untilCause(Cause.ServerIdentified.class);
      letters.untilCause(Cause.ServerIdentified.class);
      try (Wire request = subject.request("scan q hold")) {
        Until.holds("a worker is busy", () -> subject.states().contains("B"));
        subject.ask("scan r /x");
        Matcher idle = IDLE_WORKER.matcher(subject.ask("workers"));
        assertThat(idle.find()).isTrue();
        Outcome.of(List.of("kill", "-KILL", idle.group(1))).succeeded();
        json.until("a death", each -> isTold(each, Message.WorkerDied.class));
        letters.until("a death", each -> isTold(each, Message.WorkerDied.class));
        subject.ask("reread");
        json.until("a reread", each -> isTold(each, Message.Reread.class));
        letters.until("a reread", each -> isTold(each, Message.Reread.class));
        finish(subject, request);
      }
      json.until("a heartbeat", each -> isTold(each, Message.Heartbeat.class));
      letters.until("a heartbeat", each -> isTold(each, Message.Heartbeat.class));
      for (Hearing each : List.of(json, letters)) {
        assertThat(each.all()).noneMatch(update -> isTold(update, Message.Unknown.class));
      }
    }
  }

  private static boolean isTold(Update update, Class<? extends Message> message) {
    return update.cause() instanceof Cause.Received told && message.isInstance(told.message());
  }

  @Test
  void aHalfOpenConnectionIsUnknownThenLeftForANewOne() {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "1");
        Relay relay = relay(subject, 4_096);
        Hearing hearing = new Hearing(to(relay.at()).types("YZ").snapshot().heartbeat(SIGN))) {
      hearing.untilLevel(Level.SOME_FREE);
      relay.freeze();
      hearing.untilCause(Cause.HeartbeatMissed.class);
      assertThat(hearing.untilCause(Cause.Disconnected.class).why()).contains("given up");
      relay.thawForNewOnes();
      hearing.untilLevel(Level.SOME_FREE);
    }
  }

  @Test
  void twoHundredListenersOfAServerThatRestartsComeBackSpreadOut() throws Exception {
    Duration most = Duration.ofSeconds(2);
    List<NotifyListener> listeners = new ArrayList<>();
    List<Update> updates = Collections.synchronizedList(new ArrayList<>());
    try (ProgramUnderTest first = ProgramUnderTest.start(Program.OURS, "-x", "1")) {
      leadTo(first);
      for (int each = 0; each < 200; each++) {
        NotifyListener listener =
            to(folder.resolve("notify.sock"))
                .types("YZ")
                .snapshot()
                .reconnect(ReconnectPolicy.exponential(Duration.ofMillis(50), most))
                .build();
        listeners.add(listener);
        Thread.ofPlatform().daemon().start(() -> listener.run(updates::add));
      }
      awaitKnown(listeners);
      first.signal("KILL");
      // So many failures that the waits have grown to their most.
      Until.holds("each has failed eight times", () -> losses(updates) >= 8 * 200);
      int before = copyOf(updates).size();
      try (ProgramUnderTest second = ProgramUnderTest.start(Program.OURS, "-x", "1")) {
        leadTo(second);
        awaitKnown(listeners);
      }
      long[] returns =
          copyOf(updates).stream()
              .skip(before)
              .filter(
                  each -> each.cause() instanceof Cause.Received told && told.line().equals("*OK"))
              .mapToLong(Update::atNanos)
              .sorted()
              .toArray();
      assertThat(returns).hasSizeGreaterThanOrEqualTo(200);
      assertSpread(returns, most);
    } finally {
      listeners.forEach(NotifyListener::close);
    }
  }

  /**
   * With full jitter of at most that, about a tenth comes back in each tenth of it, the first ones
   * up to two. A busy machine makes lumps of them; without jitter all would come in one.
   */
  private static void assertSpread(long[] nanos, Duration most) {
    long tenth = most.toNanos() / 10;
    long densest =
        LongStream.of(nanos)
            .map(from -> LongStream.of(nanos).filter(at -> at >= from && at < from + tenth).count())
            .max()
            .orElseThrow();
    assertThat(nanos[nanos.length - 1] - nanos[0]).isGreaterThan(most.toNanos() / 2);
    assertThat(densest).isLessThan(nanos.length / 2);
  }

  private static void awaitKnown(List<NotifyListener> listeners) {
    Until.holds(
        "all know the state",
        () -> listeners.stream().allMatch(each -> each.knowledge() instanceof Knowledge.Known));
  }

  private static long losses(List<Update> updates) {
    return copyOf(updates).stream()
        .filter(each -> each.cause() instanceof Cause.Disconnected)
        .count();
  }

  private static List<Update> copyOf(List<Update> updates) {
    synchronized (updates) {
      return List.copyOf(updates);
    }
  }

  /** Makes a request and returns whether both have heard all of it, and the same. */
  private static boolean toldOfARequest(ProgramUnderTest subject, Hearing one, Hearing other) {
    int oneBefore = one.lines().size();
    int otherBefore = other.lines().size();
    subject.ask("scan q /x");
    one.untilQuiet(Duration.ofMillis(100));
    other.untilQuiet(Duration.ofMillis(100));
    List<String> told = one.lines().subList(oneBefore, one.lines().size());
    // The reference may lose a part of it.
    return told.containsAll(List.of("S 0 scan q", "S 0 StateChange Busy -> Idle"))
        && told.equals(other.lines().subList(otherBefore, other.lines().size()));
  }

  private static List<Long> eventSeqs(Hearing hearing) {
    return hearing.all().stream()
        .map(Update::cause)
        .filter(Cause.Received.class::isInstance)
        .map(each -> ((Cause.Received) each).message())
        .filter(Message.PoolMessage.class::isInstance)
        .map(each -> (MessageForm.Json) each.form())
        .filter(each -> !each.snapshot())
        .map(MessageForm.Json::seq)
        .toList();
  }

  private Relay relay(ProgramUnderTest subject, int pieceBytes) {
    return new Relay(
        folder.resolve("relay.sock"), subject.spool().resolve("notify.sock"), pieceBytes);
  }

  /** The paths stay, whichever multiplexor is there. */
  private void leadTo(ProgramUnderTest subject) throws IOException {
    for (String name : List.of("notify.sock", "any.sock")) {
      Files.deleteIfExists(folder.resolve(name));
      Files.createSymbolicLink(folder.resolve(name), subject.spool().resolve(name));
    }
  }

  private static Hearing hearing(ProgramUnderTest subject) {
    return hearing(subject.spool());
  }

  /** One that is told the state of either multiplexor. */
  private static Hearing hearing(Path folder) {
    return new Hearing(
        to(folder.resolve("notify.sock"))
            .types("YZ")
            .snapshot()
            .heartbeat(SIGN)
            .control(Address.parse(folder.resolve("any.sock").toString())));
  }

  private static NotifyListener.Builder to(ProgramUnderTest subject) {
    return to(subject.spool().resolve("notify.sock"));
  }

  private static NotifyListener.Builder to(Path socket) {
    return NotifyListener.to(Address.parse(socket.toString())).reconnect(SOON);
  }

  private static Wire busy(ProgramUnderTest subject) {
    Wire request = subject.request("scan q hold");
    Until.holds("the one worker is busy", () -> subject.states().equals("B"));
    return request;
  }

  private static void finish(ProgramUnderTest subject, Wire request) {
    subject.gate().open();
    assertThat(request.rest()).isEqualTo("ok scan q hold\n");
    subject.gate().shut();
  }
}
