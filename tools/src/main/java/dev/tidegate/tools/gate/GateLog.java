package dev.tidegate.tools.gate;

import dev.tidegate.client.Knowledge;
import dev.tidegate.client.Update;
import dev.tidegate.client.Update.Cause;
import dev.tidegate.client.Update.Server;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.stream.Collectors;

/** Says in words what the gate does and why, one line each, and nothing twice in a row. */
final class GateLog {
  private final AsyncPrinter asyncPrinter;
  private final String ports;
  private final String multiplexor;
  private final String plainHint;
  private final boolean isDryRun;
  private final long startedNanos = System.nanoTime();
  private String lastTrouble = "";
  private String lastFailureToOpen = "";
  private String lastFailureToRefuse = "";
  private long closings;
  private long openings;
  private long renewals;
  private long lapses;
  private long failures;
  private boolean isOpen = true;

  /**
   * @param multiplexor its address
   * @param plainHint what is to be said if it turns out to be one that tells little; may be empty
   */
  GateLog(
      AsyncPrinter asyncPrinter,
      SortedSet<Integer> ports,
      String multiplexor,
      String plainHint,
      boolean isDryRun) {
    this.asyncPrinter = asyncPrinter;
    this.ports = portWords(ports);
    this.multiplexor = multiplexor;
    this.plainHint = plainHint;
    this.isDryRun = isDryRun;
  }

  /** Returns {@code port 25} or {@code ports 25, 587}. */
  static String portWords(SortedSet<Integer> ports) {
    String list = ports.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return (ports.size() == 1 ? "port " : "ports ") + list;
  }

  void started(String backend) {
    asyncPrinter.say("keeping %s by %s; listening to %s".formatted(ports, backend, multiplexor));
  }

  void ended(String why) {
    asyncPrinter.say((isDryRun ? "would leave " : "left ") + ports + " open: " + why);
  }

  void did(Decision.Act act) {
    if (act.refusal().percent() == RefusedShare.OPEN) {
      lastFailureToOpen = "";
    } else {
      lastFailureToRefuse = "";
    }
    if (!act.isChange()) {
      renewals++;
      return;
    }
    int percent = act.refusal().percent();
    isOpen = percent == RefusedShare.OPEN;
    String deed;
    if (isOpen) {
      openings++;
      deed = isDryRun ? "would open " + ports : "opened " + ports;
    } else if (percent == RefusedShare.CLOSED) {
      closings++;
      deed = isDryRun ? "would close " + ports : "closed " + ports;
    } else {
      deed =
          (isDryRun ? "would refuse " : "refusing ") + percent + "% of new connections to " + ports;
    }
    asyncPrinter.say(deed + ": " + act.why());
  }

  /**
   * @param effect what has become of it, by the back-end
   */
  void lapsed(Decision.LeaseExpired lapsed, String effect) {
    lapses++;
    isOpen = true;
    asyncPrinter.say("the lease on %s has run out, %s: %s".formatted(ports, effect, lapsed.why()));
  }

  /** The same failure is told once, until what failed has been done in between. */
  void failed(Decision.Act act, BackendException failure) {
    failures++;
    String text = String.valueOf(failure.getMessage());
    if (act.refusal().percent() == RefusedShare.OPEN) {
      if (!text.equals(lastFailureToOpen)) {
        lastFailureToOpen = text;
        asyncPrinter.complain("failed to open " + ports + ": " + text);
      }
    } else if (!text.equals(lastFailureToRefuse)) {
      lastFailureToRefuse = text;
      asyncPrinter.complain("failed to refuse connections to " + ports + ": " + text);
    }
  }

  void learnt(Update update) {
    switch (update.cause()) {
      case Cause.ServerIdentified met -> asyncPrinter.say(kind(met.server()));
      case Cause.Disconnected lost -> trouble(lost.why());
      case Cause.Refused refused ->
          trouble(multiplexor + " takes no further listener: " + refused.answer());
      case Cause.HeartbeatMissed silent ->
          trouble(multiplexor + " has been silent for " + GateText.of(silent.silence()));
      case Cause.PollFailed failed -> trouble("query failed: " + failed.why());
      case Cause.Received told -> {}
      case Cause.Polled asked -> {}
    }
    if (update.knowledge() instanceof Knowledge.Known && !lastTrouble.isEmpty()) {
      lastTrouble = "";
      asyncPrinter.say("the state of " + multiplexor + " is known again");
    }
  }

  private String kind(Server server) {
    return switch (server) {
      case Server.Json json ->
          "%s is tidegate %s on %s".formatted(multiplexor, json.version(), json.host());
      case Server.Extended extended -> multiplexor + " is tidegate";
      case Server.Reference plain -> multiplexor + " is MIMEDefang's own multiplexor" + plainHint;
    };
  }

  /** The same trouble is told once, until the state has been known in between. */
  private void trouble(String text) {
    if (!text.equals(lastTrouble)) {
      lastTrouble = text;
      asyncPrinter.complain(text);
    }
  }

  void held(Optional<Duration> time) {
    asyncPrinter.say("an operator holds " + ports + " open " + span(time));
  }

  void resumed() {
    asyncPrinter.say("an operator lets the gate go by the multiplexor again");
  }

  String holding(Optional<Duration> time) {
    return "Held open " + span(time) + ".\n";
  }

  private static String span(Optional<Duration> time) {
    return time.map(duration -> "for " + GateText.of(duration)).orElse("until 'resume'");
  }

  /** Returns the answer to {@code tidegate gate status}. */
  String status(GateController controller, String backend, long nowNanos) {
    OptionalInt percent = controller.inForce();
    String state =
        percent.isEmpty()
            ? "not known, the back-end has failed"
            : switch (percent.getAsInt()) {
              case RefusedShare.OPEN -> "open";
              case RefusedShare.CLOSED -> "closed";
              default -> percent.getAsInt() + "% of new connections refused";
            };
    String sign =
        controller.signAgeNanos(nowNanos).isPresent()
            ? GateText.of(Duration.ofNanos(controller.signAgeNanos(nowNanos).getAsLong())) + " ago"
            : "none yet";
    return """
    %s: %s
    why: %s
    back-end: %s
    multiplexor: %s
    last sign of life: %s
    so far: closed %d times, opened %d times, renewed %d times, run out %d times, failed %d times
    gate: process %d, for %s
    """
        .formatted(
            ports,
            state,
            controller.why(nowNanos),
            backend,
            controller.server().map(this::kind).orElse(multiplexor + ", not connected"),
            sign,
            closings,
            openings,
            renewals,
            lapses,
            failures,
            ProcessHandle.current().pid(),
            GateText.of(Duration.ofNanos(nowNanos - startedNanos)));
  }
}
