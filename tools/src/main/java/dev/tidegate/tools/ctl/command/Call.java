package dev.tidegate.tools.ctl.command;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * One call of a command.
 *
 * @param words what stood behind its name
 * @param server which multiplexor is meant
 * @param json whether {@code --json} was given, before the command's name or behind it
 * @param in standard input
 * @param out standard output
 * @param err standard error
 * @param commands all that there are, for those that run or list others
 */
public record Call(
    List<String> words,
    Server server,
    boolean json,
    InputStream in,
    PrintStream out,
    PrintStream err,
    Commands commands) {
  private static final String JSON = "--json";

  public Call {
    words = List.copyOf(words);
  }

  /** Returns the same with other words. */
  public Call with(List<String> otherWords) {
    return new Call(otherWords, server, json, in, out, err, commands);
  }

  /** Returns the same, asking another server. */
  public Call asking(Server otherServer) {
    return new Call(words, otherServer, json, in, out, err, commands);
  }

  /** Returns the same, printing elsewhere. */
  public Call to(PrintStream otherOut, PrintStream otherErr) {
    return new Call(words, server, json, in, otherOut, otherErr, commands);
  }

  /** Takes {@code --json} for the option that it is, wherever it stands among the words. */
  public Call takingJson() {
    List<String> rest = new ArrayList<>(words);
    boolean found = rest.removeIf(Predicate.isEqual(JSON));
    return new Call(rest, server, json || found, in, out, err, commands);
  }

  /**
   * Makes sure that there are so many words.
   *
   * @throws MisuseException if there are fewer or more
   */
  public void expect(int atLeast, int atMost, String usage) throws MisuseException {
    if (words.size() < atLeast || words.size() > atMost) {
      throw new MisuseException("it is called as: tidegate ctl " + usage);
    }
  }
}
