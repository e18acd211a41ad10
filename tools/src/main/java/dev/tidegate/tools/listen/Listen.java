package dev.tidegate.tools.listen;

import dev.tidegate.client.NotifyListener;
import dev.tidegate.protocol.notify.Interest;
import dev.tidegate.protocol.notify.InterestLine;
import dev.tidegate.tools.options.Choice;
import dev.tidegate.tools.options.Source;
import dev.tidegate.tools.webhook.WebhookException;
import dev.tidegate.tools.webhook.WebhookOptions;
import dev.tidegate.tools.webhook.WebhookSettings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The program {@code tidegate listen}. */
@Command(
    name = "tidegate listen",
    sortOptions = false,
    description = {
      "Tells what happens in the pool of a multiplexor, ours or MIMEDefang's own, as it happens:",
      "prints it, and runs commands. It connects again by itself, and says when nobody can know",
      "the state.",
      ""
    },
    footer = {
      "",
      "TYPES are letters, such as YZ, or names with commas between them, or * for all letters:",
      "  Z none_free            no worker is free any more",
      "  Y some_free            a worker is free again",
      "  F free_workers         how many are free (and serviceable_workers: how many requests can",
      "                         be taken now, which MIMEDefang's own does not tell)",
      "  S status               a worker's state or what it is doing has changed",
      "  B busy_timeout         a worker took too long and was killed",
      "  U worker_died          a worker died",
      "  R reread               the filter is read again",
      "  unknown                the state is not known until the next Y or Z",
      "  lost refused silent query_failed dropped    and why that is so",
      "ADDRESS is /path, unix:/path, inet:PORT, inet6:PORT, HOST:PORT or [::1]:PORT. A DURATION is",
      "500ms, 30s, 2m, 1h or 1d; a number alone is seconds.",
      "",
      "Exit status: 0: --once matched, stdout closed, or INT or TERM (with --once 130 or 143);",
      "1: failed; 2: wrong options; 3: --timeout is over."
    })
