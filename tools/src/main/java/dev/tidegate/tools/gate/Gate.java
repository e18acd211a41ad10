package dev.tidegate.tools.gate;

import dev.tidegate.client.Address;
import dev.tidegate.client.NotifyListener;
import dev.tidegate.tools.options.Choice;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The program {@code tidegate gate}. */
@Command(
    name = "tidegate gate",
    sortOptions = false,
    subcommands = {
      AskCommands.Status.class,
      AskCommands.HoldOpen.class,
      AskCommands.Resume.class,
      GateCheckCommand.class
    },
    description = {
      "Keeps new SMTP connections out while no worker can take their mail, so that senders try",
      "another host at once. Connections that stand are never touched. A closing is a lease: if",
      "this program dies, hangs or learns nothing any more, the port opens. (With nft and iptables",
      "by the kernel; docs/LISTENERS.md tells what other back-ends can do.)",
      ""
    },
    footer = {
      "",
      "Exit status: 0 when it was told to end, 1 if it cannot work, 2 for wrong options.",
      "docs/LISTENERS.md says what happens when what fails."
    })
public final class Gate implements Callable<Integer> {
  /**
   * Longer than two runs of a program that hangs, or HAProxy's next question, which it may take.
   */
  private static final Duration TIME_TO_OPEN = Duration.ofSeconds(20);

  /** In one turn a program that hangs may be run twice. */
  private static final Duration LONGEST_TURN = Duration.ofSeconds(6);

  @Mixin private final TargetOptions target = new TargetOptions();
  @Mixin private final PortOptions port = new PortOptions();
  @Mixin private final RuleOptions rules = new RuleOptions();
  @Mixin private final BackendOptions means = new BackendOptions();
  @Mixin private final SocketOption socket = new SocketOption();

  @Option(names = "--dry-run", description = "only say what it would do; needs no rights")
  private boolean isDryRun;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = CommandLine.ScopeType.INHERIT,
      description = "show this and exit")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean help;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  private final GateCommandQueue orders = new GateCommandQueue(LONGEST_TURN);
  private final CountDownLatch isOpen = new CountDownLatch(1);
  private volatile int status = 1;

  private Gate() {}

  /** Runs it until it is told to end, and exits. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Gate())
        .registerConverter(Address.class, sentence(Address::parse))
        .registerConverter(Network.class, sentence(Network::parse))
        .registerConverter(Threshold.class, sentence(Threshold::parse))
        .registerConverter(Duration.class, sentence(GateText::time))
        .registerConverter(PortOptions.BackendKind.class, Choice.of(PortOptions.BackendKind.class))
        .setUsageHelpWidth(96)
        .setExecutionStrategy(Gate::execute)
        .setParameterExceptionHandler((failure, arguments) -> refuse(failure))
        .setExecutionExceptionHandler((failure, line, parsed) -> complain(failure));
  }

  private static <T> ITypeConverter<T> sentence(ITypeConverter<T> parser) {
    return text -> {
      try {
        return parser.convert(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }

  /** Refuses options that stand where they would be ignored, before the name of a command. */
  private static int execute(ParseResult parsed) {
    if (parsed.hasSubcommand()) {
      CommandSpec asked = parsed.subcommand().commandSpec();
      for (OptionSpec option : parsed.matchedOptions()) {
        if (!option.usageHelp()) {
          throw new ParameterException(
              asked.commandLine(),
              "%s stands before '%s', where it would be ignored: options of '%s' come after it"
                  .formatted(option.longestName(), asked.name(), asked.name()));
        }
      }
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static int refuse(ParameterException failure) {
    CommandLine line = failure.getCommandLine();
    String name = line.getCommandSpec().qualifiedName();
    System.err.println("tidegate gate: " + failure.getMessage());
    System.err.println("'" + name + " --help' lists the options.");
    return line.getCommandSpec().exitCodeOnInvalidInput();
  }

  private static int complain(Exception failure) throws Exception {
    if (failure instanceof IOException || failure instanceof BackendException) {
      System.err.println("tidegate gate: " + failure.getMessage());
      return 1;
    }
    throw failure;
  }

  @Override
  public Integer call() throws InterruptedException {
    GateSettings settings;
    Address to;
    try {
      settings = rules.settings(target.control().isPresent(), port.means().renew());
      to = target.to();
      port.check();
      means.check(port);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
    AsyncPrinter asyncPrinter = new AsyncPrinter(System.out, System.err);
    try {
      Backend backend = Backends.make(port, means, rules.isProportional(), asyncPrinter::say);
      GateLog gateLog =
          new GateLog(asyncPrinter, port.ports(), to.toString(), plainHint(settings), isDryRun);
      keep(settings, isDryRun ? new DryRun(backend.describe()) : backend, gateLog, asyncPrinter);
    } catch (IOException | BackendException | SocketTakenException e) {
      asyncPrinter.complain(String.valueOf(e.getMessage()));
    } finally {
      // What is said last is printed before a signal's end of the program, or given up in time.
      asyncPrinter.finish();
      isOpen.countDown();
    }
    return status;
  }

  private static String plainHint(GateSettings settings) {
    String asking =
        settings.canAsk()
            ? ""
            : ", which gives no sign of life: a closing lasts %s at most; with --control it could be asked"
                .formatted(GateText.of(settings.maxClosed()));
    boolean isShareOfUnknown = settings.from().filter(Threshold::isPercent).isPresent();
    return isShareOfUnknown
        ? asking + "; it does not tell how many workers there are, so --from needs their number"
        : asking;
  }

  private void keep(
      GateSettings settings, Backend backend, GateLog gateLog, AsyncPrinter asyncPrinter)
      throws BackendException, SocketTakenException, InterruptedException {
    Runtime.getRuntime().addShutdownHook(new Thread(this::endBySignal, "end"));
    Optional<GateSocket> asked = openSocket(asyncPrinter);
    try (NotifyListener listener = target.listener()) {
      GateController controller = new GateController(settings, System.nanoTime());
      new GateLoop(listener, controller, backend, orders, gateLog).keep();
      status = 0;
    } finally {
      close(asked);
    }
  }

  /** Without it the gate works as well, and only cannot be asked; the real one may have it. */
  private Optional<GateSocket> openSocket(AsyncPrinter asyncPrinter) throws SocketTakenException {
    if (isDryRun) {
      return Optional.empty();
    }
    try {
      return Optional.of(GateSocket.open(socket.path(), orders::answer));
    } catch (IOException e) {
      asyncPrinter.complain(
          "nobody can ask how it is: no socket at "
              + socket.path()
              + " ("
              + e
              + "); --socket names another place");
      return Optional.empty();
    }
  }

  private static void close(Optional<GateSocket> socket) {
    try {
      if (socket.isPresent()) {
        socket.get().close();
      }
    } catch (IOException e) {
      // The next gate replaces it.
    }
  }

  /** A signal ends the program only after the port is open; then it is as good an end as any. */
  private void endBySignal() {
    if (isOpen.getCount() == 0) {
      return;
    }
    orders.end("the gate was told to end");
    boolean done = false;
    try {
      done = isOpen.await(TIME_TO_OPEN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Nothing is printed here: a write to a pipe that nobody reads never ends.
    Runtime.getRuntime().halt(done ? status : 1);
  }
}
