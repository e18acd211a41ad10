package dev.tidegate.acceptance.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Gate;
import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Debian's {@code md-mx-ctrl} with every command, against ours and against the reference. */
@Execution(ExecutionMode.CONCURRENT)
final class ControlClientIT {

  private static final Duration UNDISTURBED = Duration.ofSeconds(30);
  private static final int ATTEMPTS = 3;
  private static final List<String> CLASSES = List.of("scan", "relayok", "senderok", "recipok");

  private static final List<String> LOOKS_AT_WORKERS =
      List.of(
          "workers",
          "slaves",
          "busyworkers",
          "busyslaves",
          "workerinfo 0",
          "slaveinfo 0",
          "status");

  private static final List<String> LOOKS =
      Stream.of(
              Stream.of("status", "rawstatus", "barstatus", "histo", "msgs", "free"),
              Stream.of("workerinfo 9999", "workerinfo x", "workerinfo -1"),
              Stream.of("load1 60", "load1 5", "load1 x", "load1 601"),
              Stream.of("rawload1 60", "rawload1 601"),
              Stream.of("", "-relayok", "-senderok", "-recipok")
                  .flatMap(c -> Stream.of("load" + c, "rawload" + c, "hload" + c, "rawhload" + c)),
              Stream.of("tick", "foo_no_such_command"))
          .flatMap(commands -> commands)
          .toList();

  /** Commands that need a worker, among them those that lack an argument. */
  private static final List<String> FOR_WORKERS =
      List.of("load1", "workerinfo", "Greet a%b \"c\" 'd' e\\f", "map", "reread now", "FREE");

