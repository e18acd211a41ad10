package dev.tidegate.acceptance.gate.backends;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tidegate.acceptance.gate.Route;
import dev.tidegate.acceptance.gate.SmtpHost;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Until;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A mail host in which the HAProxy of docs/LISTENERS.md, as it stands there, is in front of two
 * Postfix servers with addresses of their own.
 */
final class HaproxyHost implements AutoCloseable {
  static final List<String> SERVERS = List.of("mx1", "mx2");

  private static final Path PAGE = Program.projectRoot().resolve("docs/LISTENERS.md");
  private static final Pattern SNIPPET = Pattern.compile("(?s)```haproxy\n(.*?)```");

  private static final String OPERATORS_SOCKET = "/run/haproxy.sock";

  /** Where senders connect to. */
  private static final Route FRONT = Route.V4;

  private final SmtpHost mail;

  private HaproxyHost(SmtpHost mail) {
    this.mail = mail;
  }

  static HaproxyHost start() {
    Requirements.programs("haproxy", "socat");
    SmtpHost mail = SmtpHost.start();
    try {
      mail.host().shell(POSTFIX).succeeded();
      mail.host().write("/run/haproxy.cfg", GLOBAL + snippet());
      mail.host().shell("haproxy -D -f /run/haproxy.cfg").succeeded();
      HaproxyHost host = new HaproxyHost(mail);
      Until.holds("mail passes", () -> SERVERS.contains(host.serverReached()));
      return host;
    } catch (IOException e) {
      mail.close();
      throw new UncheckedIOException(e);
    } catch (AssertionError e) {
      mail.close();
      throw e;
    }
  }

  /** Two servers instead of the one on all addresses; each tells its name. */
  private static final String POSTFIX =
      """
      ip address add 192.0.2.11/32 dev mx0
      ip address add 192.0.2.12/32 dev mx0
      postconf -MX smtp/inet
      for n in 1 2; do
        postconf -M 192.0.2.1$n:smtp/inet="192.0.2.1$n:smtp inet n - n - - smtpd"
        postconf -P 192.0.2.1$n:smtp/inet/smtpd_banner=mx$n
        postconf -P 192.0.2.1$n:smtp/inet/smtpd_upstream_proxy_protocol=haproxy
      done
      postfix stop
      postfix start
      """;

  private static final String GLOBAL =
      """
      global
          stats socket /run/haproxy.sock mode 600 level admin

      """;

  private static String snippet() throws IOException {
    var snippet = SNIPPET.matcher(Files.readString(PAGE));
    if (!snippet.find()) {
      throw new AssertionError("no haproxy.cfg in " + PAGE);
    }
    return snippet.group(1);
  }

  SmtpHost mail() {
    return mail;
  }

  /** Connects to HAProxy, and returns the name of the server that greets; empty if none does. */
  String serverReached() throws IOException {
    try (SocketChannel channel = mail.connect(FRONT)) {
      channel.socket().setSoTimeout(10_000);
      String line =
          new BufferedReader(new InputStreamReader(channel.socket().getInputStream(), ISO_8859_1))
              .readLine();
      return line == null ? "" : line.replace("220 ", "");
    }
  }

  /** How many of so many connections reach that server. */
  int reached(String server, int connections) throws IOException {
    int count = 0;
    for (int i = 0; i < connections; i++) {
      count += serverReached().equals(server) ? 1 : 0;
    }
    return count;
  }

  /** Says a line to HAProxy as its operator does. */
  String operate(String line) {
    return mail.host()
        .run("sh", "-c", "echo '" + line + "' | socat - " + OPERATORS_SOCKET)
        .succeeded()
        .output();
  }

  /** A server's state, and its weight as its agent has set it, to HAProxy. */
  String state(String server) {
    List<String> rows = operate("show stat").lines().toList();
    List<String> names = List.of(rows.getFirst().split(","));
    return rows.stream()
        .map(row -> row.split(","))
        .filter(row -> row.length > 2 && row[1].equals(server))
        .map(row -> row[names.indexOf("status")] + " " + row[names.indexOf("uweight")])
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    mail.close();
  }
}
