package dev.tidegate.tools.gate;

import dev.tidegate.tools.gate.IptablesRules.Window;
import dev.tidegate.tools.gate.ListeningPorts.Found;
import dev.tidegate.tools.gate.ListeningPorts.Holder;
import dev.tidegate.tools.gate.ListeningPorts.Listening;
import dev.tidegate.tools.gate.Nft.Table;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks whether a gate could work on this host; changes nothing. */
final class HostCheck {
  private static final int TRIES = 3;

  private final List<CheckResult> findings = new ArrayList<>();

  List<CheckResult> findings() {
    return List.copyOf(findings);
  }

  /** Looks for nft, its rights, and a table of that name. */
  void nft(Optional<Nft> program, NftRules rules) {
    if (program.isEmpty()) {
      findings.add(CheckResult.bad("nft: not installed: apt-get install nftables"));
      return;
    }
    Nft nft = program.get();
    findings.add(CheckResult.good("nft: " + nft.program()));
    try {
      Optional<Table> found = triedOut(nft, rules);
      findings.add(CheckResult.good("rights: may change the rules, and the kernel knows all of ours"));
      owner(
          "table inet " + rules.table() + ": ",
          found.map(Table::text),
          "nft delete table inet " + rules.table());
    } catch (BackendException e) {
      findings.add(CheckResult.bad("rights: " + e.getMessage()));
    }
  }

  /**
   * Tries out whether the table could be installed in the place of the one that is there, once more
   * if a gate has begun or ended meanwhile.
   *
   * @return the table that is there
   */
  private static Optional<Table> triedOut(Nft nft, NftRules rules) throws BackendException {
    Optional<Table> found = nft.table(rules.table());
    for (int tries = 1; ; tries++) {
      OptionalLong handle =
          found.isPresent() ? OptionalLong.of(found.get().handle()) : OptionalLong.empty();
      RefusedShare closed =
          new RefusedShare(RefusedShare.CLOSED, OptionalInt.empty(), GateSettings.DEFAULT.lease());
      try {
        nft.tryOut(rules.install(handle, closed));
        return found;
      } catch (BackendException e) {
        Optional<Table> now = nft.table(rules.table());
        if (tries == TRIES || now.map(Table::handle).equals(found.map(Table::handle))) {
          throw e;
        }
        found = now;
      }
    }
  }

  /**
   * Looks whose it is.
   *
   * @param found what it says, if it is there
   * @param remedy how it can be deleted
   */
  private void owner(String subject, Optional<String> found, String remedy) {
    if (found.isEmpty()) {
      findings.add(CheckResult.good(subject + "the name is free"));
      return;
    }
    Optional<Owner> owner = Owner.find(found.get());
    if (owner.isEmpty()) {
      findings.add(CheckResult.bad(subject + "is someone else's; choose another name with --table"));
      return;
    }
    try {
      findings.add(
          switch (owner.get().life()) {
            case LIVES ->
                CheckResult.doubtful(
                    subject
                        + "a gate has it now, process "
                        + owner.get().pid()
                        + "; a second one needs another --table");
            case IS_DEAD -> CheckResult.good(subject + "a dead gate's, which is taken over");
            case CANNOT_TELL ->
                CheckResult.bad(
                    subject + "a gate's in another process namespace; if that is dead: " + remedy);
          });
    } catch (IOException e) {
      findings.add(CheckResult.bad("/proc: cannot be read: " + e.getMessage()));
    }
  }

  /** Looks who listens on the port. */
  void port(ListeningPorts ports, int port) {
    String subject = "port " + port + ": ";
    try {
      Found found = ports.look(port);
      if (found.sockets().isEmpty()) {
        findings.add(
            CheckResult.doubtful(
                subject
                    + "nobody listens there now; is the mail server running, on this host and"
                    + " in this network namespace?"));
        return;
      }
      String who =
          found.holders().isEmpty()
              ? "in use (by whom, only root may see)"
              : "in use by " + names(found);
      if (found.holders().stream().anyMatch(each -> each.name().startsWith("docker-proxy"))) {
        findings.add(
            CheckResult.bad(
                subject
                    + who
                    + ", so mail is forwarded into a container, past the gate's rules;"
                    + " run the gate in the container's network namespace"));
      } else if (found.sockets().stream().allMatch(Listening::isLoopback)) {
        findings.add(
            CheckResult.doubtful(subject + who + ", for this host alone, which always passes"));
      } else {
        findings.add(CheckResult.good(subject + who));
      }
    } catch (IOException e) {
      findings.add(CheckResult.doubtful(subject + "cannot see who has it: " + e.getMessage()));
    }
  }

