package dev.tidegate.acceptance.peers;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.PrivateHost;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Script;
import dev.tidegate.acceptance.subject.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A private host with Postfix and Debian's mimedefang, in which one of the two multiplexors is
 * {@code /usr/bin/mimedefang-multiplexor}.
 */
final class MailHost implements AutoCloseable {

  static final String MULTIPLEXOR = "/usr/bin/mimedefang-multiplexor";

  private final PrivateHost host;
  private final Path folder;

  private MailHost(PrivateHost host, Path folder) {
    this.host = host;
    this.folder = folder;
  }

  /** Starts the host and Postfix in it; mimedefang and the multiplexor are still stopped. */
  static MailHost start(Program program) {
    program.require();
    Requirements.programs("postfix", "mimedefang", "mimedefang.pl", "swaks");
    PrivateHost host = PrivateHost.start();
    try {
      Path folder = Files.createTempDirectory("tidemail");
      MailHost mailHost = new MailHost(host, folder);
      Path setup = Script.copy(MailHost.class, "mail-host.sh", folder);
      Path filter = Script.copy(MailHost.class, "mail-filter.pl", folder);
      host.run("sh", "-e", setup.toString(), filter.toString()).succeeded();
      if (program == Program.OURS) {
        host.run("ln", "-sf", Program.launcher().toString(), MULTIPLEXOR).succeeded();
      }
      return mailHost;
    } catch (IOException e) {
      host.close();
      throw new UncheckedIOException(e);
    }
  }

  PrivateHost host() {
    return host;
  }

  /** Calls the package's init script, and returns once the milter listens again. */
  Outcome initScript(String action) {
    return host.run("/etc/init.d/mimedefang", action);
  }

  /** Sends a message with that subject; the outcome is swaks's own. */
  Outcome send(String subject) {
    return send("sender@example.org", subject);
  }

  Outcome send(String sender, String subject) {
    return host.run(
        "swaks",
        "--server",
        "127.0.0.1",
        "--from",
        sender,
        "--to",
        "someone@example.test",
        "--header",
        "Subject: " + subject,
        "--body",
        "A body of one line.");
  }

  /** The delivered message with that subject, once it is there. */
  String delivered(String subject) {
    Until.holds("the message " + subject + " is delivered", () -> !withSubject(subject).isEmpty());
    return withSubject(subject).getFirst();
  }

  private List<String> withSubject(String subject) {
    return inbox().stream().filter(m -> m.contains("\nSubject: " + subject + "\n")).toList();
  }

  /** Every message delivered so far. */
  List<String> inbox() {
    Path folderOfNew = host.seenFromHere("/var/spool/inbox/mail/new");
    if (!Files.isDirectory(folderOfNew)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folderOfNew)) {
      return files.map(f -> host.read("/var/spool/inbox/mail/new/" + f.getFileName())).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    host.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
