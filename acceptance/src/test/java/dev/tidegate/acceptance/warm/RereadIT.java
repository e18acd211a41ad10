package dev.tidegate.acceptance.warm;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rereads of changed and of broken rules while requests go on. */
@Order(2)
@Execution(ExecutionMode.CONCURRENT)
final class RereadIT {

  /** So often a change may take longer than it should, as other tests run beside. */
  private static final int ATTEMPTS = 5;

  private static final String PERLS_MESSAGE = "Missing right curly";

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void changedRulesAreSoonInForce(boolean bySignal) {
    try (FilterHost host = FilterHost.start("-E", "-x", "4", "-m", "2", "-w", "1");
        Wire listener = host.rereadListener()) {
      ProgramUnderTest subject = host.subject();
      host.awaitWarmParent();
      List<Duration> took = new ArrayList<>();
      Duration soon;
      do {
        soon = host.soon();
        String generation = "changed" + took.size();
        host.writeRules(generation);
        long beganNanos = System.nanoTime();
        if (bySignal) {
          subject.signal("INT");
        } else {
          host.reread();
        }
        host.awaitGeneration(generation);
        took.add(Duration.ofNanos(System.nanoTime() - beganNanos));
        JsonObject event = event(listener);
        assertThat(event.get("type").getAsString()).isEqualTo("reread");
        assertThat(event.get("by").getAsString()).isEqualTo(bySignal ? "signal" : "command");
        assertThat(event.get("generation").getAsInt()).isEqualTo(took.size());
      } while (took.getLast().compareTo(soon) > 0 && took.size() < ATTEMPTS);
      assertThat(took.getLast()).as(took::toString).isLessThanOrEqualTo(soon);
      // What is answered now was published before: no reread but those.
      assertThat(host.rereads("succeeded")).isEqualTo(took.size());
      assertThat(listener.line(Duration.ofMillis(100))).isEmpty();
    }
  }

  private static JsonObject event(Wire listener) {
    return JsonParser.parseString(listener.line()).getAsJsonObject();
  }

  @Test
  void brokenRulesLeaveTheGenerationInForceWithAWarmParent() throws Exception {
    try (FilterHost host = FilterHost.start("-E", "-x", "8", "-m", "1", "-q", "100");
        Wire listener = host.rereadListener()) {
      host.awaitWarmParent();
      host.breakRules();
      try (SteadyLoad load = SteadyLoad.on(host.subject(), 10, FilterHost.RELAY_CHECK)) {
        failsSoon(host, listener);
        // New workers are forked from the rules that are in force.
        int before = host.requestStarts();
        assertThat(answersAtOnce(host, 3)).containsOnly("one");
        assertThat(host.requestStarts()).isGreaterThan(before);
        assertThat(load.stop())
            .extracting(each -> FilterHost.generation(each.answer()))
            .containsOnly("one");
      }
      repairWorks(host, listener);
    }
  }

  @Test
  void brokenRulesLeaveTheGenerationInForceWithoutAWarmParent() throws Exception {
    try (FilterHost host =
            FilterHost.start("-x", "4", "-m", "2", "-w", "1", "-r", "3", "-i", "10", "-q", "100");
        Wire listener = host.rereadListener()) {
      // Both have loaded the rules once they answer.
      Until.holds("two run", () -> host.subject().states().startsWith("II"));
      assertThat(answersAtOnce(host, 2)).containsOnly("one");
      List<Long> workers = host.subject().workerPids();
      host.breakRules();
      failsSoon(host, listener);
      try (SteadyLoad load = SteadyLoad.on(host.subject(), 10, FilterHost.RELAY_CHECK)) {
        // Far more requests than -r allows each worker.
        Until.holds("many more are answered", () -> host.answered() > 20);
        assertThat(load.stop())
            .extracting(each -> FilterHost.generation(each.answer()))
            .containsOnly("one");
      }
      assertThat(host.subject().workerPids()).containsAll(workers);
      repairWorks(host, listener);
    }
  }

  /** Orders a reread of broken rules: it is reported in an event and in the log. */
  private static void failsSoon(FilterHost host, Wire listener) {
    List<Duration> took = new ArrayList<>();
    Duration soon;
    do {
      soon = host.soon();
      long beganNanos = System.nanoTime();
      host.reread();
      JsonObject event = event(listener);
      took.add(Duration.ofNanos(System.nanoTime() - beganNanos));
      assertThat(event.get("type").getAsString()).isEqualTo("reread_failed");
      assertThat(event.get("by").getAsString()).isEqualTo("command");
      assertThat(event.get("generation").getAsInt()).isZero();
      assertThat(event.get("exit").getAsInt()).isEqualTo(255);
      assertThat(event.get("stderr").toString()).contains(PERLS_MESSAGE);
    } while (took.getLast().compareTo(soon) > 0 && took.size() < ATTEMPTS);
    assertThat(took.getLast()).as(took::toString).isLessThanOrEqualTo(soon);
    assertThat(host.log("Reread failed.*" + PERLS_MESSAGE)).hasSize(took.size());
    assertThat(host.rereads("failed")).isEqualTo(took.size());
  }

  private static void repairWorks(FilterHost host, Wire listener) {
    host.writeRules("repaired");
    host.reread();
    assertThat(event(listener).get("type").getAsString()).isEqualTo("reread");
    host.awaitGeneration("repaired");
    assertThat(host.stats().getAsJsonObject("reread").get("failure").getAsString()).isEmpty();
  }

  /** The generations that answer so many relay checks, each of which waits for all others. */
  private static List<String> answersAtOnce(FilterHost host, int count) {
    String gate = host.subject().spool().resolve("gate").toString();
    List<Wire> held = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      held.add(host.subject().request("relayok 192.0.2.1 hold=" + gate + " 25 192.0.2.2 25 q" + i));
    }
    Until.holds(
        "each has a worker",
        () -> host.subject().states().chars().filter(state -> state == 'B').count() >= count);
    host.subject().gate().open();
    List<String> answers = held.stream().map(wire -> FilterHost.generation(wire.rest())).toList();
    held.forEach(Wire::close);
    host.subject().gate().shut();
    return answers;
  }

  /** The third reread is one of broken rules. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tenRereadsOfSlowRulesRefuseNoRequest(boolean warm) throws Exception {
    Duration loadTime = Duration.ofMillis(500);
    try (FilterHost host =
            warm
                ? FilterHost.start("-E", "-x", "4", "-m", "4", "-w", "1", "-q", "100")
                : FilterHost.startSmall("-x", "4", "-m", "4", "-w", "1", "-q", "100");
        Wire listener = host.rereadListener()) {
      Until.holds("all run", () -> host.subject().states().equals("IIII"));
      List<String> outcomes = new ArrayList<>();
      try (SteadyLoad load = SteadyLoad.on(host.subject(), 5, FilterHost.RELAY_CHECK)) {
        for (int i = 1; i <= 10; i++) {
          if (i == 3) {
            host.breakRules();
          } else {
            host.writeSlowRules("g" + i, loadTime);
          }
          host.reread();
          outcomes.add(event(listener).get("type").getAsString());
        }
        host.awaitGeneration("g10");
        assertThat(load.stop())
            .extracting(each -> FilterHost.generation(each.answer()))
            .allMatch(each -> each.matches("one|g\\d+"));
      }
      assertThat(outcomes).hasSize(10);
      assertThat(outcomes.get(2)).isEqualTo("reread_failed");
      outcomes.remove(2);
      assertThat(outcomes).containsOnly("reread");
    }
  }
}
