package dev.tidegate.tools.options;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Which multiplexors are looked at; without a word the one of this host. */
public final class SourceOptions {
  private static final Path SPOOL = Path.of("/var/spool/MIMEDefang");
  private static final Path USUAL_NOTIFY = SPOOL.resolve("mimedefang-notify.sock");
  private static final Path USUAL_CONTROL = SPOOL.resolve("mimedefang-multiplexor.sock");
  private static final String USUAL_PORT = "inet:4567";

  @Option(
      names = "--to",
      paramLabel = "[NAME=]ADDRESS",
      description =
          "the multiplexor's notification socket (its -O); several are shown together, by their"
              + " names. Without it /var/spool/MIMEDefang/mimedefang-notify.sock if that is there,"
              + " else inet:4567")
  private List<String> to = new ArrayList<>();

  @Option(
      names = "--control",
      paramLabel = "ADDRESS",
      description =
          "its command or unprivileged socket (-s or -a), the first for the first --to and so on:"
              + " most figures come from there, and only with the command socket can you act."
              + " Without --to and --control /var/spool/MIMEDefang/mimedefang-multiplexor.sock if"
              + " that is there")
  private List<String> control = new ArrayList<>();

  /**
   * Returns them, at least one.
   *
   * @throws IllegalArgumentException with a sentence for whoever wrote the options
   */
  public List<Source> sources() {
    if (!to.isEmpty()) {
      return Source.of(to, control);
    }
    List<String> ask = new ArrayList<>(control);
    if (ask.isEmpty() && Files.exists(USUAL_CONTROL)) {
      ask.add(USUAL_CONTROL.toString());
    }
    return Source.of(
        List.of(Files.exists(USUAL_NOTIFY) ? USUAL_NOTIFY.toString() : USUAL_PORT), ask);
  }
}
