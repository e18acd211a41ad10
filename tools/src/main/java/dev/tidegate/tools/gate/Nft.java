package dev.tidegate.tools.gate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The program nft.
 *
 * @param program where it lies
 */
record Nft(Path program) {
  /** Root's folders too: the PATH of another user often lacks them. */
  private static final String ROOTS_PATH = ":/usr/local/sbin:/usr/sbin:/sbin";

  private static final Pattern HANDLE = Pattern.compile("\\Atable inet \\S+ \\{ # handle (\\d+)");

  /**
   * A table as it is: its rules and sets, without what changes by itself.
   *
   * @param handle its number; a table that is made anew has another one
   */
  record Table(long handle, String text) {}

  /** Returns the program, wherever it lies; if it does not, running it will say so. */
  static Nft usual() {
    return find().orElse(new Nft(Path.of("/usr/sbin/nft")));
  }

  /** Finds the program; empty if it is not installed. */
  static Optional<Nft> find() {
    String path = System.getenv().getOrDefault("PATH", "") + ROOTS_PATH;
    return Stream.of(path.split(":"))
        .filter(folder -> folder.startsWith("/"))
        .map(folder -> Path.of(folder, "nft"))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Nft::new);
  }

  /** Does all that the text says, or nothing of it. */
  void apply(String text) throws BackendException {
    ProgramRun run = run(List.of("-f", "-"), text);
    if (!run.succeeded()) {
      throw failed(run, "change the rules");
    }
  }

  /** Looks whether the text could be applied, and changes nothing. */
  void tryOut(String text) throws BackendException {
    ProgramRun run = run(List.of("-c", "-f", "-"), text);
    if (!run.succeeded()) {
      throw failed(run, "try out the rules");
    }
  }

  /** Returns the table of that name in the family inet; empty if there is none. */
  Optional<Table> table(String name) throws BackendException {
    ProgramRun run = run(List.of("-a", "-s", "-t", "list", "table", "inet", name), "");
    if (!run.succeeded()) {
      if (run.ended() && run.output().contains("No such file or directory")) {
        return Optional.empty();
      }
      throw failed(run, "list the table inet " + name);
    }
    Matcher handle = HANDLE.matcher(run.output());
    if (!handle.find()) {
      throw new BackendException(
          program
              + " listed the table inet "
              + name
              + " in a way that is not understood: "
              + run.complaint());
    }
    return Optional.of(new Table(Long.parseLong(handle.group(1)), run.output()));
  }

  private ProgramRun run(List<String> words, String input) throws BackendException {
    try {
      return ProgramRun.of(
          Stream.concat(Stream.of(program.toString()), words.stream()).toList(), input);
    } catch (IOException e) {
      throw new BackendException(
          "cannot run " + program + ": " + e.getMessage() + "; apt-get install nftables", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BackendException("interrupted while " + program + " ran", e);
    }
  }

  private BackendException failed(ProgramRun run, String attempt) {
    String advice =
        run.output().contains("Operation not permitted")
            ? "; it needs CAP_NET_ADMIN: run it as root, or as a service with"
                + " AmbientCapabilities=CAP_NET_ADMIN"
            : "";
    return new BackendException(
        program + " could not " + attempt + " (" + run.complaint() + ")" + advice);
  }
}
