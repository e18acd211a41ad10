package dev.tidegate.tools.options;

import dev.tidegate.client.Address;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A multiplexor that a tool is to hear.
 *
 * @param name by which its events are known: the one that the operator gave it, or its address
 * @param control its command or unprivileged socket
 */
public record Source(String name, Address address, Optional<Address> control) {
  /** How many can be listened to at once. */
  public static final int MAX_COUNT = 256;

  private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9._-]{1,64})=(.*)");

  /**
   * Pairs addresses by their order.
   *
   * @throws IllegalArgumentException with a sentence for whoever wrote them
   */
  public static List<Source> of(List<String> notify, List<String> control) {
    if (notify.size() > MAX_COUNT) {
      throw new IllegalArgumentException(
          "--to stands " + notify.size() + " times; at most " + MAX_COUNT + " are possible");
    }
    if (control.size() > notify.size()) {
      throw new IllegalArgumentException(
          "--control stands more often than --to: the first belongs to the first, and so on");
    }
    List<Source> sources = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int at = 0; at < notify.size(); at++) {
      Optional<Address> ask =
          at < control.size()
              ? Optional.of(address("--control", control.get(at)))
              : Optional.empty();
      Source source = of(notify.get(at), ask);
      if (!names.add(source.name)) {
        throw new IllegalArgumentException("two of --to have the name '" + source.name + "'");
      }
      sources.add(source);
    }
    return sources;
  }

  private static Source of(String text, Optional<Address> control) {
    Matcher named = NAMED.matcher(text);
    if (named.matches()) {
      if (named.group(2).isEmpty()) {
        throw new IllegalArgumentException("--to: '" + text + "' has a name but no address");
      }
      return new Source(named.group(1), address("--to", named.group(2)), control);
    }
    Address address = address("--to", text);
    return new Source(address.toString(), address, control);
  }

  private static Address address(String option, String text) {
    try {
      return Address.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(option + ": " + wrong.getMessage(), wrong);
    }
  }
}
