package dev.tidegate.tools.dashboard;

import dev.tidegate.tools.dashboard.web.EventStreams;
import dev.tidegate.tools.dashboard.web.ListenAt;
import dev.tidegate.tools.dashboard.web.WebServer;
import dev.tidegate.tools.options.Source;
import dev.tidegate.tools.options.SourceOptions;
import dev.tidegate.tools.view.PoolWatch;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program {@code tidegate dashboard}. */
@Command(
    name = "tidegate dashboard",
    sortOptions = false,
    description = {
      "Shows the pools of multiplexors, ours or MIMEDefang's own, in a browser: what each worker",
      "does and for how long, live. The same as data (/api/pools, /api/events), for Prometheus",
      "(/metrics) and for monitors (/healthz, /readyz).",
      ""
    },
    footer = {
      "",
      "ADDRESS is /path, unix:/path, inet:PORT, inet6:PORT, HOST:PORT or [::1]:PORT.",
      "Whoever can connect sees what is being handled: queue ids, tags, what filters print. So it",
      "listens on this machine only, unless it is told otherwise.",
      "",
      "Exit status: 0 after INT or TERM; 1 if it failed; 2 if it was called wrongly."
    })
public final class Dashboard implements Callable<Integer> {
  private static final int FAILED = 1;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Mixin private SourceOptions multiplexors = new SourceOptions();

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      defaultValue = ListenOption.USUAL,
      description =
          "where browsers connect: HOST:PORT or /path (a PORT of 0 is any that is free); "
              + ListenOption.USUAL
              + " by default")
  private String listen = ListenOption.USUAL;

  @Option(
      names = "--allow-remote",
      description =
          "lets --listen be an address that other machines reach. There is no password and no"
              + " encryption: whoever reaches it sees all that is shown. Better put a server with"
              + " both in front of it")
  private boolean allowRemote;

  @Option(
      names = "--host-name",
      paramLabel = "NAME",
      description =
          "a name by which browsers and Prometheus call it, beside localhost and the address of"
              + " --listen; a request for another name is refused. Repeatable")
  private List<String> hostNames = new ArrayList<>();

  @Option(
      names = "--allow-actions",
      description =
          "lets the page drain, resume and kill workers and reread the filter, for who knows the"
              + " token; needs --token-file and a privileged --control")
  private boolean allowActions;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "has the token in its one line, and nobody else may read it (mode 600)")
  private Optional<Path> tokenFile = Optional.empty();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this and exit")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean help;

  private final DashboardLog log = new DashboardLog(System.err, System::nanoTime);

  private Dashboard() {}

  /** Runs it and exits with its status. */
  public static void main(String[] arguments) {
    // Jetty logs by a library that would print that it has nowhere to print to.
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Dashboard())
        .setUsageHelpWidth(100)
        .setExpandAtFiles(false)
        .setParameterExceptionHandler((wrong, words) -> refuse(wrong));
  }

  /** In a line: below the whole of the help nobody would see what is wrong. */
  private static int refuse(ParameterException wrong) {
    new DashboardLog(System.err, System::nanoTime).accept(wrong.getMessage() + " (see --help)");
    return CommandLine.ExitCode.USAGE;
  }

  @Override
  public Integer call() throws InterruptedException {
    ListenAt address = understand(() -> ListenOption.parse(listen, allowRemote));
    List<Source> sources = understand(multiplexors::sources);
    Optional<Token> token;
    try {
      token = token();
    } catch (IOException unfit) {
      log.accept(String.valueOf(unfit.getMessage()));
      return FAILED;
    }
    Pools pools =
        new Pools(
            sources.stream().map(source -> PoolWatch.of(source).start()).toList(),
            token.isPresent(),
            version(),
            InstantSource.system());
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    EventStreams streams = new EventStreams(pools, log);
    Api api = new Api(pools, streams::isAlive);
    try (pools;
        WebServer web =
            WebServer.start(
                address, names(address), api.site(new Actions(pools, token, log)), streams, log)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> endBySignal(end, ended), "end"));
      log.always("look at " + web.url());
      end.await();
    } catch (IOException failure) {
      log.always("cannot listen at " + address + ": " + failure.getMessage());
      return FAILED;
    }
    ended.countDown();
    return 0;
  }

  private static void endBySignal(CountDownLatch end, CountDownLatch ended) {
    if (end.getCount() == 0) {
      return;
    }
    end.countDown();
    try {
      boolean orderly = ended.await(3, java.util.concurrent.TimeUnit.SECONDS);
      Runtime.getRuntime().halt(orderly ? 0 : FAILED);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }

  private Optional<Token> token() throws IOException {
    if (!allowActions) {
      return Optional.empty();
    }
    return Optional.of(
        Token.read(
            tokenFile.orElseThrow(
                () ->
                    new ParameterException(
                        spec.commandLine(), "--allow-actions needs --token-file FILE"))));
  }

  private List<String> names(ListenAt address) {
    List<String> names = new ArrayList<>(hostNames);
    if (address instanceof ListenAt.Port port) {
      names.add(port.host().indexOf(':') < 0 ? port.host() : "[" + port.host() + "]");
    }
    return names;
  }

  private <T> T understand(Callable<T> parsing) {
    try {
      return parsing.call();
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), wrong.getMessage(), wrong);
    } catch (Exception impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static String version() {
    return Optional.ofNullable(Dashboard.class.getPackage().getImplementationVersion())
        .orElse("unpackaged");
  }
}
