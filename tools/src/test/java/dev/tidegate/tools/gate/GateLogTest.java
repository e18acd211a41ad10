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

final class GateLogTest {
  private static final OptionalInt NONE = OptionalInt.empty();

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final PrintStream stream = new PrintStream(said, true, ISO_8859_1);
  private final AsyncPrinter asyncPrinter = new AsyncPrinter(stream, stream);
  private final GateLog gateLog =
      new GateLog(asyncPrinter, new TreeSet<>(List.of(25)), "the multiplexor", "", false);

  @Test
  void faultOfTheBackendIsToldOnceAndIsNoMatterOfTheState() {
    for (int round = 0; round < 3; round++) {
      gateLog.failed(act(100), new BackendException("no ink"));
      gateLog.did(act(0));
      learn(new Cause.Polled(0), known());
    }
    gateLog.did(act(100));
    gateLog.failed(act(100), new BackendException("no ink"));
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
    gateLog.failed(act(0), new BackendException("no ink"));
    gateLog.failed(act(0), new BackendException("no ink"));
    gateLog.failed(act(0), new BackendException("no paper"));
    gateLog.did(act(0));
    gateLog.failed(act(0), new BackendException("no paper"));
    assertTold(
        "tidegate gate: failed to open port 25: no ink",
        "tidegate gate: failed to open port 25: no paper",
        "opened port 25: so",
        "tidegate gate: failed to open port 25: no paper");
  }

  @Test
  void stateThatIsKnownAgainIsToldAfterItWasUnknown() {
    Cause lost = new Cause.Disconnected("it has gone", Duration.ofSeconds(1));
    learn(lost, new Unknown("gone"));
    learn(lost, new Unknown("gone"));
    learn(new Cause.Polled(0), known());
    learn(new Cause.Polled(0), known());
    assertTold("tidegate gate: it has gone", "the state of the multiplexor is known again");
  }

  @Test
  void leaseThatRanOutIsToldEachTimeAndCounted() {
    gateLog.did(act(100));
    gateLog.lapsed(new Decision.LeaseExpired("it slept"), "the ink has faded");
    gateLog.lapsed(new Decision.LeaseExpired("it slept"), "the ink has faded");
    GateController controller = new GateController(GateSettings.DEFAULT, 0);
    assertThat(gateLog.status(controller, "ink", 0)).contains("renewed 0 times, run out 2 times");
    assertTold(
        "closed port 25: so",
        "the lease on port 25 has run out, the ink has faded: it slept",
        "the lease on port 25 has run out, the ink has faded: it slept");
  }

  private void learn(Cause cause, Knowledge knowledge) {
    gateLog.learnt(new Update(cause, knowledge, true, 0));
  }

  private static Known known() {
    return new Known(Level.NONE_FREE, NONE, NONE, NONE);
  }

  private static Decision.Act act(int percent) {
    return new Decision.Act(new RefusedShare(percent, NONE, Duration.ofSeconds(15)), true, "so");
  }

  private void assertTold(String... lines) {
    asyncPrinter.finish();
    assertThat(said.toString(ISO_8859_1).lines()).containsExactly(lines);
  }
}