  @ParameterizedTest
  @CsvSource({"1", "10", "200"})
  void everyCommandIsAnsweredLikeTheReferenceDoes(int workers) throws Exception {
    Requirements.programs("md-mx-ctrl");
    String differences = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      int hour = hour();
      long beginNanos = System.nanoTime();
      differences = compared(workers);
      Duration took = Duration.ofNanos(System.nanoTime() - beginNanos);
      // Hourly counts begin anew with the hour, and on a machine that is busy elsewhere a session
      // outlasts the minute, or the queue its time-out: such a run is no comparison.
      boolean disturbed = hour != hour() || took.compareTo(UNDISTURBED) > 0;
      if (differences.isEmpty() || !disturbed) {
        break;
      }
    }
    assertThat(differences).isEmpty();
  }

  private static String compared(int workers) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Map<String, String>> ours = threads.submit(() -> session(Program.OURS, workers));
      Map<String, String> reference = session(Program.REFERENCE, workers);
      return differences(reference, ours.get());
    }
  }

  private static int hour() {
    return LocalTime.now(ZoneId.systemDefault()).getHour();
  }

  /** For each command with another answer, both. */
  private static String differences(Map<String, String> expected, Map<String, String> actual) {
    StringBuilder differences = new StringBuilder();
    expected.forEach(
        (command, answer) -> {
          List<String> reference = answer.lines().toList();
          List<String> ours = actual.getOrDefault(command, "nothing").lines().toList();
          if (!ours.equals(reference)) {
            differences.append("%n== %s%n".formatted(command));
            for (int i = 0; i < Math.max(reference.size(), ours.size()); i++) {
              String left = i < reference.size() ? reference.get(i) : "(nothing)";
              String right = i < ours.size() ? ours.get(i) : "(nothing)";
              if (!left.equals(right)) {
                differences.append("reference: %s%nours:      %s%n".formatted(left, right));
              }
            }
          }
        });
    return differences.toString();
  }

  /** Every command in each state of the pool, with its answer. */
  private static Map<String, String> session(Program program, int workers) {
    // A long -w: the minimum's replacement must not come between two looks.
    List<String> options = new ArrayList<>(List.of("-x", "" + workers, "-q", "2", "-Q", "8"));
    options.addAll(List.of("-w", "1000"));
    if (program == Program.OURS) {
      options.add("--reread=at-once");
    }
    Map<String, String> answers = new LinkedHashMap<>();
    try (ProgramUnderTest subject =
        ProgramUnderTest.start(program, options.toArray(String[]::new))) {
      Client client = new Client(subject, answers);
      client.look("at the start");
      List<Held> busy = occupy(subject, "first", workers);
      client.look("all busy");
      client.lookOneByOne("all busy");
      client.lookAtWorkers("all busy", workers);
      release(subject, busy, "I".repeat(workers));
      client.look("idle again");
      FOR_WORKERS.forEach(command -> client.say("idle again", command));
      CLASSES.forEach(command -> client.say("idle again", command + " q7 x"));
      client.look("after single commands");
      client.lookAtWorkers("after single commands", workers);
      client.say("after single commands", "reread");
      Until.holds("all are stopped", () -> subject.states().equals("S".repeat(workers)));
      client.look("reread while idle");
      client.lookAtWorkers("reread while idle", workers);

      // From here on which slot does what depends on which worker ended first.
      List<Held> busyAgain = occupy(subject, "second", workers);
      List<Wire> queued = fillQueue(subject);
      client.look("all busy and the queue full");
      client.say("all busy and the queue full", "Greet x");
      client.say("all busy and the queue full", "reread");
      for (Wire request : queued) {
        assertThat(request.rest()).isEqualTo("error: Queued request timed out\n");
        request.close();
      }
      client.look("reread while busy");
      release(subject, busyAgain, "S".repeat(workers));
      client.look("at the end");
    }
    return answers;
  }

  /** A request that waits at a gate of its own. */
  private record Held(Wire request, Gate gate) {}

  /** One request after the other until all are busy. */
  private static List<Held> occupy(ProgramUnderTest subject, String round, int workers) {
    List<String> names = IntStream.range(0, workers).mapToObj(i -> round + i).toList();
    List<Gate> gates = subject.gates(names);
    List<Held> held = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      String command = CLASSES.get(i % CLASSES.size());
      Wire request = subject.request(command + " q" + i + " hold=" + names.get(i));
      held.add(new Held(request, gates.get(i)));
      int left = workers - i - 1;
      Until.holds(left + " are free", () -> subject.free() == left);
    }
    return held;
  }

  private static List<Wire> fillQueue(ProgramUnderTest subject) {
    Wire first = subject.request("scan queued1 hold");
    Until.holds("one is queued", () -> subject.ask("status").contains(" 2 1 "));
    Wire second = subject.request("scan queued2 hold");
    Until.holds("two are queued", () -> subject.ask("status").contains(" 2 2 "));
    return List.of(first, second);
  }

  /** One after the other: how many are busy at the end of a request counts in its averages. */
  private static void release(ProgramUnderTest subject, List<Held> all, String states) {
    for (Held held : all) {
      held.gate().open();
      assertThat(held.request().rest()).startsWith("ok ");
      held.request().close();
      held.gate().close();
    }
    Until.holds("the states are " + states, () -> subject.states().equals(states));
  }

  /** The client program, and its answers under the state of the pool and the command. */
  private record Client(ProgramUnderTest subject, Map<String, String> answers) {

    /** Everything that does not depend on which slot is which, on one connection a command. */
    void look(String state) {
      String commands = String.join("\n", LOOKS) + "\n";
      keep(state, "-i", ask(List.of("-i"), commands));
      keep(state, "-i unprivileged", ask(subject.unprivilegedSocket(), List.of("-i"), commands));
    }

    void lookAtWorkers(String state, int workers) {
      String last = "workerinfo " + (workers - 1) + "\n";
      keep(
          state,
          "-i workers",
          ask(List.of("-i"), String.join("\n", LOOKS_AT_WORKERS) + "\n" + last));
    }

    /** The same, each command on a command line of its own. */
    void lookOneByOne(String state) {
      // On a command line "-1" is an option.
      LOOKS.stream().filter(c -> !c.contains(" -")).forEach(command -> say(state, command));
      LOOKS_AT_WORKERS.forEach(command -> say(state, command));
    }

    void say(String state, String command) {
      keep(state, command, ask(List.of(command.split(" ")), ""));
    }

    private Outcome ask(List<String> words, String input) {
      return ask(subject.commandSocket(), words, input);
    }

    private static Outcome ask(Path socket, List<String> words, String input) {
      List<String> command = new ArrayList<>(List.of("md-mx-ctrl"));
      command.addAll(List.of("-s", socket.toString()));
      command.addAll(words);
      return Outcome.of(command, input);
    }

    private void keep(String state, String command, Outcome outcome) {
      answers.put(
          state + ": " + command, Masks.masked(outcome.output()) + "\nstatus " + outcome.status());
    }
  }
}
