package dev.tidegate.tools.gate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** What is kept, and by which means. */
final class PortOptions {
  static final int MOST_PORTS = 64;
  static final int MOST_EXEMPT = 512;
  private static final String BLANKS_AND_COMMA = "\\s*,\\s*";
  private static final String TABLE = "[A-Za-z][A-Za-z0-9_]{0,30}";

  /** The longest name of a chain, which iptables has below that of a table. */
  static final int LONGEST_CHAIN = 28;

  /** The means that there are. */
  enum BackendKind {
    NFT,
    IPTABLES,
    HAPROXY,
    COMMAND;

    /** How often is renewed, unless the operator says it. */
    Duration renew() {
      // Weights follow the pool as fast as HAProxy asks for them.
      return this == HAPROXY ? Duration.ofSeconds(1) : GateSettings.DEFAULT.renew();
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--port",
      paramLabel = "PORT",
      split = BLANKS_AND_COMMA,
      splitSynopsisLabel = ",",
      description = "refuse new connections to these ports (default: 25); such as 25,587")
  private List<Integer> ports = List.of(25);

  @Option(
      names = "--exempt",
      paramLabel = "NETWORK",
      split = BLANKS_AND_COMMA,
      splitSynopsisLabel = ",",
      description =
          "never refuse connections from these networks, such as 192.0.2.0/24 or 2001:db8::/32;"
              + " those from the machine itself always pass")
  private List<Network> exempt = new ArrayList<>();

  @Option(
      names = "--backend",
      paramLabel = "NAME",
      description = "by which means: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
  private BackendKind means = BackendKind.NFT;

  @Option(
      names = "--table",
      paramLabel = "NAME",
      description =
          "nft: the name of the table, in the family inet; iptables: of the chain (default:"
              + " ${DEFAULT-VALUE})")
  private String table = "tidegate";

  /**
   * Looks at all that is said of the ports.
   *
   * @throws IllegalArgumentException with a sentence, if it is wrong
   */
  void check() {
    ports();
    exempt();
    table();
  }

  /** Returns the ports, without repetitions. */
  SortedSet<Integer> ports() {
    for (int port : ports) {
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("--port " + port + " is not from 1 to 65535");
      }
    }
    if (ports.isEmpty() || ports.size() > MOST_PORTS) {
      throw new IllegalArgumentException("--port takes 1 to " + MOST_PORTS + " ports");
    }
    return Collections.unmodifiableSortedSet(new TreeSet<>(ports));
  }

  List<Network> exempt() {
    if (exempt.size() > MOST_EXEMPT) {
      throw new IllegalArgumentException("--exempt takes at most " + MOST_EXEMPT + " networks");
    }
    return List.copyOf(exempt);
  }

  BackendKind means() {
    return means;
  }

  String table() {
    if (!table.matches(TABLE)) {
      throw new IllegalArgumentException(
          "--table '" + table + "': a letter, then letters, digits and underscores, 31 at most");
    }
    return table;
  }

  /**
   * @throws IllegalArgumentException with a sentence, if the name is too long for a chain
   */
  void checkChain() {
    if (table().length() > LONGEST_CHAIN) {
      throw new IllegalArgumentException(
          "--table '%s' has more than the %d letters of a chain of iptables"
              .formatted(table, LONGEST_CHAIN));
    }
  }

  IptablesRules iptablesRules(Owner owner) {
    return new IptablesRules(table(), ports(), exempt(), owner);
  }

  NftRules nftRules(boolean isProportional, Owner owner) {
    return new NftRules(table(), ports(), exempt(), isProportional, owner);
  }
}
