package dev.tidegate.tools.ctl.command;

import dev.tidegate.client.Address;
import dev.tidegate.client.ControlClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The multiplexor that is asked, ours or MIMEDefang's own.
 *
 * <p>MIMEDefang's own gives a word that it does not know to a worker, which runs it; so what only
 * ours has is never sent before it was seen in the list of commands that either prints.
 */
public final class Server {
  private final Address address;
  private final ControlClient client;
  private @Nullable Set<String> known;

  /**
   * @param timeout for each answer
   */
  public Server(Address address, Duration timeout) {
    this.address = address;
    this.client = new ControlClient(address.socketAddress(), timeout);
  }

  public Address address() {
    return address;
  }

  /**
   * Sends a command that either multiplexor knows and returns its answer as it came.
   *
   * @throws IOException with a sentence for the operator, if there is none
   */
  public String ask(String command) throws IOException {
    try {
      return client.ask(command);
    } catch (IOException failure) {
      throw new IOException(
          "no multiplexor answers at %s (%s): is it running, is this its socket, and may you ask it?"
              .formatted(address, failure.getMessage()),
          failure);
    }
  }

  /**
   * Sends a command that only ours has, to ours alone.
   *
   * @throws IOException with a sentence for the operator, if it has no such command
   */
  public String askOurs(String command) throws IOException {
    int space = command.indexOf(' ');
    String word = space < 0 ? command : command.substring(0, space);
    if (!knows(word)) {
      throw new IOException(
          isOurs()
              ? "the multiplexor at " + address + " does not know '" + word + "' on this socket"
              : "MIMEDefang's own multiplexor, at " + address + ", has no command '" + word + "'");
    }
    return ask(command);
  }

  /** Whether it lists a command, which says nothing of what it gives to a worker. */
  public boolean knows(String word) throws IOException {
    return known().contains(word);
  }

  /** Whether it is ours. */
  public boolean isOurs() throws IOException {
    return knows("stats");
  }

  private Set<String> known() throws IOException {
    Set<String> words = known;
    if (words == null) {
      words = commandsOf(ask("help"));
      known = words;
    }
    return words;
  }

  /** Returns the commands that a list names, several in a line as in {@code drain N, resume N}. */
  static Set<String> commandsOf(String help) {
    Set<String> words = new TreeSet<>();
    for (String line : help.split("\n", -1)) {
      // Two spaces stand between the commands and what they are for, or before more of that.
      for (String each : line.split(" {2,}", 2)[0].split(",", -1)) {
        words.add(each.strip().split(" ", 2)[0]);
      }
    }
    return words;
  }
}
