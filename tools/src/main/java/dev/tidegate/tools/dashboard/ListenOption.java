package dev.tidegate.tools.dashboard;

import dev.tidegate.client.Address;
import dev.tidegate.tools.dashboard.web.ListenAt;
import java.net.InetSocketAddress;

/** Where the dashboard is told to listen. */
final class ListenOption {
  static final String USUAL = "127.0.0.1:8925";

  private ListenOption() {}

  /**
   * Reads the option's value.
   *
   * @param allowRemote whether others than this machine may reach it
   * @throws IllegalArgumentException with a sentence for whoever wrote it
   */
  static ListenAt parse(String text, boolean allowRemote) {
    if (text.startsWith("inet_any:") || text.startsWith("inet6_any:")) {
      throw new IllegalArgumentException(
          "--listen: for all addresses of this machine write 0.0.0.0:PORT or [::]:PORT");
    }
    boolean any = text.endsWith(":0");
    Address address;
    try {
      // An address to connect to has a port, one to listen at may leave it to the system.
      address = Address.parse(any ? text.substring(0, text.length() - 1) + "1" : text);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("--listen: " + wrong.getMessage(), wrong);
    }
    return switch (address) {
      case Address.Local local -> new ListenAt.Local(local);
      case Address.Tcp tcp -> {
        if (!allowRemote && !isLoopback(tcp)) {
          throw new IllegalArgumentException(
              "--listen: "
                  + tcp
                  + " is not only for this machine, and there is no password: --allow-remote says"
                  + " that you want that");
        }
        yield new ListenAt.Port(tcp.host(), any ? 0 : tcp.port());
      }
    };
  }

  private static boolean isLoopback(Address.Tcp tcp) {
    InetSocketAddress socket = new InetSocketAddress(tcp.host(), tcp.port());
    return !socket.isUnresolved() && socket.getAddress().isLoopbackAddress();
  }
}
