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
final class Narrator {
  private final Announcer announcer;
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
  Narrator(
      Announcer announcer,
      SortedSet<Integer> ports,
      String multiplexor,
      String plainHint,
      boolean isDryRun) {
    this.announcer = announcer;
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
    announcer.say("keeping %s by %s; listening to %s".formatted(ports, backend, multiplexor));
  }

  void ended(String why) {
    announcer.say((isDryRun ? "would leave " : "left ") + ports + " open: " + why);
  }

  void did(Decision.Act act) {
    if (act.refusal().percent() == Refusal.OPEN) {
      lastFailureToOpen = "";
    } else {
      lastFailureToRefuse = "";
    }
    if (!act.isChange()) {
      renewals++;
      return;
    }
    int percent = act.refusal().percent();
    isOpen = percent == Refusal.OPEN;
    String deed;
    if (isOpen) {
      openings++;
      deed = isDryRun ? "would open " + ports : "opened " + ports;
    } else if (percent == Refusal.CLOSED) {
      closings++;
      deed = isDryRun ? "would close " + ports : "closed " + ports;
    } else {
      deed =
          (isDryRun ? "would refuse " : "refusing ") + percent + "% of new connections to " + ports;
    }
    announcer.say(deed + ": " + act.why());
  }

  /**
   * @param effect what has become of it, by the back-end
   */
  void lapsed(Decision.Lapsed lapsed, String effect) {
    lapses++;
    isOpen = true;
    announcer.say("the lease on %s has run out, %s: %s".formatted(ports, effect, lapsed.why()));
  }

  /** The same failure is told once, until what failed has been done in between. */
  void failed(Decision.Act act, BackendException failure) {
    failures++;
    String text = String.valueOf(failure.getMessage());
    if (act.refusal().percent() == Refusal.OPEN) {
      if (!text.equals(lastFailureToOpen)) {
        lastFailureToOpen = text;
        announcer.complain("failed to open " + ports + ": " + text);
      }
    } else if (!text.equals(lastFailureToRefuse)) {
      lastFailureToRefuse = text;
      announcer.complain("failed to refuse connections to " + ports + ": " + text);
    }
  }

  void learnt(Update update) {
    switch (update.cause()) {
      case Cause.Met met -> announcer.say(kind(met.server()));
      case Cause.Lost lost -> trouble(lost.why());
      case Cause.Refused refused ->
          trouble(multiplexor + " takes no further listener: " + refused.answer());
      case Cause.Silent silent ->
          trouble(multiplexor + " has been silent for " + Words.of(silent.silence()));
      case Cause.AskedInVain inVain -> trouble("asked in vain: " + inVain.why());
      case Cause.Told told -> {}
      case Cause.Asked asked -> {}
    }
    if (update.knowledge() instanceof Knowledge.Known && !lastTrouble.isEmpty()) {
      lastTrouble = "";
      announcer.say("the state of " + multiplexor + " is known again");
    }
  }

  private String kind(Server server) {
    return switch (server) {
      case Server.Json json ->
          "%s is tidegate %s on %s".formatted(multiplexor, json.version(), json.host());
      case Server.Extended extended -> multiplexor + " is tidegate";
      case Server.Plain plain -> multiplexor + " is MIMEDefang's own multiplexor" + plainHint;
    };
  }

  /** The same trouble is told once, until the state has been known in between. */
  private void trouble(String text) {
    if (!text.equals(lastTrouble)) {
      lastTrouble = text;
      announcer.complain(text);
    }
  }

  void held(Optional<Duration> time) {
    announcer.say("an operator holds " + ports + " open " + span(time));
  }

  void resumed() {
    announcer.say("an operator lets the gate go by the multiplexor again");
  }

  String holding(Optional<Duration> time) {
    return "Held open " + span(time) + ".\n";
  }

  private static String span(Optional<Duration> time) {
    return time.map(duration -> "for " + Words.of(duration)).orElse("until 'resume'");
  }

  /** Returns the answer to {@code tidegate gate status}. */
  String status(Sluice sluice, String backend, long nowNanos) {
    OptionalInt percent = sluice.inForce();
    String state =
        percent.isEmpty()
            ? "not known, the back-end has failed"
            : switch (percent.getAsInt()) {
              case Refusal.OPEN -> "open";
              case Refusal.CLOSED -> "closed";
              default -> percent.getAsInt() + "% of new connections refused";
            };
    String sign =
        sluice.signAgeNanos(nowNanos).isPresent()
            ? Words.of(Duration.ofNanos(sluice.signAgeNanos(nowNanos).getAsLong())) + " ago"
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
            sluice.why(nowNanos),
            backend,
            sluice.server().map(this::kind).orElse(multiplexor + ", not connected"),
            sign,
            closings,
            openings,
            renewals,
            lapses,
            failures,
            ProcessHandle.current().pid(),
            Words.of(Duration.ofNanos(nowNanos - startedNanos)));
  }
}
