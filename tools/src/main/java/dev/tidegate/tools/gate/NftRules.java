package dev.tidegate.tools.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The texts that make up the table: what nft is told to install, to refuse and to take away.
 *
 * <p>For each share there is a set of ports whose elements run out in the kernel, and a rule that
 * refuses that share of what is new on them. So a share is a lease like the whole.
 *
 * @param table its name, in the family inet
 * @param ports whose new connections are refused
 * @param exempt whose connections always pass
 * @param isProportional whether shares between nothing and all are needed
 * @param owner who installs it
 */
record NftRules(
    String table,
    SortedSet<Integer> ports,
    List<Network> exempt,
    boolean isProportional,
    Owner owner) {

  /** Shares are rounded to this. */
  static final int STEP_PERCENT = 5;

  /** Before the filters of others, whose rules still apply to what passes here. */
  private static final int PRIORITY = -10;

  /**
   * Returns one transaction that makes the table with its present refusal.
   *
   * @param replaced the handle of a table of that name, which is deleted; if it is another one by
   *     now, or one has appeared meanwhile, the whole transaction fails
   */
  String install(OptionalLong replaced, RefusedShare refusal) {
    List<String> lines = new ArrayList<>();
    replaced.ifPresent(handle -> lines.add(delete(handle)));
    lines.add("create table inet " + table);
    lines.add("add chain inet %s owner".formatted(table));
    lines.add("add rule inet %s owner return comment \"%s\"".formatted(table, owner.mark()));
    shares().forEach(share -> lines.add(shareSet(share)));
    lines.add(
        "add chain inet %s input { type filter hook input priority %d; policy accept; }"
            .formatted(table, PRIORITY));
    // What is new is told by its flags: connection tracking may not be there, and is not started.
    addRule(lines, "tcp flags & (fin | syn | rst | ack) != syn return");
    addRule(lines, "iifname \"lo\" return");
    addExemptions(lines, "ip", true);
    addExemptions(lines, "ip6", false);
    shares().forEach(share -> addRule(lines, refusingRule(share)));
    addElement(lines, refusal);
    return text(lines);
  }

  /** Returns one transaction that refuses that share and no other; it also prolongs the lease. */
  String refuse(RefusedShare refusal) {
    List<String> lines = new ArrayList<>();
    // An element that is only added again keeps its old time-out.
    shares().forEach(share -> lines.add("flush set inet %s %s".formatted(table, name(share))));
    addElement(lines, refusal);
    return text(lines);
  }

  /** Returns a transaction that deletes the table of that handle. */
  String remove(long handle) {
    return text(List.of(delete(handle)));
  }

  private void addElement(List<String> lines, RefusedShare refusal) {
    int share = rounded(refusal.percent());
    if (share == RefusedShare.OPEN) {
      return;
    }
    String elements =
        ports.stream()
            .map(port -> port + " timeout " + refusal.lease().toMillis() + "ms")
            .collect(Collectors.joining(", "));
    lines.add("add element inet %s %s { %s }".formatted(table, name(share), elements));
  }

  /** Down to a step, so that what is not meant to be closed whole never is. */
  private int rounded(int percent) {
    int step = isProportional ? STEP_PERCENT : RefusedShare.CLOSED;
    return percent / step * step;
  }

  private List<Integer> shares() {
    int step = isProportional ? STEP_PERCENT : RefusedShare.CLOSED;
    return IntStream.rangeClosed(1, RefusedShare.CLOSED / step)
        .mapToObj(each -> each * step)
        .toList();
  }

  /** A set without a name: nft 1.0.6 confuses a named one with that of the table it replaces. */
  private void addExemptions(List<String> lines, String family, boolean isIpv4) {
    String networks =
        Network.withoutContained(exempt).stream()
            .filter(network -> network.isIpv4() == isIpv4)
            .map(Network::toString)
            .collect(Collectors.joining(", "));
    if (!networks.isEmpty()) {
      addRule(lines, family + " saddr { " + networks + " } return");
    }
  }

  private String shareSet(int share) {
    return "add set inet %s %s { type inet_service; flags timeout; }".formatted(table, name(share));
  }

  private static String refusingRule(int share) {
    String chance = share == RefusedShare.CLOSED ? "" : " numgen random mod 100 < " + share;
    return "tcp dport @%s%s counter reject with tcp reset".formatted(name(share), chance);
  }

  private static String name(int share) {
    return "refuse_" + share;
  }

  private void addRule(List<String> lines, String rule) {
    lines.add("add rule inet %s input %s".formatted(table, rule));
  }

  private static String delete(long handle) {
    return "delete table inet handle " + handle;
  }

  private static String text(List<String> lines) {
    return String.join("\n", lines) + "\n";
  }
}
