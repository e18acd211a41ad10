package dev.tidegate.daemon;

import dev.tidegate.daemon.loop.Driver;
import dev.tidegate.daemon.options.CommandLine;
import dev.tidegate.daemon.options.Options;
import dev.tidegate.daemon.options.ParsedCommandLine;
import dev.tidegate.daemon.startup.LaunchPipe;
import dev.tidegate.daemon.startup.RawArguments;
import dev.tidegate.daemon.startup.Startup;
import dev.tidegate.daemon.startup.StartupResult;
import java.util.Optional;
import java.util.OptionalInt;

/** Main class of the multiplexor: options, start-up, wiring, run. */
public final class Multiplexor {
  private static final int STDOUT = 1;
  private static final int STDERR = 2;

  private Multiplexor() {}

  /** Runs the multiplexor as a replacement of mimedefang-multiplexor(8). */
  public static void main(String[] args) {
    // An uncaught failure of any thread, such as an exhausted heap, ends the process.
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          LaunchPipe.print(STDERR, "mimedefang-multiplexor: " + thread.getName() + ": " + failure);
          Runtime.getRuntime().halt(Driver.BROKEN);
        });
    // Halt, not exit: there are no shutdown hooks, and TERM is handled before.
    Runtime.getRuntime().halt(run(RawArguments.read(args.length)));
  }

  private static int run(RawArguments words) {
    LaunchPipe pipe = new LaunchPipe(readyDescriptor(words));
    return switch (CommandLine.parse(words.arguments(), version())) {
      case ParsedCommandLine.Refused(String text, int exitCode) -> {
        LaunchPipe.print(STDERR, text);
        yield exitCode;
      }
      case ParsedCommandLine.Print(String text) -> {
        LaunchPipe.print(STDOUT, text);
        pipe.done();
        yield 0;
      }
      case ParsedCommandLine.Run(Options options) -> run(options, words, pipe);
    };
  }

  private static int run(Options options, RawArguments words, LaunchPipe pipe) {
    Optional<StartupResult> started = Startup.run(options, words, pipe, Wiring::load);
    return started.isEmpty() ? 1 : Wiring.run(options, started.get());
  }

  private static OptionalInt readyDescriptor(RawArguments words) {
    return words
        .launcherProperty("ready")
        .map(Integer::parseInt)
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }

  private static String version() {
    String version = Multiplexor.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
