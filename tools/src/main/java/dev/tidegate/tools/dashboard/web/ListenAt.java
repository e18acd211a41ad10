package dev.tidegate.tools.dashboard.web;

import dev.tidegate.client.Address;

/** Where the dashboard listens. */
public sealed interface ListenAt {
  /**
   * A Unix socket, for its owner and group.
   *
   * @param address its path
   */
  record Local(Address.Local address) implements ListenAt {
    @Override
    public String toString() {
      return address.toString();
    }
  }

  /**
   * A port.
   *
   * @param host a name or an address
   * @param port 0 for any that is free
   */
  record Port(String host, int port) implements ListenAt {
    @Override
    public String toString() {
      return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
  }
}
