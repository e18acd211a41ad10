package dev.tidegate.tools.top;

import dev.tidegate.tools.options.Source;
import dev.tidegate.tools.options.SourceOptions;
import dev.tidegate.tools.view.PoolWatch;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program {@code tidegate top}. */
@Command(
    name = "tidegate top",
    sortOptions = false,
    description = {
      "Shows a pool on the whole terminal: each slot with what it does and for how long, those",
      "nearest their time-out first, and how loaded the pool is; lets you act on it. It works with",
      "MIMEDefang's own multiplexor too, which tells less. Press ? in it for its keys.",
      ""
    },
    footer = {
      "",
      "ADDRESS is /path, unix:/path, inet:PORT, inet6:PORT, HOST:PORT or [::1]:PORT.",
      "",
      "Exit status: 0; with --once 1 if a multiplexor could not be reached; 2 if it was called",
      "wrongly."
    })
public final class Top implements Callable<Integer> {
  /** How colours are wanted. */
  enum Colour {
    AUTO,
    ALWAYS,
    NEVER
  }

  private static final int FAILED = 1;
  private static final int COLUMNS_ON_PAPER = 100;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec spec;

  @Mixin private SourceOptions multiplexors = new SourceOptions();

  @Option(
      names = "--once",
      description = "prints one picture as text and ends, as it does where there is no terminal")
  private boolean once;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "auto (the default: unless NO_COLOR is set), always or never")
  private Colour colour = Colour.AUTO;

  @Option(
      names = "--ascii",
      description = "draws with ASCII alone, as it does where the locale is not UTF-8")
  private boolean ascii;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this and exit")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean help;

  private Top() {}

  /** Runs it and exits with its status. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    return new CommandLine(new Top())
        .setUsageHelpWidth(100)
        .setExpandAtFiles(false)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((wrong, words) -> refuse(wrong));
  }

  /** In a line: below the whole of the help nobody would see what is wrong. */
  private static int refuse(ParameterException wrong) {
    String message =
        String.valueOf(wrong.getMessage())
            .replace("[AUTO, ALWAYS, NEVER]", "auto, always or never");
    System.err.println("tidegate top: " + message + " (see --help)");
    return CommandLine.ExitCode.USAGE;
  }

  @Override
  public Integer call() throws InterruptedException {
    List<Source> sources = sources();
    Charset charset =
        Charset.forName(
            System.getProperty("stdout.encoding", "US-ASCII"), StandardCharsets.US_ASCII);
    boolean unicode = !ascii && charset.newEncoder().canEncode("█─■");
    Theme means =
        new Theme(
            unicode ? Glyphs.UNICODE : Glyphs.ASCII, ZoneId.systemDefault(), sources.size() > 1);
    List<PoolWatch> watches = sources.stream().map(source -> PoolWatch.of(source).start()).toList();
    try {
      if (once || !isTerminal()) {
        return Once.print(watches, System.out, columns(), means) ? 0 : FAILED;
      }
      return live(watches, means, unicode ? charset : StandardCharsets.US_ASCII);
    } catch (IOException failure) {
      System.err.println("tidegate top: cannot use this terminal: " + failure.getMessage());
      return FAILED;
    } finally {
      watches.forEach(PoolWatch::close);
    }
  }

  private int live(List<PoolWatch> watches, Theme means, Charset charset)
      throws IOException, InterruptedException {
    try (TopScreen screen = TopScreen.open(charset)) {
      screen.endOnSignals();
      int status = new TopSession(watches, screen, means, new ScreenDiff(coloured())).run();
      screen.end(status);
      return status;
    }
  }

  private static boolean isTerminal() {
    String type = System.getenv().getOrDefault("TERM", "dumb");
    return System.getProperty("tidegate.terminal") != null && !type.equals("dumb");
  }

  private boolean coloured() {
    return switch (colour) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO -> System.getenv().getOrDefault("NO_COLOR", "").isEmpty();
    };
  }

  private static int columns() {
    String columns = System.getenv().getOrDefault("COLUMNS", "");
    return columns.matches("[0-9]{1,3}") ? Integer.parseInt(columns) : COLUMNS_ON_PAPER;
  }

  private List<Source> sources() {
    try {
      return multiplexors.sources();
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(spec.commandLine(), String.valueOf(wrong.getMessage()), wrong);
    }
  }
}
