package dev.tidegate.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidegate.acceptance.subject.HeldPort;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Until;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No source relies on a port that it does not hold: between a look at a port and its use, somebody
 * else may take it. {@link HeldPort} is what reserves one.
 */
final class PortsTest {
  private static final Pattern LISTENING_RESOURCE =
      Pattern.compile(
          "(?:ServerSocket|ServerSocketChannel|DatagramSocket|DatagramChannel|HttpServer|var)"
              + "\\s+(\\w+)\\s*=\\s*(?:new\\s+)?[\\w.]*"
              + "(?:ServerSocket|ServerSocketChannel|DatagramSocket|DatagramChannel|HttpServer)\\b");

  /** An address leaves its block: by `return`, or into a variable from outside. */
  private static final Pattern LEAVING =
      Pattern.compile(
          "(?m)^\\s*(?:return\\b[^;]*|[\\w.]+\\s*=[^;=]*)\\b(\\w+)\\.(?:socket\\(\\)\\.)?"
              + "getLocal(?:Port|SocketAddress|Address)\\(");

  private static final Pattern PROBE_IN_JAVA =
      Pattern.compile(
          "(?i)\\b\\w*(?:free|unused|available|vacant)_?ports?\\w*\\s*\\("
              + "|\\bis_?free\\s*\\(|\\bport_?is_?(?:free|open)\\w*\\s*\\("
              + "|new\\s+ServerSocket\\([^)]*\\)\\s*\\.\\s*getLocalPort");

  private static final Pattern PROBE_IN_SCRIPT =
      Pattern.compile(
          "\\bnc\\s+(?:-\\w+\\s+)*-\\w*z|\\bss\\s+-\\w*l|\\bnetstat\\b|\\blsof\\s+-\\w*i|/dev/tcp/"
              + "|\\bfuser\\b.*/tcp|(?i:port)\\w*=.*(?:\\$RANDOM|\\bshuf\\b)");

  private static List<String> complaints(String name, String text) {
    List<String> complaints = new ArrayList<>();
    boolean isJava = name.endsWith(".java");
    if (isJava) {
      Set<String> closed = new TreeSet<>();
      LISTENING_RESOURCE
          .matcher(text)
          .results()
          .map(match -> match.group(1))
          .filter(resource -> !text.matches("(?s).*\\bprivate [\\w ]+ " + resource + ";.*"))
          .forEach(closed::add);
      LEAVING
          .matcher(text)
          .results()
          .filter(leaving -> closed.contains(leaving.group(1)))
          .map(leaving -> name + ": uses a closed socket's port: " + leaving.group().strip())
          .forEach(complaints::add);
    }
    Matcher probe = (isJava ? PROBE_IN_JAVA : PROBE_IN_SCRIPT).matcher(text);
    if (probe.find()) {
      complaints.add(name + ": looks whether a port is free: " + probe.group());
    }
    return complaints;
  }

  @Test
  void noSourceUsesAPortThatItDoesNotHold() throws IOException {
    Path root = Program.projectRoot();
    List<Path> sources = new ArrayList<>();
    for (String folder :
        List.of(
            "protocol/src",
            "pool/src",
            "daemon/src",
            "tools/src",
            "image/src",
            "benchmarks/src",
            "acceptance/src",
            "packaging")) {
      try (Stream<Path> files = Files.walk(root.resolve(folder))) {
        files
            .filter(Files::isRegularFile)
            .filter(file -> file.toString().matches(".*\\.(java|sh|pl|py)"))
            .filter(file -> !file.endsWith("PortsTest.java"))
            .forEach(sources::add);
      }
    }
    for (String script : List.of("check", "bench", "tidegate")) {
      sources.add(root.resolve(script));
    }
    assertThat(sources).hasSizeGreaterThan(500);
    List<String> complaints = new ArrayList<>();
    for (Path source : sources) {
      complaints.addAll(complaints(root.relativize(source).toString(), Files.readString(source)));
    }
    assertThat(complaints).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        try (ServerSocket socket = new ServerSocket(0)) {
          return socket.getLocalPort();
        }
        """,
        """
        int port;
        try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
          port = any.getLocalPort();
        }
        """,
        """
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
          address = (InetSocketAddress) taken.getLocalSocketAddress();
          check(address);
        }
        """,
        """
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByAddress(own))) {
          return new EventReceiver(
              (InetSocketAddress) free.getLocalSocketAddress(), HttpServer.create());
        }
        """,
        """
        try (var channel = ServerSocketChannel.open().bind(null)) {
          return ((InetSocketAddress) channel.getLocalAddress()).getPort();
        }
        """,
        "int port = new ServerSocket(0).getLocalPort();",
        "int port = Ports.findFreePort();",
        "while (!isFree(port)) { pause(); }",
      })
  void guardSeesAPortThatIsNotHeld(String java) {
    assertThat(complaints("Any.java", java)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "until nc -z localhost 8925; do sleep 1; done",
        "while ss -ltn | grep -q :25; do :; done",
        "port=$((20000 + $RANDOM))",
        "(exec 3<>/dev/tcp/localhost/25)",
      })
  void guardSeesAScriptThatLooksForAPort(String script) {
    assertThat(complaints("any.sh", script)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        """
        try (ServerSocket server = new ServerSocket(0)) {
          int port = server.getLocalPort();
          connect(port);
        }
        """,
        """
        private ServerSocket server;
        Server() { server = new ServerSocket(0); }
        int port() { return server.getLocalPort(); }
        """,
        "boolean isFree = next.takesRequests();",
      })
  void guardLetsAPortPassThatIsHeld(String java) {
    assertThat(complaints("Any.java", java)).isEmpty();
  }

  @Test
  void heldPortRefusesStrangersAndLetsItsOwnerListenAgainAndAgain() throws IOException {
    try (HeldPort port = HeldPort.take()) {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port.number());
      for (int times = 0; times < 3; times++) {
        // At once the first time; later a program that is being started may still have a copy.
        Until.holds("connections are refused", () -> !connects(address));
        try (ServerSocket server = port.listen(() -> listening(address))) {
          assertThat(server.getLocalPort()).isEqualTo(port.number());
          assertThat(connects(address)).isTrue();
        }
      }
    }
  }

  private static ServerSocket listening(InetSocketAddress address) throws IOException {
    return new ServerSocket(address.getPort(), 5, address.getAddress());
  }

  private static boolean connects(InetSocketAddress address) throws IOException {
    try (Socket client = new Socket(address.getAddress(), address.getPort())) {
      return client.isConnected();
    } catch (ConnectException refused) {
      return false;
    }
  }

  @Test
  void testsOfRootHaveANetworkOfTheirOwn() throws IOException {
    String network = System.getenv("TIDEGATE_TEST_NETWORK");
    boolean isMaven = System.getProperty("surefire.test.class.path") != null;
    assertThat(network != null).as("the jvm of pom.xml is .mvn/jvm/bin/java").isEqualTo(isMaven);
    assumeTrue("own".equals(network), "No network of its own: not root, or not started by Maven.");
    assertThat(NetworkInterface.networkInterfaces().map(NetworkInterface::getName))
        .containsExactly("lo");
    assertThat(NetworkInterface.getByName("lo").isUp()).isTrue();
  }
}
