package dev.tidegate.tools.gate;

import dev.tidegate.tools.gate.IptablesRules.Window;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps connections out by a chain of its own to which INPUT leads, for hosts without nft; the
 * rules of others are left alone.
 *
 * <p>A rule that refuses names the second in which it ends, so the kernel opens by itself.
 */
final class IptablesBackend implements Backend {

  /** What is refused while nobody knows whether the last change was made. */
  private static final int UNKNOWN = -1;

  private static final Path IPV6_ADDRESSES = Path.of("/proc/net/if_inet6");

  /** One family of addresses: its programs, and what is said to them. */
  private record Family(Iptables programs, IptablesRules rules) {}

  private final IptablesRules rules;
  private final boolean isProportional;
  private final InstantSource clock;
  private final Consumer<String> tell;
  private final List<Family> families = new ArrayList<>();
  private int percent = UNKNOWN;

  /**
   * @param isProportional whether shares between nothing and all will be refused
   * @param tell takes a sentence whenever it has put something right
   */
  IptablesBackend(
      IptablesRules rules, boolean isProportional, InstantSource clock, Consumer<String> tell) {
    this.rules = rules;
    this.isProportional = isProportional;
    this.clock = clock;
    this.tell = tell;
  }

  @Override
  public void prepare() throws BackendException {
    List<Family> found = new ArrayList<>();
    for (boolean isIpv4 : families()) {
      found.add(family(isIpv4));
    }
    for (Family family : found) {
      makeSureItIsFree(family);
    }
    try {
      for (Family family : found) {
        families.add(family);
        install(family);
      }
    } catch (BackendException e) {
      takeAway(e);
      throw e;
    }
    percent = RefusedShare.OPEN;
  }

  /** Returns whether it is IPv4, for each family that this host has. */
  static List<Boolean> families() {
    return families(IPV6_ADDRESSES);
  }

  /**
   * The same, by the file that lists IPv6 addresses: none is in it where IPv6 is switched off, and
   * then not even the trial on loopback could connect.
   */
  static List<Boolean> families(Path ipv6Addresses) {
    try {
      return Files.readAllLines(ipv6Addresses).isEmpty() ? List.of(true) : List.of(true, false);
    } catch (IOException notThere) {
      return List.of(true);
    }
  }

  private Family family(boolean isIpv4) throws BackendException {
    Iptables programs =
        Iptables.find(isIpv4)
            .orElseThrow(
                () ->
                    new BackendException(
                        "%1$s and %1$s-restore are not installed (Debian: apt-get install iptables)"
                                .formatted(Iptables.name(isIpv4))
                            + "; or choose another --backend"));
    return new Family(programs, rules.of(isIpv4));
  }

  private void makeSureItIsFree(Family family) throws BackendException {
    Optional<String> found = family.programs.chain(rules.chain());
    if (found.isEmpty()) {
      return;
    }
    String name = "the chain " + rules.chain() + " of " + family.programs.program();
    Owner.checkThatIsLeftOver(
        found.get(), name, "delete the chain and the rule of INPUT that leads there");
    tell.accept("taking over " + name + " from a gate that has died");
  }

  private void install(Family family) throws BackendException {
    family.programs.apply(family.rules.open(), "make its chain");
    family.programs.deleteInput(family.rules.jump());
    family.programs.apply(
        family.rules.leadingHere(family.rules.open()), "have INPUT lead to its chain");
    new IptablesTrial(family.programs, family.rules, isProportional, clock).run();
    family.programs.apply(family.rules.open(), "make its chain");
  }

  /** After a failed preparation; what fails now is told with what failed then. */
  private void takeAway(BackendException failure) {
    try {
      close();
    } catch (BackendException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void refuse(RefusedShare refusal) throws BackendException {
    boolean isStillOpen = refusal.percent() == RefusedShare.OPEN && percent == RefusedShare.OPEN;
    percent = UNKNOWN;
    Window window = Window.of(clock.instant(), refusal.lease());
    for (Family family : families) {
      String text = family.rules.refuse(refusal.percent(), window);
      if (!isStillOpen) {
        family.programs.apply(text, "change what is refused");
      }
      if (!family.programs.hasInput(family.rules.jump())) {
        tell.accept(
            "someone has deleted the rule of INPUT that leads to the chain %s (%s); making it again"
                .formatted(rules.chain(), family.programs.program()));
        family.programs.apply(family.rules.leadingHere(text), "have INPUT lead to its chain");
      }
    }
    percent = refusal.percent();
  }

  @Override
  public void close() throws BackendException {
    BackendException failure = null;
    for (Family family : families) {
      try {
        // The first step alone opens; the others only tidy up.
        family.programs.apply(family.rules.open(), "open");
        family.programs.deleteInput(family.rules.jump());
        family.programs.deleteChain(rules.chain());
      } catch (BackendException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
    families.clear();
  }

  @Override
  public String lapsed() {
    return "the kernel has opened";
  }

  @Override
  public String describe() {
    return "iptables, chain " + rules.chain();
  }
}
