package dev.tidegate.tools.webhook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tidegate.client.Address;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Names what events come from: {@code tidegate://mx1/run/notify.sock} for a socket's path on this
 * host, {@code tidegate://mx2:4567} for a port.
 */
public final class SourceUri {
  private static final String SCHEME = "tidegate";
  private static final String HOST = hostName();

  private SourceUri() {}

  /** Returns the URI of a multiplexor. */
  public static String of(Address address) {
    return switch (address) {
      case Address.Local local ->
          uri(HOST, -1, local.path().toAbsolutePath().normalize().toString());
      case Address.Tcp tcp -> uri(isThisHost(tcp.host()) ? HOST : tcp.host(), tcp.port(), "");
    };
  }

  /** Returns the URI of what a program on this host has to say itself. */
  static String ofProgram(String name) {
    return uri(HOST, -1, "/" + name);
  }

  private static String uri(String host, int port, String path) {
    try {
      return new URI(SCHEME, null, host, port, path, null, null).toASCIIString();
    } catch (URISyntaxException strangeName) {
      // Such as a name with an underscore before its port: then all of it is percent-encoded text.
      return opaque(host + (port < 0 ? "" : ":" + port) + path);
    }
  }

  private static String opaque(String text) {
    try {
      return new URI(SCHEME, text, null).toASCIIString();
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static boolean isThisHost(String host) {
    boolean isNumeric = host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    try {
      return host.equals("localhost")
          || (isNumeric && InetAddress.ofLiteral(host).isLoopbackAddress());
    } catch (IllegalArgumentException isName) {
      return false;
    }
  }

  /** As the kernel has it: asking the resolver might wait for a name server. */
  private static String hostName() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/hostname"), ISO_8859_1).strip();
    } catch (IOException failure) {
      return "localhost";
    }
  }
}
