package dev.tidegate.daemon.startup;

import dev.tidegate.daemon.posix.ListeningSockets.Interface;
import java.util.List;

/** Address of a listening socket, as given by an option. */
public sealed interface SocketSpec {
  /** Unix socket; the path may be relative. */
  record UnixPath(String path) implements SocketSpec {}

  /** TCP port, 1 to 65535. */
  record InetPort(Interface where, int port) implements SocketSpec {}

  /** Malformed address, with the reason. */
  record Malformed(String reason) implements SocketSpec {}

  /**
   * Parses {@code /path}, {@code unix:path}, {@code local:path}, {@code inet:port} and the like.
   */
  static SocketSpec parse(String text) {
    for (String prefix : List.of("unix:", "local:")) {
      if (text.startsWith(prefix)) {
        return path(text.substring(prefix.length()));
      }
    }
    int colon = text.indexOf(':');
    String rest = text.substring(colon + 1);
    return switch (text.substring(0, Math.max(0, colon))) {
      case "inet" -> port(Interface.IPV4_LOOPBACK, rest);
      case "inet_any" -> port(Interface.IPV4_ANY, rest);
      case "inet6" -> port(Interface.IPV6_LOOPBACK, rest);
      case "inet6_any" -> port(Interface.IPV6_ANY, rest);
      default -> path(text);
    };
  }

  private static SocketSpec path(String path) {
    return path.isEmpty() ? new Malformed("the path of a socket is empty") : new UnixPath(path);
  }

  private static SocketSpec port(Interface where, String digits) {
    if (digits.matches("[0-9]{1,5}")) {
      int port = Integer.parseInt(digits);
      if (port >= 1 && port <= 65_535) {
        return new InetPort(where, port);
      }
    }
    return new Malformed("a port is a number from 1 to 65535, not '" + digits + "'");
  }
}
