package dev.tidegate.tools.gate;

import dev.tidegate.tools.gate.IptablesRules.Window;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A trial of a rule that ends by itself, with connections to a port of this process on the loopback
 * interface: does the kernel have what the rule needs, and does it do what it says?
 */
final class IptablesTrial {
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration PATIENCE = Duration.ofMillis(500);

  /** Nothing is accepted, so each connection of the trial takes a place. */
  private static final int BACKLOG = 8;

  private final Iptables programs;
  private final IptablesRules rules;
  private final boolean isProportional;
  private final InstantSource clock;

  IptablesTrial(
      Iptables programs, IptablesRules rules, boolean isProportional, InstantSource clock) {
    this.programs = programs;
    this.rules = rules;
    this.isProportional = isProportional;
    this.clock = clock;
  }

  /**
   * Runs it; the chain must be led to. Afterwards the chain has a rule that is over.
   *
   * @throws BackendException if a closed port would not be closed, or would not open by itself
   */
  void run() throws BackendException {
    Instant now = clock.instant();
    try (ServerSocket server = new ServerSocket(0, BACKLOG, loopback())) {
      InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
      boolean isReachable = isAccepted(address);
      apply(address, Window.of(now, LEASE));
      if (isReachable && isAccepted(address)) {
        throw failed("a rule that should have refused a connection did not");
      }
      apply(address, Window.past(now));
      if (isReachable && !isAccepted(address)) {
        throw failed("a rule that was over refused a connection all the same");
      }
    } catch (IOException e) {
      throw new BackendException("cannot try out a rule on " + loopback() + ": " + e, e);
    }
  }

  private void apply(InetSocketAddress address, Window window) throws BackendException {
    String text = rules.tryOut(address.getPort(), window, isProportional);
    try {
      programs.apply(text, "use a rule that ends by itself");
    } catch (BackendException e) {
      throw new BackendException(
          e.getMessage()
              + "; this back-end needs the match 'time' of iptables and of the kernel (xt_time),"
              + " or a gate that dies would leave the port closed: choose another --backend",
          e);
    }
  }

  private BackendException failed(String what) {
    return new BackendException(
        what
            + ", tried with "
            + programs.program()
            + " on the loopback interface: this back-end cannot work here, choose another");
  }

  private InetAddress loopback() {
    return InetAddress.ofLiteral(programs.isIpv4() ? "127.0.0.1" : "::1");
  }

  /** A connection that is reset at once is refused; so is one that gets no answer. */
  private static boolean isAccepted(InetSocketAddress address) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(address, (int) PATIENCE.toMillis());
      return true;
    } catch (ConnectException
        | java.net.SocketTimeoutException
        | java.net.NoRouteToHostException e) {
      return false;
    }
  }
}
