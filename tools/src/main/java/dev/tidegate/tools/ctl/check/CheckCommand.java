package dev.tidegate.tools.ctl.check;

import dev.tidegate.tools.ctl.command.Call;
import dev.tidegate.tools.ctl.command.CtlCommand;
import dev.tidegate.tools.ctl.command.MisuseException;
import dev.tidegate.tools.ctl.command.OptionWords;
import dev.tidegate.tools.ctl.command.OptionWords.Option;
import dev.tidegate.tools.ctl.command.Printable;
import dev.tidegate.tools.ctl.command.Server;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** {@code tidegate ctl check}: a plugin for Nagios and its kin. */
public final class CheckCommand implements CtlCommand {
  private static final String WARNING = "--warning";
  private static final String CRITICAL = "--critical";
  private static final String STATE = "--state";
  private static final String WINDOW = "--window";
  private static final String TIMEOUT = "--timeout";

  /** The usual time that a plugin has is ten seconds, and it asks twice. */
  private static final double USUAL_TIMEOUT_SECONDS = 4;

  private static final double MOST_SECONDS = 60;
  private static final double SECOND_MILLIS = 1_000;

  private static final List<Option> OPTIONS =
      List.of(
          new Option("-w", WARNING, "FIGURE=RANGE,...", "when it is a warning"),
          new Option("-c", CRITICAL, "FIGURE=RANGE,...", "when it is critical"),
          new Option("", STATE, "FILE", "weigh what was counted since the last look, kept there"),
          new Option("", WINDOW, "SECONDS", "or look twice, so long apart"),
          new Option("-t", TIMEOUT, "SECONDS", "what an answer may take (4)"));

  @Override
  public String name() {
    return "check";
  }

  @Override
  public String usage() {
    return "check [OPTION]...";
  }

  @Override
  public String summary() {
    return "one line and an exit status for Nagios or Icinga";
  }

  @Override
  public List<Option> options() {
    return OPTIONS;
  }

  @Override
  public String details() {
    StringBuilder text = new StringBuilder();
    text.append(
        """
        A RANGE is written as for other plugins: 10 alerts above 10, 10: below it, ~:10, 10:20
        outside, @10:20 inside; of busy, free, serviceable, queue and drained also a share, 80%.

        """);
    for (Metric each : Metric.values()) {
      text.append(
          "  %-18s %s%s%n".formatted(each.word(), each.meaning(), each.isCounted() ? " *" : ""));
    }
    text.append(
        """

        * is counted: weighed only with --state or --window, as the growth since the look before.

        Unless told otherwise it warns at %s
        (busy=~: switches one off), and is critical at %s. MIMEDefang's own tells
        busy, free and queue alone, and is critical at free=1: there. Both sockets will do.

        Exit status: 0 OK, 1 WARNING, 2 CRITICAL (or nobody answers), 3 UNKNOWN.
        """
            .formatted(Thresholds.warningText(), Thresholds.criticalText()));
    return text.toString();
  }

  @Override
  public int run(Call call) throws InterruptedException {
    Verdict verdict;
    try {
      verdict = verdict(call);
    } catch (MisuseException | IllegalArgumentException wrong) {
      verdict = Verdict.unknown("called wrongly: " + wrong.getMessage());
    }
    call.out().println(verdict.line());
    return verdict.status().code();
  }

  private static Verdict verdict(Call call) throws MisuseException, InterruptedException {
    OptionWords words = OptionWords.of(call.words(), OPTIONS);
    call.with(words.operands()).expect(0, 0, "check [OPTION]...");
    Optional<PastFile> file = file(words);
    boolean looksTwice = words.has(WINDOW);
    if (looksTwice && file.isPresent()) {
      throw new MisuseException("--state and --window exclude each other");
    }
    Thresholds warning = Thresholds.warning(words.all(WARNING));
    Thresholds critical = Thresholds.critical(words.all(CRITICAL));
    boolean counts = looksTwice || file.isPresent();
    if (!counts) {
      warning.refuseCounted();
      critical.refuseCounted();
    }
    double timeout = words.seconds(TIMEOUT, USUAL_TIMEOUT_SECONDS, 0.1, MOST_SECONDS);
    double window = words.seconds(WINDOW, 0, 0.1, MOST_SECONDS);
    Server server = new Server(call.server().address(), duration(timeout));
    Judge judge = new Judge(warning, critical, counts);
    try {
      PoolCheck look = look(server);
      if (looksTwice) {
        Past past = Past.of(look);
        Thread.sleep(duration(window));
        return judge.verdict(look(server), Optional.of(past));
      }
      return file.isPresent()
          ? verdict(judge, look, file.get())
          : judge.verdict(look, Optional.empty());
    } catch (IOException failure) {
      return failed(failure, server);
    }
  }

  private static Verdict verdict(Judge judge, PoolCheck look, PastFile file) {
    Optional<Past> past = Optional.empty();
    try {
      past = file.load();
      if (look.tellsAll()) {
        file.save(Past.of(look));
      }
      return judge.verdict(look, past);
    } catch (IOException failure) {
      Verdict verdict = judge.verdict(look, past);
      return new Verdict(
          verdict.status().with(Status.UNKNOWN),
          failure.getMessage() + "; " + verdict.text(),
          verdict.performance());
    }
  }

  private static PoolCheck look(Server server) throws IOException {
    boolean isOurs = server.isOurs();
    String answer = server.ask(isOurs ? "stats" : "status");
    Optional<PoolCheck> look =
        isOurs ? PoolChecks.ofStats(answer) : PoolChecks.ofStatus(answer, server.ask("version"));
    String start = Printable.lines(answer.substring(0, Math.min(answer.length(), 60))).strip();
    return look.orElseThrow(
        () ->
            new UnusableException(
                answer.isEmpty()
                    ? server.address() + " closed without an answer"
                    : server.address() + " does not answer as a multiplexor: " + start));
  }

  /** Who may not ask does not know; a multiplexor that is gone or hangs takes no mail. */
  private static Verdict failed(IOException failure, Server server) {
    String text = String.valueOf(failure.getMessage());
    boolean isForbidden = text.contains("Permission denied");
    boolean hangs = failure.getCause() instanceof SocketTimeoutException;
    Status status =
        failure instanceof UnusableException || isForbidden ? Status.UNKNOWN : Status.CRITICAL;
    return new Verdict(
        status, hangs ? "the multiplexor at " + server.address() + " hangs: " + text : text, "");
  }

  private static Optional<PastFile> file(OptionWords words) throws MisuseException {
    Optional<String> name = words.last(STATE);
    try {
      return name.map(Path::of).map(PastFile::new);
    } catch (InvalidPathException invalid) {
      throw new MisuseException("--state names no file: " + Printable.lines(name.orElse("")));
    }
  }

  private static Duration duration(double seconds) {
    return Duration.ofMillis(Math.round(seconds * SECOND_MILLIS));
  }

  /** Somebody answered, but not as a multiplexor does. */
  private static final class UnusableException extends IOException {
    private static final long serialVersionUID = 1;

    UnusableException(String message) {
      super(message);
    }
  }
}