public final class Listen implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int TIMED_OUT = 3;

  /** Set by the launcher if standard output is a terminal. */
  private static final String TERMINAL_PROPERTY = "tidegate.terminal";

  private static final Path USUAL_SOCKET = Path.of("/var/spool/MIMEDefang/mimedefang-notify.sock");
  private static final String USUAL_PORT = "inet:4567";

  private static final Duration LONGEST_HEARTBEAT =
      Duration.ofSeconds(InterestLine.MAX_HEARTBEAT_SECONDS);

  /** In stat(2)'s st_mode. */
  private static final int KIND_OF_FILE = 0xF000;

  private static final int PIPE = 0x1000;
  private static final int SOCKET = 0xC000;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Option(
      names = "--to",
      paramLabel = "[NAME=]ADDRESS",
      description =
          "the multiplexor's notification socket (its -O); several are listened to at once, each"
              + " line then has the name. Without it /var/spool/MIMEDefang/mimedefang-notify.sock"
              + " if that is there, else inet:4567")
  private List<String> to = new ArrayList<>();

  @Option(
      names = "--control",
      paramLabel = "ADDRESS",
      description =
          "its command or unprivileged socket (-s or -a), the first for the first --to and so on:"
              + " there the state is asked that MIMEDefang's own multiplexor does not tell at the"
              + " start")
  private List<String> control = new ArrayList<>();

  @Option(
      names = "--types",
      paramLabel = "TYPES",
      defaultValue = "*",
      description = "what is printed, and what --once waits for; * by default")
  private String types = "*";

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      defaultValue = "free",
      description =
          "what Y and Z are about: free (the default), as the protocol has it, or serviceable: "
              + "whether a request would be taken now, which is not so while a filter that cannot "
              + "start holds back its workers; MIMEDefang's own tells only of free ones")
  private LevelBasis by = LevelBasis.FREE;

  @Option(
      names = "--format",
      paramLabel = "FORM",
      defaultValue = "people",
      description = "people (the default), letters, json or csv")
  private OutputFormat format = OutputFormat.PEOPLE;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      defaultValue = "auto",
      description = "auto (on a terminal, unless NO_COLOR is set), always or never")
  private ColourMode colour = ColourMode.AUTO;

  @Option(
      names = {"-q", "--quiet"},
      description = "print no events; for --on and --once")
  private boolean quiet;

  @Option(
      names = {"-v", "--verbose"},
      description = "tell of each command's end, not only of those that fail")
  private boolean verbose;

  @Option(
      names = "--on",
      paramLabel = "TYPES=COMMAND",
      description =
          "runs the command at these events, with what is known of the event in its environment"
              + " (TIDEGATE_EVENT, TIDEGATE_HOST, TIDEGATE_WORKER, ...; never on its command line)."
              + " One at a time; of Y, Z and F only the newest waits, of the others up to 1,000."
              + " Repeatable")
  private List<String> on = new ArrayList<>();

  @Option(
      names = "--shell",
      description =
          "gives the commands to /bin/sh; without it they are split into words at spaces, but not "
              + "within '...' or \"...\", and nothing else has a meaning")
  private boolean shell;

  @Option(
      names = "--on-timeout",
      paramLabel = "DURATION",
      defaultValue = "60s",
      description = "ends a command that takes longer, and all that it started; 60s by default")
  private Duration onTimeout = Duration.ofMinutes(1);

  @Mixin private WebhookOptions webhookOptions = new WebhookOptions();

  @Option(
      names = "--once",
      description =
          "ends after the first event of --types; at once if that is Y or Z and holds already (so "
              + "--types Y --once waits until a worker is free)")
  private boolean once;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "0",
      description = "ends after that time")
  private Duration timeout = Duration.ZERO;

  @Option(
      names = "--heartbeat",
      paramLabel = "DURATION",
      defaultValue = "10s",
      description =
          "how often a sign of life is wanted; after two and a half times that without one the "
              + "state is unknown. 10s by default, 0 for never")
  private Duration heartbeat = Duration.ofSeconds(10);

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this and exit")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean help;

  private final Log log = new Log(System.err);

  private Listen() {}

  /** Runs it and exits with its status. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Listen())
        .setUsageHelpWidth(100)
        .setExpandAtFiles(false)
        .registerConverter(LevelBasis.class, Choice.of(LevelBasis.class))
        .registerConverter(OutputFormat.class, Choice.of(OutputFormat.class))
        .registerConverter(ColourMode.class, Choice.of(ColourMode.class))
        .registerConverter(Duration.class, Listen::duration)
        .setParameterExceptionHandler((wrong, words) -> refuse(wrong));
  }

  private static Duration duration(String text) {
    try {
      return Durations.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new TypeConversionException(wrong.getMessage());
    }
  }

  /** In a line: below the whole of the help nobody would see what is wrong. */
  private static int refuse(ParameterException wrong) {
    new Log(System.err).say(wrong.getMessage() + " (see --help)");
    return CommandLine.ExitCode.USAGE;
  }

  @Override
  public Integer call() throws InterruptedException {
    checkBounds();
    Selection printed = understand("--types", () -> Selection.parse(types));
    List<Source> sources = sources();
    List<Rule> commands = rules();
    Selection posted =
        understand(
            "--webhook-types", () -> webhookOptions.types().map(Selection::parse).orElse(printed));
    Optional<WebhookSettings> webhook = webhook();
    Rules rules = new Rules(commands, onTimeout, verbose, log);
    Output output = new Output(form(sources), charset(), new FileOutputStream(FileDescriptor.out));
    Optional<Posting> posting;
    try {
      posting = Posting.open(webhook, posted, log);
    } catch (WebhookException failure) {
      log.say(failure.sentence());
      return FAILED;
    }
    ListenSession session =
        new ListenSession(
            printed,
            once,
            quiet,
            by == LevelBasis.SERVICEABLE,
            output,
            readerMayGo(),
            rules,
            posting,
            log);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> endEarly(session), "end"));
    rules.start();
    session.begin();
    Interest interest = interest(printed, posted, commands);
    for (Source source : sources) {
      session.add(source, listener(source, interest));
    }
    ListenSession.End end = session.await(timeout);
    session.close();
    return switch (end) {
      case CAME, NO_READER, TOLD -> 0;
      case NO_OUTPUT, BROKEN -> FAILED;
      case TIMED_OUT -> TIMED_OUT;
    };
  }

  /** By a signal, as this runs at each exit: with {@code --once} the JVM's own status says so. */
  private void endEarly(ListenSession session) {
    if (!session.end(ListenSession.End.TOLD)) {
      return;
    }
    try {
      session.close();
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
    if (!once) {
      Runtime.getRuntime().halt(0);
    }
  }

  private void checkBounds() {
    if (heartbeat.compareTo(LONGEST_HEARTBEAT) > 0) {
      throw wrong("--heartbeat", "at most an hour is possible");
    }
    if (onTimeout.isZero()) {
      throw wrong("--on-timeout", "a command needs some time");
    }
  }

  private List<Source> sources() {
    List<String> addresses = to;
    if (addresses.isEmpty()) {
      addresses = List.of(Files.exists(USUAL_SOCKET) ? USUAL_SOCKET.toString() : USUAL_PORT);
    }
    try {
      return Source.of(addresses, control);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.getMessage());
    }
  }

  private Optional<WebhookSettings> webhook() {
    try {
      return webhookOptions.settings(System.getenv());
    } catch (WebhookException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.sentence());
    }
  }

  private List<Rule> rules() {
    List<Rule> rules = new ArrayList<>();
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    for (String text : on) {
      Rule rule = understand("--on", () -> Rule.parse(text, shell));
      Optional<String> fault = rule.fault(path);
      if (fault.isPresent()) {
        throw wrong("--on", fault.get());
      }
      rules.add(rule);
    }
    return rules;
  }

  private <T> T understand(String option, Callable<T> parsing) {
    try {
      return parsing.call();
    } catch (IllegalArgumentException wrong) {
      throw wrong(option, String.valueOf(wrong.getMessage()));
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private ParameterException wrong(String option, String fault) {
    return new ParameterException(spec.commandLine(), option + ": " + fault);
  }

  private Printer form(List<Source> sources) {
    boolean several = sources.size() > 1;
    int width =
        several ? sources.stream().mapToInt(each -> each.name().length()).max().orElse(0) : 0;
    return switch (format) {
      case PEOPLE -> new TextPrinter(ZoneId.systemDefault(), width, colours(System.getenv()));
      case LETTERS -> new LettersPrinter(several);
      case JSON -> new JsonPrinter(several);
      case CSV -> new CsvPrinter();
    };
  }

  private boolean colours(Map<String, String> environment) {
    return switch (colour) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO ->
          System.getProperty(TERMINAL_PROPERTY) != null
              && environment.getOrDefault("NO_COLOR", "").isEmpty()
              && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    };
  }

  private static Charset charset() {
    return Charset.forName(System.getProperty("stdout.encoding", "US-ASCII"));
  }

  /** Of a pipe and of a terminal; on a disk a failure to write is one. */
  private static boolean readerMayGo() {
    try {
      int mode = (int) Files.getAttribute(Path.of("/proc/self/fd/1"), "unix:mode");
      int kind = mode & KIND_OF_FILE;
      return kind == PIPE || kind == SOCKET || System.getProperty(TERMINAL_PROPERTY) != null;
    } catch (IOException unknown) {
      return false;
    }
  }

  /** The levels and numbers as well, so that all is known that a command may want to know. */
  private static Interest interest(Selection printed, Selection posted, List<Rule> rules) {
    int bits = Selection.parse("FYZ").interest().bits() | printed.interest().bits();
    bits |= posted.interest().bits();
    for (Rule rule : rules) {
      bits |= rule.types().interest().bits();
    }
    return new Interest(bits);
  }

  private NotifyListener listener(Source source, Interest interest) {
    NotifyListener.Builder builder =
        NotifyListener.to(source.address()).types(interest).json().snapshot().resume();
    if (!heartbeat.isZero()) {
      builder.heartbeat(heartbeat);
    }
    source.control().ifPresent(builder::control);
    return builder.build();
  }
}