  private static String names(Found found) {
    return found.holders().stream().map(Holder::toString).collect(Collectors.joining(", "));
  }

  /** Looks whether the socket for questions can be made. */
  void socket(Path path) {
    String subject = "socket " + path + ": ";
    Path folder = path.toAbsolutePath().getParent();
    Path above = folder == null || Files.exists(folder) ? folder : folder.getParent();
    if (isAnswered(path)) {
      findings.add(
          CheckResult.doubtful(subject + "a gate answers there now; a second one needs its own"));
    } else if (above != null && Files.isWritable(above)) {
      findings.add(CheckResult.good(subject + "can be made"));
    } else {
      findings.add(
          CheckResult.doubtful(
              subject
                  + "cannot be made by this user, so the gate could not be asked how it is;"
                  + " --socket names another place"));
    }
  }

  private static boolean isAnswered(Path path) {
    try (SocketChannel gate = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      return gate.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Looks for iptables, its rights, the matches that it needs, and a chain of that name. */
  void iptables(IptablesRules rules) {
    for (boolean isIpv4 : IptablesBackend.families()) {
      String name = Iptables.name(isIpv4);
      Optional<Iptables> found = Iptables.find(isIpv4);
      if (found.isPresent()) {
        findings.add(CheckResult.good(name + ": " + found.get().program()));
        chain(found.get(), rules.of(isIpv4));
      } else {
        findings.add(CheckResult.bad(name + ": not installed: apt-get install iptables"));
      }
    }
    findings.add(
        CheckResult.doubtful("time: whether a rule ends by itself here is tried out at the start"));
  }

  private void chain(Iptables programs, IptablesRules rules) {
    try {
      Optional<String> found = programs.chain(rules.chain());
      Window window = Window.past(Instant.now());
      programs.tryOut(rules.refuse(RefusedShare.CLOSED, window));
      findings.add(CheckResult.good("rights: may read the rules, and iptables knows all of ours"));
      owner("chain " + rules.chain() + ": ", found, "delete it, and what leads there");
    } catch (BackendException e) {
      findings.add(CheckResult.bad("rights: " + e.getMessage()));
    }
  }

  /**
   * Looks whether HAProxy could be answered there. The socket is bound and never listens: nobody
   * can connect to it, and a gate that starts meanwhile can listen there all the same.
   */
  void agentPort(ListeningPorts ports, InetSocketAddress address) {
    String subject = "agent checks on " + HaproxyBackend.text(address) + ": ";
    try (Socket trial = new Socket()) {
      trial.setReuseAddress(true);
      trial.bind(address);
      findings.add(CheckResult.good(subject + "can be answered"));
    } catch (IOException e) {
      findings.add(agentPortTaken(subject, ports, address.getPort(), e));
    }
  }

  private static CheckResult agentPortTaken(
      String subject, ListeningPorts ports, int port, IOException why) {
    Found found;
    try {
      found = ports.look(port);
    } catch (IOException e) {
      found = new Found(Set.of(), Set.of());
    }
    if (found.holders().isEmpty()) {
      return CheckResult.bad(subject + "the gate could not listen: " + why.getMessage());
    }
    return found.holders().stream().allMatch(Holder::isGate)
        ? CheckResult.doubtful(
            subject
                + "a gate answers there now, "
                + names(found)
                + "; a second one needs another --listen")
        : CheckResult.bad(
            subject + "the gate could not listen: " + why.getMessage() + ", by " + names(found));
  }

  /** Takes in what was found elsewhere. */
  void add(List<CheckResult> others) {
    findings.addAll(others);
  }
}
