package dev.tidegate.tools.gate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The programs of one family of addresses: iptables and iptables-restore, or ip6tables and
 * ip6tables-restore, of either variant, legacy or nft.
 *
 * @param program iptables or ip6tables
 * @param restore the other one, which lies beside it
 * @param isIpv4 whether it is for IPv4, not IPv6
 */
record Iptables(Path program, Path restore, boolean isIpv4) {

  /** Root's folders too: the PATH of another user often lacks them. */
  private static final String ROOTS_PATH = ":/usr/local/sbin:/usr/sbin:/sbin";

  /** Seconds to wait for whoever changes the rules now; less than a program may take. */
  private static final List<String> WAIT = List.of("-w", "1");

  /** More rules that lead to one chain are never made; a bound all the same. */
  private static final int MOST_JUMPS = 16;

  /** Finds the programs of a family; empty if one of the two is not installed. */
  static Optional<Iptables> find(boolean isIpv4) {
    String name = name(isIpv4);
    String path = System.getenv().getOrDefault("PATH", "") + ROOTS_PATH;
    return Stream.of(path.split(":"))
        .filter(folder -> folder.startsWith("/"))
        .map(
            folder ->
                new Iptables(Path.of(folder, name), Path.of(folder, name + "-restore"), isIpv4))
        .filter(each -> Files.isExecutable(each.program) && Files.isExecutable(each.restore))
        .findFirst();
  }

  static String name(boolean isIpv4) {
    return isIpv4 ? "iptables" : "ip6tables";
  }

  /** Does all that the text says, or nothing of it; what it does not name stays as it is. */
  void apply(String text, String attempt) throws BackendException {
    ProgramRun run = run(restore, List.of("--noflush"), text);
    if (!run.succeeded()) {
      throw failed(restore, run, attempt);
    }
  }

  /** Looks whether the program understands the text, and changes nothing. */
  void tryOut(String text) throws BackendException {
    ProgramRun run = run(restore, List.of("--noflush", "--test"), text);
    if (!run.succeeded()) {
      throw failed(restore, run, "try out the rules");
    }
  }

  /** Returns the rules of a chain in the table filter; empty if there is no such chain. */
  Optional<String> chain(String chain) throws BackendException {
    ProgramRun run = run(program, List.of("-S", chain), "");
    if (run.succeeded()) {
      return Optional.of(run.output());
    }
    if (run.ended() && (saysThatItIsNotThere(run) || isMissingAmongOthers(chain, run))) {
      return Optional.empty();
    }
    throw failed(program, run, "list the chain " + chain);
  }

  /** The variant of nft calls a chain that is not there incompatible, if INPUT has rules. */
  private boolean isMissingAmongOthers(String chain, ProgramRun run) throws BackendException {
    if (!run.output().contains("is incompatible")) {
      return false;
    }
    // The names of all chains come before the first rule, so they are in what is kept.
    ProgramRun all = run(program, List.of("-S"), "");
    return all.succeeded() && all.output().lines().noneMatch(("-N " + chain)::equals);
  }

  /** Tells whether INPUT has the rule. */
  boolean hasInput(List<String> rule) throws BackendException {
    ProgramRun run = run(program, with("-C", rule), "");
    if (run.succeeded()) {
      return true;
    }
    if (run.ended() && saysThatItIsNotThere(run)) {
      return false;
    }
    throw failed(program, run, "look for its rule in INPUT");
  }

  /** Takes the rule out of INPUT, as often as it is there. */
  void deleteInput(List<String> rule) throws BackendException {
    for (int count = 0; count < MOST_JUMPS && hasInput(rule); count++) {
      ProgramRun run = run(program, with("-D", rule), "");
      // Someone else may have deleted it meanwhile.
      if (!run.succeeded() && !(run.ended() && saysThatItIsNotThere(run))) {
        throw failed(program, run, "delete its rule in INPUT");
      }
    }
  }

  /** Deletes a chain with its rules, to which nothing leads any more. */
  void deleteChain(String chain) throws BackendException {
    apply("*filter\n:" + chain + " - [0:0]\n-X " + chain + "\nCOMMIT\n", "delete its chain");
  }

  private static List<String> with(String command, List<String> rule) {
    List<String> words = new ArrayList<>(List.of(command, "INPUT"));
    words.addAll(rule);
    return words;
  }

  /** A rule whose chain is not there is answered in one of several ways, by variant. */
  private static boolean saysThatItIsNotThere(ProgramRun run) {
    String said = run.output();
    return said.contains("No chain/target/match by that name")
        || said.contains("does a matching rule exist in that chain")
        || said.contains("does not exist")
        || said.contains("Couldn't load target");
  }

  private static ProgramRun run(Path program, List<String> words, String input)
      throws BackendException {
    List<String> all = new ArrayList<>();
    all.add(program.toString());
    all.addAll(WAIT);
    all.addAll(words);
    try {
      return ProgramRun.of(all, input);
    } catch (IOException e) {
      throw new BackendException("cannot run " + program + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException("interrupted while " + program + " ran", e);
    }
  }

  private static BackendException failed(Path program, ProgramRun run, String attempt) {
    return new BackendException(
        program + " could not " + attempt + " (" + run.complaint() + ")" + advice(run.output()));
  }

  private static String advice(String said) {
    if (said.contains("lock file")
        || said.contains("unable to initialize table")
        || said.contains("Permission denied")) {
      return "; it needs CAP_NET_ADMIN, the legacy variant also CAP_NET_RAW and the right to write"
          + " /run/xtables.lock: run it as root, or see tidegate-gate.service";
    }
    return "";
  }
}
