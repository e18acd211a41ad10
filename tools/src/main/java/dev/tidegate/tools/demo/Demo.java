package dev.tidegate.tools.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The program {@code tidegate demo}. */
@Command(
    name = "tidegate demo",
    sortOptions = false,
    description = {
      "Shows in fifteen seconds what a multiplexor for mail filters does: it starts one, with",
      "four pretended workers in a temporary directory, sends it pretended mail, listens to",
      "what it says, and tells what that means. It needs no root, no configuration, no mail",
      "server, and leaves nothing behind.",
      ""
    },
    footer = {
      "",
      "Colours appear on a terminal only, and not if NO_COLOR is set. Exit status: 0 if all",
      "was as it should be, else 1 and a sentence that says what was not."
    })
public final class Demo implements Callable<Integer> {
  /** Set by the launcher: the directory that it lies in. */
  private static final String HOME_PROPERTY = "tidegate.home";

  private static final String INTRODUCTION =
      """
      A mail server has worker programs that look for spam and viruses, a mail each.
      The multiplexor gives each mail to a free worker, and tells all who listen how
      things stand: so a gate can close port 25 before mail comes that none can take.
      """;

  @Option(
      names = "--keep",
      description = "go on afterwards with gentle mail, and say how to play with it")
  private boolean keep;

  @Option(
      names = "--multiplexor",
      hidden = true,
      paramLabel = "PROGRAM",
      description = "show this program instead of our own multiplexor")
  private Optional<String> program = Optional.empty();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "show this and exit")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean help;

  private final DemoProcesses demoProcesses = new DemoProcesses();

  private Demo() {}

  /** Runs it and exits with 0, or with 1 if something was not as it should be. */
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Demo())
            .setUsageHelpWidth(90)
            .setExecutionExceptionHandler((failure, line, parsed) -> complain(failure))
            .execute(arguments));
  }

  private static int complain(Exception failure) throws Exception {
    if (failure instanceof IOException) {
      System.err.println("tidegate demo: " + failure.getMessage());
      return 1;
    }
    throw failure;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<String> multiplexor = multiplexorProgram();
    PrintStream out = System.out;
    try (DemoScreen screen = Terminal.detect(System.getenv()).open(out)) {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> leave(screen), "leave"));
      INTRODUCTION.lines().forEach(screen::say);
      screen.say("Here: four pretended workers, pretended mail, 15 seconds. Ctrl-C ends it.");
      screen.say("");
      boolean good = show(multiplexor, screen);
      demoProcesses.clear();
      return good ? 0 : 1;
    }
  }

  private boolean show(List<String> program, DemoScreen screen)
      throws IOException, InterruptedException {
    DemoFolder spool = demoProcesses.createSpool(Optional.ofNullable(System.getenv("TMPDIR")));
    DemoMultiplexor multiplexor = demoProcesses.startMultiplexor(program, spool);
    multiplexor.awaitReady();
    screen.say(EventLine.heading());
    DemoRunner show = new DemoRunner(spool, multiplexor, screen);
    show.begin();
    List<String> faults = show.playThreeActs();
    screen.pause();
    screen.say("");
    screen.say("What you have seen:");
    show.summary().forEach(screen::say);
    screen.say("");
    screen.say(
        faults.isEmpty()
            ? "All was well: every request was answered, and the listener was told the truth."
            : "Something was wrong:");
    faults.forEach(fault -> screen.say("  " + fault));
    if (!keep) {
      return faults.isEmpty();
    }
    KeepScripts keepScripts = KeepScripts.lay(spool, launcher());
    List<String> later = show.playOn(keepScripts.notes());
    screen.pause();
    later.forEach(screen::say);
    return false;
  }

  private List<String> multiplexorProgram() throws IOException {
    if (program.isPresent()) {
      return List.of(program.get());
    }
    Path launcher =
        launcher()
            .orElseThrow(
                () ->
                    new IOException(
                        "the multiplexor is not known; start this by `./tidegate demo`"));
    return List.of(launcher.toString(), "multiplexor");
  }

  private static Optional<Path> launcher() {
    return Optional.ofNullable(System.getProperty(HOME_PROPERTY))
        .map(home -> Path.of(home, "tidegate"));
  }

  /** At every exit, by a signal too; when all went well there is nothing left to do. */
  private void leave(DemoScreen screen) {
    screen.close();
    try {
      if (demoProcesses.clearAtOnce()) {
        System.out.println("Ended early; nothing is left behind.");
      }
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
    }
  }
}
