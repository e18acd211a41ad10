package dev.tidegate.tools.dashboard.web;

import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * The names by which this server may be called. A page of somebody else can make its own name mean
 * 127.0.0.1 and then read what is there: its name is none of these.
 */
final class HostNames {
  private static final int MAX_CHARS = 255;
  private final Set<String> names = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));

  /**
   * @param more beside those that mean this machine itself, without ports
   */
  HostNames(Collection<String> more) {
    more.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
  }

  /**
   * Returns whether a request with that {@code Host} is meant for this server; the port does not
   * matter.
   */
  boolean knows(String host) {
    return host.length() <= MAX_CHARS && names.contains(withoutPort(host.toLowerCase(Locale.ROOT)));
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    boolean port =
        colon > host.lastIndexOf(']')
            && host.substring(colon + 1).chars().allMatch(each -> each >= '0' && each <= '9');
    return port ? host.substring(0, colon) : host;
  }
}
