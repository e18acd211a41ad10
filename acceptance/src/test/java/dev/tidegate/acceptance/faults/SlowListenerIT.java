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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Listeners that stop reading during a hundred thousand changes of state, then read on. */
final class SlowListenerIT {

  private static final int TRANSITIONS = 100_000;
  private static final int CLIENTS = 3;
  private static final Duration QUIET = Duration.ofSeconds(2);
  private static final Pattern DROPPED =
      Pattern.compile("\\*ERR (\\d+) messages dropped: listener too slow");
  private static final Pattern STATE = Pattern.compile("S (\\d+) StateChange \\w+ -> (\\w)\\w+");

  @Test
  void listenersEndInTheTrueStateAndAreToldWhatTheyLost() throws Exception {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "2", "-q", "5");
        Wire reading = listen(subject, "?*");
        Wire all = listen(subject, "?*");
        Wire edges = listen(subject, "?YZ");
        Wire counts = listen(subject, "?F");
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<String>> everything = threads.submit(() -> untilQuiet(reading));
      load(subject, TRANSITIONS / 2);
      List<String> told = everything.get();
      assertThat(told.stream().filter(line -> line.contains(" StateChange ")).count())
          .isGreaterThan(TRANSITIONS);
      assertThat(told).noneMatch(line -> line.startsWith("*ERR"));

      // One worker stays busy, so that not everything is as at the start.
      Wire held = subject.request("scan q1 hold");
      Until.holds("one is busy", () -> subject.free() == 1);
      told.addAll(untilQuiet(reading));
      agrees(subject, told);
      for (Map.Entry<Wire, String> slow :
          List.of(Map.entry(all, "BFRSUYZ"), Map.entry(edges, "YZ"), Map.entry(counts, "F"))) {
        List<String> lines = untilQuiet(slow.getKey());
        agrees(subject, lines);
        lossIsExact(told, lines, slow.getValue());
      }
      held.close();
    }
  }

  private static Wire listen(ProgramUnderTest subject, String interest) {
    Wire wire = subject.listener();
    assertThat(wire.line()).isEqualTo("*OK");
    return wire.send(interest + "\n");
  }

  /** Every line up to two seconds in which none comes. */
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
