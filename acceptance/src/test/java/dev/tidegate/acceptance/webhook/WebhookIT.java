package dev.tidegate.acceptance.webhook;

import static dev.tidegate.acceptance.webhook.EventReceiver.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What a receiver gets is compared with what a witness was told by the same multiplexor: each event
 * has the multiplexor's own number.
 */
@Order(1)
@Execution(ExecutionMode.CONCURRENT)
final class WebhookIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final Duration QUIET = Duration.ofMillis(700);

  /** How long a receiver is away. */
  private static final Duration AWAY = Duration.ofSeconds(Requirements.isFull() ? 60 : 5);

  /** Of each come six events. */
  private static final int FEWEST_SCANS = 40;

  /** A worker is replaced after more, and for a moment there is none. */
  private static final int MOST_SCANS = 400;

  private static final String TYPES = "FYZ";

  @TempDir Path folder;

  @Test
  void nothingIsLostWhileTheReceiverIsAway() {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "1");
        EventReceiver receiver = EventReceiver.away();
        Witness witness = Witness.of(subject);
        RunningListener listener = start(subject, receiver)) {
      awaitConnected(listener);
      long untilNanos = System.nanoTime() + AWAY.toNanos();
      AtomicInteger scans = new AtomicInteger();
      Until.holds(
          "the time is over",
          PATIENCE,
          () -> {
            if (scans.get() < MOST_SCANS) {
              scan(subject, scans.getAndIncrement());
            }
            return scans.get() >= FEWEST_SCANS && System.nanoTime() - untilNanos > 0;
          },
          listener::said);
      listener.awaitSaid("does not take events (no connection)");
      receiver.comeBack();
      List<String> told = witness.ids();
      assertThat(told).hasSizeGreaterThan(200);
      awaitEvents(receiver, told, listener);
      listener.awaitSaid("receiver answers again");
      assertThat(listener.said()).contains("delivered, 0 given up");
      assertThat(listener.stop()).isZero();
      assertThat(ids(receiver.events())).isEqualTo(told);
      assertThat(types(receiver)).endsWith("dev.tidegate.webhook.stopped");
    }
  }

  @Test
  void receiverThatFailsInEachWayGetsAllInOrderAndItsDuplicatesHaveTheSameId() {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "1");
        EventReceiver receiver = EventReceiver.present();
        Witness witness = Witness.of(subject);
        RunningListener listener = start(subject, receiver)) {
      awaitConnected(listener);
      AtomicInteger count = new AtomicInteger();
      receiver.behave(
          exchange -> {
            switch (count.incrementAndGet() % 40) {
              case 7 -> exchange.sendResponseHeaders(500, -1);
              case 14 -> exchange.close();
              case 21 -> {
                exchange.sendResponseHeaders(503, 100_000);
                exchange.getResponseBody().write(new byte[10]);
                exchange.close();
              }
              case 28 -> Thread.sleep(1_500);
              case 35 -> {
                exchange.sendResponseHeaders(200, 100_000);
                exchange.getResponseBody().write(new byte[10]);
                exchange.close();
              }
              default -> EventReceiver.TAKES.answer(exchange);
            }
          });
      for (int each = 0; each < 20; each++) {
        scan(subject, each);
      }
      List<String> told = witness.ids();
      awaitEvents(receiver, told, listener);
      assertThat(listener.stop()).isZero();
      assertThat(ids(receiver.events())).isEqualTo(told);
      assertThat(receiver.requests()).hasSizeGreaterThan(receiver.events().size());
    }
  }

  @Test
  void slowReceiverHoldsUpNobody() {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "1");
        EventReceiver receiver = EventReceiver.present();
        Witness witness = Witness.of(subject);
        RunningListener listener = start(subject, receiver, "--format", "json")) {
      awaitConnected(listener);
      receiver.behave(
          exchange -> {
            Thread.sleep(400);
            EventReceiver.TAKES.answer(exchange);
          });
      for (int each = 0; each < 30; each++) {
        scan(subject, each);
      }
      List<String> told = witness.ids();
      // All of it is printed long before the receiver has it.
      listener.awaitSaid("\"seq\":" + told.getLast().split(":", 2)[1] + ",");
      assertThat(receiver.events().size()).isLessThan(told.size());
      receiver.behave(EventReceiver.TAKES);
      awaitEvents(receiver, told, listener);
      assertThat(ids(receiver.events())).isEqualTo(told);
    }
  }

  @Test
  void whatAKilledListenerHadKeptIsDeliveredByTheNextOne() throws Exception {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "1");
        EventReceiver receiver = EventReceiver.away();
        Witness witness = Witness.of(subject)) {
      List<String> kept;
      try (RunningListener first = start(subject, receiver)) {
        awaitConnected(first);
        for (int each = 0; each < 40; each++) {
          scan(subject, each);
        }
        Until.holds("some are kept", PATIENCE, () -> keptIds().size() > 40, first::said);
        for (int each = 40; each < 80; each++) {
          scan(subject, each);
        }
        first.kill();
        kept = keptIds();
      }
      List<String> told = witness.ids();
      assertThat(kept).hasSizeGreaterThan(40).isEqualTo(told.subList(0, kept.size()));
      receiver.comeBack();
      try (RunningListener second = start(subject, receiver)) {
        second.awaitSaid("events of an earlier run wait in");
        awaitEvents(receiver, kept, second);
        scan(subject, 1000);
        List<String> after = witness.ids();
        List<String> all = new ArrayList<>(kept);
        all.addAll(after.subList(after.size() - 6, after.size()));
        awaitEvents(receiver, all, second);
        assertThat(types(receiver).stream().filter(each -> each.endsWith("webhook.started")))
            .hasSize(2);
        assertThat(second.stop()).isZero();
      }
      // On a busy machine an exchange may take too long, and is repeated at once; nothing else is.
      assertThat(withoutRepeats(receiver.requests())).hasSameSizeAs(receiver.events());
    }
  }

  @Test
  void fullSpoolCountsExactlyWhatItGaveUp() {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "1");
        EventReceiver receiver = EventReceiver.present();
        Witness witness = Witness.of(subject);
        RunningListener listener = start(subject, receiver, "--webhook-spool-size", "129K")) {
      awaitConnected(listener);
      scan(subject, 0);
      awaitEvents(receiver, witness.ids(), listener);
      receiver.goAway();
      for (int each = 1; each < 150; each++) {
        scan(subject, each);
      }
      List<String> told = witness.ids();
      Until.holds("the last event is kept", () -> keptIds().contains(told.getLast()));
      receiver.comeBack();
      Until.holds("the last event is there", () -> ids(receiver.events()).contains(told.getLast()));
      assertThat(listener.stop()).isZero();

      List<String> got = ids(receiver.events());
      long givenUp = 0;
      for (JsonObject event : receiver.events()) {
        if (text(event, "type").equals("dev.tidegate.webhook.given_up")) {
          givenUp += event.getAsJsonObject("data").get("count").getAsLong();
        }
      }
      assertThat(givenUp).isPositive().isEqualTo(told.size() - got.size());
      assertThat(told.subList(told.size() - got.size() + 6, told.size()))
          .isEqualTo(got.subList(6, got.size()));
      assertThat(listener.said()).contains(givenUp + " given up");
    }
  }

  @Test
  void fullDiskCostsNothingWhileMemoryHasRoom() {
    Requirements.root();
    Requirements.programs("unshare");
    Path mount = folder.resolve("full");
    List<String> onSmallDisk =
        List.of(
            "unshare",
            "--mount",
            "sh",
            "-c",
            "mkdir $0 && mount -t tmpfs -o size=64k none $0 && exec \"$@\"",
            mount.toString());
    // The worker must not be replaced meanwhile: it is the only one, and the wait at the end asks
    // often.
    try (ProgramUnderTest subject =
            ProgramUnderTest.start(Program.OURS, "-x", "1", "-r", "100000");
        EventReceiver receiver = EventReceiver.away();
        Witness witness = Witness.of(subject);
        RunningListener listener =
            RunningListener.start(
                onSmallDisk, options(subject, receiver, mount.resolve("spool")))) {
      awaitConnected(listener);
      for (int each = 0; each < 80; each++) {
        scan(subject, each);
      }
      listener.awaitSaid("cannot write the spool (No space left on device)");
      List<String> told = witness.ids();
      receiver.comeBack();
      awaitEvents(receiver, told, listener);
      assertThat(ids(receiver.events())).isEqualTo(told);
      Until.holds(
          "the disk has room again",
          () -> {
            // One at a time: on a busy host many would fill the disk faster than it is emptied.
            scan(subject, 1000);
            awaitEvents(receiver, witness.ids(), listener);
            return listener.said().contains("the spool can be written again");
          });
      assertThat(listener.stop()).isZero();
      assertThat(ids(receiver.events())).isEqualTo(witness.ids());
    }
  }

  @Test
  void theReferencesEventsAreDeliveredInOrderToo() {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.REFERENCE, "-x", "1");
        EventReceiver receiver = EventReceiver.away()) {
      List<String> options = options(subject, receiver, folder.resolve("spool"));
      options.set(options.indexOf(TYPES), "S" + TYPES);
      options.addAll(List.of("--format", "letters"));
      try (Wire witness = subject.listenerTo("?S" + TYPES);
          RunningListener listener = RunningListener.start(options)) {
        Until.holds(
            "the listener hears",
            PATIENCE,
            () -> {
              scan(subject, 0);
              while (witness.line(QUIET).isPresent()) {
                // Until there is nothing left.
              }
              return levels(listener) > 0;
            },
            listener::said);
        List<String> told = new ArrayList<>();
        for (int each = 500; each < 530; each++) {
          // It throws away what a listener does not read at once.
          long before = levels(listener);
          scan(subject, each);
          do {
            told.add(witness.line());
          } while (!told.getLast().equals("Y"));
          Until.holds(
              "the listener has read it",
              PATIENCE,
              () -> levels(listener) > before,
              listener::said);
        }
        List<String> sinceMark = sinceMark(told);
        assertThat(sinceMark).hasSizeGreaterThan(29 * 7);
        listener.awaitSaid("does not take events");
        receiver.comeBack();
        Until.holds(
            "all have come",
            PATIENCE,
            () -> sinceMark(letters(receiver)).size() >= sinceMark.size(),
            listener::said);
        assertThat(sinceMark(letters(receiver))).isEqualTo(sinceMark);
      }
    }
  }

  /** How many lines with nothing but Y it has printed. */
  private static long levels(RunningListener listener) {
    return listener.said().lines().filter(line -> line.equals("Y")).count();
  }

  /** From the first message about the first of the requests that count. */
  private static List<String> sinceMark(List<String> messages) {
    int at = 0;
    while (at < messages.size() && !messages.get(at).contains("q500")) {
      at++;
    }
    return messages.subList(at, messages.size());
  }

  /** The events of a pool as the original tells them. */
  private static List<String> letters(EventReceiver receiver) {
    List<String> letters = new ArrayList<>();
    for (JsonObject event : receiver.events()) {
      if (text(event, "type").startsWith("dev.tidegate.pool.")) {
        JsonObject data = event.getAsJsonObject("data");
        String letter = text(data, "letter");
        letters.add(
            switch (letter) {
              case "F" -> "F " + text(data, "free");
              case "S" ->
                  "S "
                      + text(data, "worker")
                      + (data.has("tag")
                          ? " " + text(data, "tag")
                          : " StateChange " + text(data, "from") + " -> " + text(data, "to"));
              default -> letter;
            });
      }
    }
    return letters;
  }

  @Test
  void secretsAreNeitherPrintedNorInTheProcessList() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "Bearer hidden-token\n");
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "1");
        EventReceiver receiver = EventReceiver.away()) {
      Path url = Files.writeString(folder.resolve("url"), receiver.url());
      List<String> options = options(subject, receiver, folder.resolve("spool"));
      options.set(options.indexOf(receiver.url()), "@" + url);
      options.addAll(List.of("--webhook-header", "Authorization=@" + token));
      try (RunningListener listener = RunningListener.start(options)) {
        listener.awaitSaid("does not take events");
        assertThat(Files.readString(Path.of("/proc/" + listener.pid() + "/cmdline")))
            .doesNotContain("hidden");
        receiver.comeBack();
        Until.holds("it comes", () -> receiver.token().equals("Bearer hidden-token"));
        assertThat(listener.stop()).isZero();
        assertThat(listener.said()).doesNotContain("hidden");
      }
    }
  }

  @Test
  void twoListenersDoNotShareASpool() {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "1");
        EventReceiver receiver = EventReceiver.present();
        RunningListener first = start(subject, receiver);
        RunningListener second = awaitConnected(first, () -> start(subject, receiver))) {
      assertThat(second.awaitEnd()).isEqualTo(1);
      assertThat(second.said()).contains("is used by another process");
    }
  }

  private RunningListener start(
      ProgramUnderTest subject, EventReceiver receiver, String... options) {
    List<String> all = options(subject, receiver, folder.resolve("spool"));
    all.addAll(List.of(options));
    return RunningListener.start(all);
  }

  private static List<String> options(
      ProgramUnderTest subject, EventReceiver receiver, Path spool) {
    return new ArrayList<>(
        List.of(
            "--to",
            subject.spool().resolve("notify.sock").toString(),
            "--webhook",
            receiver.url(),
            "--webhook-types",
            TYPES,
            "--webhook-timeout",
            "1s",
            "--webhook-spool",
            spool.toString()));
  }

  private static void awaitConnected(RunningListener listener) {
    Until.holds(
        "it is connected",
        PATIENCE,
        () ->
            listener.said().contains("connected to")
                || listener.said().matches("(?s).*(\"hello\"| free).*"),
        listener::said);
  }

  private static RunningListener awaitConnected(
      RunningListener listener, Supplier<RunningListener> then) {
    awaitConnected(listener);
    return then.get();
  }

  private static void scan(ProgramUnderTest subject, int number) {
    String request = "scan q" + number + " /nowhere";
    assertThat(subject.ask(request)).isEqualTo("ok " + request + "\n");
  }

  private static void awaitEvents(
      EventReceiver receiver, List<String> told, RunningListener listener) {
    Until.holds(
        "all events have come",
        PATIENCE,
        () -> ids(receiver.events()).size() >= told.size(),
        listener::said);
  }

  /** The numbers of what has happened in the pool, without what was only stated. */
  private static List<String> ids(List<JsonObject> events) {
    return events.stream()
        .filter(event -> text(event, "type").startsWith("dev.tidegate.pool."))
        .map(event -> text(event, "id"))
        .filter(id -> !id.startsWith("run-"))
        .toList();
  }

  private static List<String> types(EventReceiver receiver) {
    return receiver.events().stream().map(event -> text(event, "type")).toList();
  }

  /** What is in the files of the spool, as far as it is whole. */
  private List<String> keptIds() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder.resolve("spool"))) {
      files = all.filter(file -> file.toString().contains("events-")).sorted().toList();
    }
    List<JsonObject> events = new ArrayList<>();
    for (Path file : files) {
      String text = textOf(file);
      text.substring(0, text.lastIndexOf('\n') + 1)
          .lines()
          .map(line -> JsonParser.parseString(line.substring(9)).getAsJsonObject())
          .forEach(events::add);
    }
    return ids(events);
  }

  private static String textOf(Path file) throws IOException {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException givenUpMeanwhile) {
      return "";
    }
  }

  /** Another listener, which reads at once and needs no disk. */
  private record Witness(Wire wire, List<String> heard) implements AutoCloseable {
    static Witness of(ProgramUnderTest subject) {
      Wire wire = subject.listener();
      assertThat(wire.line()).isEqualTo("*OK");
      wire.send("?" + TYPES + " json\n");
      assertThat(wire.line()).contains("hello");
      return new Witness(wire, new ArrayList<>());
    }

    /** The numbers of all that it was told until now. */
    List<String> ids() {
      for (Optional<String> line = wire.line(QUIET); line.isPresent(); line = wire.line(QUIET)) {
        JsonObject event = JsonParser.parseString(line.get()).getAsJsonObject();
        heard.add(text(event, "epoch") + ":" + text(event, "seq"));
      }
      return heard.stream().collect(Collectors.toList());
    }

    @Override
    public void close() {
      wire.close();
    }
  }

  /**
   * Returns the ids of all requests in their order; one that is the same as the last counts once.
   */
  private static List<String> withoutRepeats(List<JsonObject> requests) {
    List<String> ids = new ArrayList<>();
    for (JsonObject each : requests) {
      String id = text(each, "id");
      if (ids.isEmpty() || !ids.getLast().equals(id)) {
        ids.add(id);
      }
    }
    return ids;
  }
}
