package dev.tidegate.acceptance.gate;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * From where to where a connection is made.
 *
 * @param isLocal whether it is made on the mail host itself, by loopback
 * @param from the sender's own address
 */
public record Route(boolean isLocal, String from, String to, int port) {

  /** Senders that the gate knows nothing of. */
  public static final Route V4 = new Route(false, "192.0.2.10", "192.0.2.1", 25);

  public static final Route V6 = new Route(false, "2001:db8:1::10", "2001:db8:1::1", 25);

  /** Senders in the networks of {@link #EXEMPT_NETWORKS}. */
  public static final Route EXEMPT_V4 = new Route(false, "198.51.100.10", "198.51.100.1", 25);

  public static final Route EXEMPT_V6 = new Route(false, "2001:db8:2::10", "2001:db8:2::1", 25);

  public static final String EXEMPT_NETWORKS = "198.51.100.0/24,2001:db8:2::/64";

  /** The mail host itself. */
  public static final Route LOOPBACK_V4 = new Route(true, "127.0.0.1", "127.0.0.1", 25);

  public static final Route LOOPBACK_V6 = new Route(true, "::1", "::1", 25);

  /** The two families, from a sender like any other. */
  public static final List<Route> STRANGERS = List.of(V4, V6);

  /** The same to another port. */
  public Route toPort(int other) {
    return new Route(isLocal, from, to, other);
  }

  InetSocketAddress source() {
    return new InetSocketAddress(address(from), 0);
  }

  InetSocketAddress target() {
    return new InetSocketAddress(address(to), port);
  }

  private static InetAddress address(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal, e);
    }
  }
}
