package dev.tidegate.acceptance.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Listeners that stop reading during a hundred thousand changes of state, then read on. */
@Order(2)
final class SlowListenerIT {

  private static final int TRANSITIONS = 100_000;
  private static final int CLIENTS = 3;
  private static final Duration QUIET = Duration.ofSeconds(4);
  private static final Pattern DROPPED =
      Pattern.compile("\\*ERR (\\d+) messages dropped: listener too slow");
  private static final Pattern STATE = Pattern.compile("S (\\d+) StateChange \\w+ -> (\\w)\\w+");

  @Test
  void listenersEndInTheTrueStateAndAreToldWhatTheyLost() throws Exception {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "1", "-q", "5");
        Wire reading = subject.listenerTo("?*");
        Wire all = subject.listenerTo("?*");
        Wire edges = subject.listenerTo("?YZ");
        Wire counts = subject.listenerTo("?F");
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<String>>> before =
          Stream.of(reading, all, edges)
              .map(each -> threads.submit(() -> untilQuiet(each)))
              .toList();
      for (Future<List<String>> each : before) {
        each.get();
      }
      AtomicBoolean loaded = new AtomicBoolean();
      Future<List<String>> everything = threads.submit(() -> until(loaded, reading));
      load(subject, TRANSITIONS / 2);
      loaded.set(true);
      List<String> told = everything.get();
      assertThat(told.stream().filter(line -> line.contains(" StateChange ")).count())
          .isGreaterThan(TRANSITIONS);
      assertThat(told).noneMatch(line -> line.startsWith("*ERR"));

      // The worker stays busy, so that not everything is as at the start.
      Wire held = subject.request("scan q1 hold");
      Until.holds("it is busy", () -> subject.free() == 0);
      told.addAll(untilQuiet(reading));
      agrees(subject, told);
      Map<String, Future<List<String>>> slow =
          Map.of(
              "BFRSUYZ", threads.submit(() -> untilQuiet(all)),
              "YZ", threads.submit(() -> untilQuiet(edges)),
              "F", threads.submit(() -> untilQuiet(counts)));
      for (Map.Entry<String, Future<List<String>>> each : slow.entrySet()) {
        List<String> lines = each.getValue().get();
        agrees(subject, lines);
        lossIsExact(told, lines, each.getKey());
      }
      held.close();
    }
  }

  /** Every line up to some quiet after that has come about. */
  private static List<String> until(AtomicBoolean done, Wire wire) {
    List<String> lines = new ArrayList<>();
    while (!done.get()) {
      lines.addAll(untilQuiet(wire));
    }
    lines.addAll(untilQuiet(wire));
    return lines;
  }

  /** Every line up to four seconds in which none comes. */
  private static List<String> untilQuiet(Wire wire) {
    List<String> lines = new ArrayList<>();
    for (Optional<String> line = wire.line(QUIET); line.isPresent(); line = wire.line(QUIET)) {
      lines.add(line.get());
    }
    return lines;
  }

  private static void load(ProgramUnderTest subject, int scans) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> clients = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        clients.add(
            threads.submit(
                () -> {
                  for (int i = 0; i <= scans / CLIENTS; i++) {
                    assertThat(subject.ask("scan q /nowhere")).isEqualTo("ok scan q /nowhere\n");
                  }
                }));
      }
      for (Future<?> client : clients) {
        client.get();
      }
    }
  }

  /** What was told last must be what {@code workers} and {@code free} say. */
  private static void agrees(ProgramUnderTest subject, List<String> lines) {
    int free = subject.free();
    Map<Integer, String> states = new TreeMap<>();
    for (String line : lines) {
      Matcher state = STATE.matcher(line);
      if (state.matches()) {
        states.put(Integer.valueOf(state.group(1)), state.group(2));
      }
    }
    String actual = subject.states();
    states.forEach((slot, letter) -> assertThat(actual.substring(slot)).startsWith(letter));
    last(lines, "F ").ifPresent(line -> assertThat(line).isEqualTo("F " + free));
    last(lines, "Z", "Y").ifPresent(line -> assertThat(line).isEqualTo(free == 0 ? "Z" : "Y"));
  }

  private static Optional<String> last(List<String> lines, String... starts) {
    return lines.stream()
        .filter(line -> List.of(starts).stream().anyMatch(line::startsWith))
        .reduce((first, second) -> second);
  }

  /** What came before the loss, what was lost, and nothing else, is what was to be told. */
  private static void lossIsExact(List<String> told, List<String> lines, String letters) {
    List<String> owed = told.stream().filter(line -> letters.indexOf(line.charAt(0)) >= 0).toList();
    List<Integer> losses = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (DROPPED.matcher(lines.get(i)).matches()) {
        losses.add(i);
      }
    }
    assertThat(losses).as("losses of ?" + letters).hasSize(1);
    int before = losses.getFirst();
    assertThat(lines.subList(0, before)).isEqualTo(owed.subList(0, before));
    Matcher dropped = DROPPED.matcher(lines.get(before));
    assertThat(dropped.matches()).isTrue();
    assertThat(Integer.parseInt(dropped.group(1))).isEqualTo(owed.size() - before);
    lines
        .subList(before + 1, lines.size())
        .forEach(line -> assertThat(letters).contains(line.substring(0, 1)));
  }
}
