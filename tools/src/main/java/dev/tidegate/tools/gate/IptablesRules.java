package dev.tidegate.tools.gate;

import static java.time.ZoneOffset.UTC;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;

/**
 * The texts that make up the chain: each is one transaction for iptables-restore, which leaves all
 * other chains alone.
 *
 * @param chain its name, in the table filter
 * @param ports whose new connections are refused
 * @param exempt whose connections always pass
 * @param owner who makes it
 */
record IptablesRules(String chain, SortedSet<Integer> ports, List<Network> exempt, Owner owner) {

  /** What is new is told by its flags: connection tracking may not be there. */
  private static final String IS_NEW = "-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN";

  private static final String END = "COMMIT\n";

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(UTC);

  /**
   * The seconds of the wall clock in which a rule refuses, the last one included.
   *
   * <p>It has a beginning too: a clock that is set back puts the present before it, so that the
   * port is open then, instead of closed for as long as the clock went back.
   */
  record Window(Instant first, Instant last) {
    /** How far a clock may be set back without opening the port. */
    private static final Duration TOLERANCE = Duration.ofSeconds(5);

    /** Returns the window that has begun now and ends within the lease. */
    static Window of(Instant now, Duration lease) {
      return new Window(
          now.minus(TOLERANCE).truncatedTo(ChronoUnit.SECONDS),
          now.plus(lease).truncatedTo(ChronoUnit.SECONDS).minusSeconds(1));
    }

    /** Returns one that is over. */
    static Window past(Instant now) {
      return of(now.minusSeconds(60), Duration.ofSeconds(30));
    }

    private String match() {
      return "-m time --datestart " + TIME.format(first) + " --datestop " + TIME.format(last);
    }
  }

  /** Returns the same for one family of addresses alone. */
  IptablesRules of(boolean isIpv4) {
    return new IptablesRules(
        chain,
        ports,
        exempt.stream().filter(network -> network.isIpv4() == isIpv4).toList(),
        owner);
  }

  /** Returns the words of the rule in INPUT that leads here. */
  List<String> jump() {
    return List.of((IS_NEW + " -j " + chain).split(" "));
  }

  /** Makes the chain, or makes it anew, so that it refuses nothing. */
  String open() {
    return transaction(rules(List.of()));
  }

  /** Makes the chain, or makes it anew, so that it refuses that share within the window. */
  String refuse(int percent, Window window) {
    String chance = percent == RefusedShare.CLOSED ? "" : chance(percent);
    List<String> refusing =
        percent == RefusedShare.OPEN
            ? List.of()
            : ports.stream().map(port -> refusing(port, chance, window)).toList();
    return transaction(rules(refusing));
  }

  /** Has the text, another one of these, also lead here, before all other rules of INPUT. */
  String leadingHere(String text) {
    return text.replace(END, "-I INPUT 1 " + String.join(" ", jump()) + "\n" + END);
  }

  /**
   * Refuses one port on the loopback interface within the window, to see whether it works here.
   *
   * @param withShares whether the match for shares is tried out, too
   */
  String tryOut(int port, Window window, boolean withShares) {
    List<String> all = new ArrayList<>(rules(List.of()));
    all.add(1, "-i lo " + refusing(port, withShares ? chance(RefusedShare.CLOSED) : "", window));
    return transaction(all);
  }

  private static String chance(int percent) {
    return " -m statistic --mode random --probability %d.%02d"
        .formatted(percent / RefusedShare.CLOSED, percent % RefusedShare.CLOSED);
  }

  private static String refusing(int port, String chance, Window window) {
    return "-p tcp -m tcp --dport %d %s%s -j REJECT --reject-with tcp-reset"
        .formatted(port, window.match(), chance);
  }

  private List<String> rules(List<String> refusing) {
    List<String> all = new ArrayList<>();
    all.add("-m comment --comment \"" + owner.mark() + "\"");
    all.add("-i lo -j RETURN");
    exempt.forEach(network -> all.add("-s " + network + " -j RETURN"));
    all.addAll(refusing);
    return all;
  }

  private String transaction(List<String> all) {
    // The line with the colon makes the chain if it is not there, and empties it if it is.
    StringBuilder text = new StringBuilder("*filter\n:" + chain + " - [0:0]\n");
    all.forEach(rule -> text.append("-A ").append(chain).append(' ').append(rule).append('\n'));
    return text.append(END).toString();
  }
}
