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
  List<Finding> findings(NotifyListener listener) throws InterruptedException {
    List<Finding> findings = new ArrayList<>();
    Optional<Server> server = Optional.empty();
    boolean isKnown = false;
    long endNanos = System.nanoTime() + PATIENCE.toNanos();
    String trouble = "it has not greeted within " + Words.of(PATIENCE);
    while (endNanos - System.nanoTime() > 0 && !(server.isPresent() && isKnown)) {
      Optional<Update> update =
          listener.next(Duration.ofNanos(Math.max(1, endNanos - System.nanoTime())));
      if (update.isEmpty()) {
        break;
      }
      switch (update.get().cause()) {
        case Cause.Met met -> server = Optional.of(met.server());
        case Cause.Lost lost -> trouble = lost.why();
        case Cause.Refused refused -> trouble = refused.answer();
        case Cause.Told told -> {}
        case Cause.Silent silent -> {}
        case Cause.Asked asked -> {}
        case Cause.AskedInVain inVain -> {}
      }
      isKnown = update.get().knowledge() instanceof Known;
    }
    if (server.isEmpty()) {
      findings.add(
          Finding.bad(
              "multiplexor %s: %s; is it running, with -O, and may this user connect?"
                  .formatted(to, trouble)));
    } else {
      findings.add(met(server.get()));
    }
    control.ifPresent(address -> findings.add(asked(address)));
    return findings;
  }

  private Finding met(Server server) {
    String subject = "multiplexor " + to + ": ";
    return switch (server) {
      case Server.Json json ->
          Finding.good(subject + "tidegate " + json.version() + " on " + json.host());
      case Server.Extended extended -> Finding.good(subject + "tidegate");
      case Server.Plain plain ->
          control.isPresent()
              ? Finding.good(subject + "MIMEDefang's own, or one that tells as little")
              : Finding.doubtful(
                  subject
                      + "MIMEDefang's own, or one that tells as little: without --control the gate"
                      + " does not know the state when it starts, and a closing ends after"
                      + " --max-closed");
    };
  }

  private static Finding asked(Address address) {
    String subject = "control " + address + ": ";
    try {
      String answer = new ControlClient(address.socketAddress(), ANSWER_TIME).ask("free").strip();
      return answer.matches("[0-9]{1,9}")
          ? Finding.good(subject + answer + " workers are free")
          : Finding.bad(
              subject + "answered '%.60s' to 'free': is it another socket?".formatted(answer));
    } catch (IOException e) {
      return Finding.bad(
          subject + "does not answer: " + e.getMessage() + "; it is the multiplexor's -s or -a");
    }
  }
}
