package dev.tidegate.tools.gate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.client.Knowledge;
import dev.tidegate.client.Knowledge.Known;
import dev.tidegate.client.Knowledge.Level;
import dev.tidegate.client.Knowledge.Unknown;
import dev.tidegate.client.Update;
import dev.tidegate.client.Update.Cause;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class NarratorTest {
  private static final OptionalInt NONE = OptionalInt.empty();

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(said, true, ISO_8859_1);
  private final Announcer announcer = new Announcer(stream, stream);
  private final Narrator narrator =
      new Narrator(announcer, new TreeSet<>(List.of(25)), "the multiplexor", "", false);

  @Test
  void faultOfTheBackendIsToldOnceAndIsNoMatterOfTheState() {
    for (int round = 0; round < 3; round++) {
      narrator.failed(act(100), new BackendException("no ink"));
      narrator.did(act(0));
      learn(new Cause.Asked(0), known());
    }
    narrator.did(act(100));
    narrator.failed(act(100), new BackendException("no ink"));
    assertTold(
        "tidegate gate: failed to refuse connections to port 25: no ink",
        "opened port 25: so",
        "opened port 25: so",
        "opened port 25: so",
        "closed port 25: so",
        "tidegate gate: failed to refuse connections to port 25: no ink");
  }

  @Test
  void openingThatFailsIsToldOnceUntilItWorks() {
    narrator.failed(act(0), new BackendException("no ink"));
    narrator.failed(act(0), new BackendException("no ink"));
    narrator.failed(act(0), new BackendException("no paper"));
    narrator.did(act(0));
    narrator.failed(act(0), new BackendException("no paper"));
    assertTold(
        "tidegate gate: failed to open port 25: no ink",
        "tidegate gate: failed to open port 25: no paper",
        "opened port 25: so",
        "tidegate gate: failed to open port 25: no paper");
  }

  @Test
  void stateThatIsKnownAgainIsToldAfterItWasUnknown() {
    Cause lost = new Cause.Lost("it has gone", Duration.ofSeconds(1));
    learn(lost, new Unknown("gone"));
    learn(lost, new Unknown("gone"));
    learn(new Cause.Asked(0), known());
    learn(new Cause.Asked(0), known());
    assertTold("tidegate gate: it has gone", "the state of the multiplexor is known again");
  }

  @Test
  void leaseThatRanOutIsToldEachTimeAndCounted() {
    narrator.did(act(100));
    narrator.lapsed(new Decision.Lapsed("it slept"), "the ink has faded");
    narrator.lapsed(new Decision.Lapsed("it slept"), "the ink has faded");
    Sluice sluice = new Sluice(SluiceSettings.DEFAULT, 0);
    assertThat(narrator.status(sluice, "ink", 0)).contains("renewed 0 times, run out 2 times");
    assertTold(
        "closed port 25: so",
        "the lease on port 25 has run out, the ink has faded: it slept",
        "the lease on port 25 has run out, the ink has faded: it slept");
  }

  private void learn(Cause cause, Knowledge knowledge) {
    narrator.learnt(new Update(cause, knowledge, true, 0));
  }

  private static Known known() {
    return new Known(Level.NONE_FREE, NONE, NONE, NONE);
  }

  private static Decision.Act act(int percent) {
    return new Decision.Act(new Refusal(percent, NONE, Duration.ofSeconds(15)), true, "so");
  }

  private void assertTold(String... lines) {
    announcer.finish();
    assertThat(said.toString(ISO_8859_1).lines()).containsExactly(lines);
  }
}
