package dev.tidegate.tools.gate;

import dev.tidegate.client.Address;
import dev.tidegate.client.ControlClient;
import dev.tidegate.client.Knowledge.Known;
import dev.tidegate.client.NotifyListener;
import dev.tidegate.client.Update;
import dev.tidegate.client.Update.Cause;
import dev.tidegate.client.Update.Server;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Looks what the multiplexor at an address is and tells.
 *
 * @param control where it can be asked, if anywhere
 */
record MultiplexorCheck(Address to, Optional<Address> control) {
  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final Duration ANSWER_TIME = Duration.ofSeconds(2);

  /** Listens for some seconds, and asks. */
  List<CheckResult> findings(NotifyListener listener) throws InterruptedException {
    List<CheckResult> findings = new ArrayList<>();
    Optional<Server> server = Optional.empty();
    boolean isKnown = false;
    long endNanos = System.nanoTime() + PATIENCE.toNanos();
    String trouble = "it has not greeted within " + GateText.of(PATIENCE);
    while (endNanos - System.nanoTime() > 0 && !(server.isPresent() && isKnown)) {
      Optional<Update> update =
          listener.next(Duration.ofNanos(Math.max(1, endNanos - System.nanoTime())));
      if (update.isEmpty()) {
        break;
      }
      switch (update.get().cause()) {
        case Cause.ServerIdentified met -> server = Optional.of(met.server());
        case Cause.Disconnected lost -> trouble = lost.why();
        case Cause.Refused refused -> trouble = refused.answer();
        case Cause.Received told -> {}
        case Cause.HeartbeatMissed silent -> {}
        case Cause.Polled asked -> {}
        case Cause.PollFailed inVain -> {}
      }
      isKnown = update.get().knowledge() instanceof Known;
    }
    if (server.isEmpty()) {
      findings.add(
          CheckResult.bad(
              "multiplexor %s: %s; is it running, with -O, and may this user connect?"
                  .formatted(to, trouble)));
    } else {
      findings.add(met(server.get()));
    }
    control.ifPresent(address -> findings.add(asked(address)));
    return findings;
  }

  private CheckResult met(Server server) {
    String subject = "multiplexor " + to + ": ";
    return switch (server) {
      case Server.Json json ->
          CheckResult.good(subject + "tidegate " + json.version() + " on " + json.host());
      case Server.Extended extended -> CheckResult.good(subject + "tidegate");
      case Server.Reference plain ->
          control.isPresent()
              ? CheckResult.good(subject + "MIMEDefang's own, or one that tells as little")
              : CheckResult.doubtful(
                  subject
                      + "MIMEDefang's own, or one that tells as little: without --control the gate"
                      + " does not know the state when it starts, and a closing ends after"
                      + " --max-closed");
    };
  }

  private static CheckResult asked(Address address) {
    String subject = "control " + address + ": ";
    try {
      String answer = new ControlClient(address.socketAddress(), ANSWER_TIME).ask("free").strip();
      return answer.matches("[0-9]{1,9}")
          ? CheckResult.good(subject + answer + " workers are free")
          : CheckResult.bad(
              subject + "answered '%.60s' to 'free': is it another socket?".formatted(answer));
    } catch (IOException e) {
      return CheckResult.bad(
          subject + "does not answer: " + e.getMessage() + "; it is the multiplexor's -s or -a");
    }
  }
}
