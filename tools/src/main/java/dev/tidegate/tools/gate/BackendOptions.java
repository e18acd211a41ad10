package dev.tidegate.tools.gate;

import dev.tidegate.client.Address;
import dev.tidegate.tools.gate.CommandBackend.Commands;
import dev.tidegate.tools.options.Quoting;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What the back-ends haproxy and command have to be told. */
final class BackendOptions {
  private static final Duration LONGEST_COMMAND = Duration.ofSeconds(8);

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      description =
          "haproxy: answer its agent checks at HOST:PORT, [::1]:PORT, inet:PORT (127.0.0.1) or"
              + " inet_any:PORT")
  private Optional<String> listen = Optional.empty();

  @Option(
      names = "--least-weight",
      paramLabel = "PERCENT",
      description =
          "haproxy: weight in percent reported while no worker is serviceable (default:"
              + " ${DEFAULT-VALUE}); with 0 the server gets nothing, also if the gate dies then")
  private int leastPercent = 1;

  @Option(
      names = "--drain",
      description =
          "haproxy: say 'drain' when nothing can be taken, and 'ready' else; that ends what an"
              + " operator of HAProxy has ordered by hand, too")
  private boolean withDrain;

  @Option(
      names = "--open",
      paramLabel = "COMMAND",
      description = "command: opens; is also run at the start and at the end")
  private Optional<String> open = Optional.empty();

  @Option(names = "--close", paramLabel = "COMMAND", description = "command: closes")
  private Optional<String> close = Optional.empty();

  @Option(
      names = "--prolong",
      paramLabel = "COMMAND",
      description = "command: is run at each renewal (default: nothing is)")
  private Optional<String> prolong = Optional.empty();

  @Option(
      names = "--shell",
      description =
          "command: have /bin/sh run the commands; else they are split at spaces outside quotes")
  private boolean inShell;

  @Option(
      names = "--command-timeout",
      paramLabel = "TIME",
      description =
          "command: one that takes longer is killed and has failed (default: 5s); nothing is"
              + " decided meanwhile")
  private Duration limit = Duration.ofSeconds(5);

  /**
   * Looks whether the means that was chosen is told all it needs.
   *
   * @throws IllegalArgumentException with a sentence, if not
   */
  void check(PortOptions port) {
    switch (port.means()) {
      case NFT -> {}
      case IPTABLES -> port.checkChain();
      case HAPROXY -> {
        listenAddress();
        agentWords();
      }
      case COMMAND -> commands();
    }
  }

  /**
   * Returns where HAProxy asks.
   *
   * @throws IllegalArgumentException with a sentence, if that is missing or no such place
   */
  InetSocketAddress listenAddress() {
    String text =
        listen
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "--backend haproxy needs --listen ADDRESS: where HAProxy's agent-addr and"
                            + " agent-port ask"))
            .replaceFirst("^inet_any:", "0.0.0.0:")
            .replaceFirst("^inet6_any:", "[::]:");
    if (!(Address.parse(text) instanceof Address.Tcp tcp)
        || !(tcp.socketAddress() instanceof InetSocketAddress address)) {
      throw new IllegalArgumentException("--listen '" + text + "' is no port of this host");
    }
    if (address.isUnresolved()) {
      throw new IllegalArgumentException("--listen: there is no host " + tcp.host());
    }
    return address;
  }

  /**
   * @throws IllegalArgumentException with a sentence, if the share is none
   */
  AgentWords agentWords() {
    if (leastPercent < 0 || leastPercent > AgentWords.MOST_PERCENT) {
      throw new IllegalArgumentException(
          "--least-weight " + leastPercent + " is not from 0 to " + AgentWords.MOST_PERCENT);
    }
    return new AgentWords(leastPercent, withDrain);
  }

  /**
   * @throws IllegalArgumentException with a sentence, if one is missing
   */
  Commands commands() {
    if (limit.compareTo(Duration.ofMillis(100)) < 0 || limit.compareTo(LONGEST_COMMAND) > 0) {
      throw new IllegalArgumentException(
          "--command-timeout %s is not from 100 ms to %s"
              .formatted(GateText.of(limit), GateText.of(LONGEST_COMMAND)));
    }
    return new Commands(
        words("--open", needed("--open", open)),
        words("--close", needed("--close", close)),
        prolong.map(text -> words("--prolong", text)),
        limit);
  }

  private static String needed(String option, Optional<String> command) {
    return command.orElseThrow(
        () -> new IllegalArgumentException("--backend command needs " + option + " COMMAND"));
  }

  private List<String> words(String option, String text) {
    if (inShell) {
      return Commands.inShell(text);
    }
    try {
      return Quoting.split(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(option + ": " + e.getMessage(), e);
    }
  }
}
