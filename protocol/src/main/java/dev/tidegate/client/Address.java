package dev.tidegate.client;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Address of one of the multiplexor's sockets, in the notation of its options. */
public sealed interface Address {
  /** Maximum length of a Unix socket's path, in bytes. */
  int MAX_PATH_BYTES = 107;

  /** Path of a Unix socket. */
  record Local(Path path) implements Address {
    @Override
    public SocketAddress socketAddress() {
      return UnixDomainSocketAddress.of(path);
    }

    @Override
    public String toString() {
      String text = path.toString();
      return text.indexOf('/') < 0 ? "./" + text : text;
    }
  }

  /**
   * Port of a host.
   *
   * @param host host name or IP address, without brackets
   * @param port 1 to 65535
   */
  record Tcp(String host, int port) implements Address {
    @Override
    public SocketAddress socketAddress() {
      return new InetSocketAddress(host, port);
    }

    @Override
    public String toString() {
      return host.indexOf(':') < 0 ? host + ":" + port : "[" + host + "]:" + port;
    }
  }

  /**
   * Returns the address to connect to. A host name is resolved at each call; the result is
   * unresolved if there is no such host.
   */
  SocketAddress socketAddress();

  /**
   * Returns the address in a form that {@link #parse} accepts: a path with a slash, or host and
   * port.
   */
  @Override
  String toString();

  /**
   * Parses an address: {@code /path}, {@code unix:/path}, {@code local:/path}, {@code inet:PORT},
   * {@code inet6:PORT}, {@code HOST:PORT} or {@code [::1]:PORT}. {@code inet_any:PORT} and {@code
   * inet6_any:PORT}, which the multiplexor binds to all addresses, mean this host.
   *
   * @throws IllegalArgumentException if the text is no address, with a message for the operator
   */
  static Address parse(String text) {
    int colon = text.indexOf(':');
    if (text.isEmpty()) {
      throw wrong(text, "is empty");
    }
    if (colon < 0 || (text.indexOf('/') >= 0 && !hasScheme(text, colon))) {
      return local(text, text);
    }
    String rest = text.substring(colon + 1);
    return switch (text.substring(0, colon)) {
      case "unix", "local" -> local(text, rest);
      case "inet", "inet_any" -> new Tcp("127.0.0.1", port(text, rest));
      case "inet6", "inet6_any" -> new Tcp("::1", port(text, rest));
      default -> hostAndPort(text);
    };
  }

  private static boolean hasScheme(String text, int colon) {
    String scheme = text.substring(0, colon);
    return scheme.equals("unix") || scheme.equals("local");
  }

  private static Address local(String text, String path) {
    if (path.isEmpty()) {
      throw wrong(text, "names no path");
    }
    int bytes = path.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_PATH_BYTES) {
      throw wrong(text, "is longer than the " + MAX_PATH_BYTES + " bytes of a socket's path");
    }
    try {
      return new Local(Path.of(path));
    } catch (InvalidPathException invalid) {
      throw wrong(text, "is no path");
    }
  }

  private static Address hostAndPort(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, colon);
    int port = port(text, text.substring(colon + 1));
    boolean bracketed = host.length() > 2 && host.startsWith("[") && host.endsWith("]");
    if (bracketed) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw wrong(text, "needs brackets around its IPv6 address");
    }
    if (host.isEmpty() || !host.chars().allMatch(each -> isOfHost((char) each))) {
      throw wrong(text, "names no host");
    }
    return new Tcp(host, port);
  }

  private static boolean isOfHost(char each) {
    return each > ' ' && each <= '~' && "[]/@\"'\\".indexOf(each) < 0;
  }

  private static int port(String text, String digits) {
    boolean number =
        !digits.isEmpty()
            && digits.length() <= 5
            && digits.chars().allMatch(each -> each >= '0' && each <= '9');
    int port = number ? Integer.parseInt(digits) : 0;
    if (port < 1 || port > 65_535) {
      throw wrong(text, "has no port from 1 to 65535");
    }
    return port;
  }

  private static IllegalArgumentException wrong(String text, String what) {
    return new IllegalArgumentException(
        "the address '"
            + text
            + "' "
            + what
            + "; write /path, unix:/path, inet:PORT, inet6:PORT, HOST:PORT or [::1]:PORT");
  }
}
