package dev.tidegate.tools.gate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The commands that ask a running gate something. */
final class AskCommands {
  /** The gate itself gives up sooner, and says so. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private AskCommands() {}

  /** {@code tidegate gate status}. */
  @Command(name = "status", description = "Asks the running gate how things are.")
  static final class Status implements Callable<Integer> {
    @Mixin private final SocketOption socket = new SocketOption();

    @Override
    public Integer call() throws IOException {
      return ask(socket.path(), "status");
    }
  }

  /** {@code tidegate gate hold-open}. */
  @Command(
      name = "hold-open",
      description =
          "Has the running gate stay open for a time, or until 'resume', whatever it learns. It"
              + " does not remember that when it is started again.")
  static final class HoldOpen implements Callable<Integer> {
    @Mixin private final SocketOption socket = new SocketOption();

    @Parameters(
        arity = "0..1",
        paramLabel = "TIME",
        description = "such as 10m or 2h, 365d at most; without it until 'resume'")
    private Optional<Duration> time = Optional.empty();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
      String line;
      try {
        line = GateCommandQueue.holdOpen(time);
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
      }
      return ask(socket.path(), line);
    }
  }

  /** {@code tidegate gate resume}. */
  @Command(name = "resume", description = "Has the running gate go by the multiplexor again.")
  static final class Resume implements Callable<Integer> {
    @Mixin private final SocketOption socket = new SocketOption();

    @Override
    public Integer call() throws IOException {
      return ask(socket.path(), "resume");
    }
  }

  /** Prints the answer; returns 1 if it is a complaint. */
  private static int ask(Path path, String line) throws IOException {
    Thread.ofPlatform().daemon().start(AskCommands::giveUpInTime);
    String answer;
    try (SocketChannel gate = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      Channels.newOutputStream(gate).write((line + "\n").getBytes(ISO_8859_1));
      answer = new String(Channels.newInputStream(gate).readAllBytes(), ISO_8859_1);
    } catch (IOException e) {
      throw new IOException(
          "no gate answers at "
              + path
              + " ("
              + e.getMessage()
              + "): is it running, is this its --socket, and may you (root, or its own user)?",
          e);
    }
    if (answer.isEmpty()) {
      throw new IOException("the gate at " + path + " takes no more questions now: ask again");
    }
    System.out.print(answer);
    System.out.flush();
    return answer.startsWith("error: ") ? 1 : 0;
  }

  private static void giveUpInTime() {
    try {
      Thread.sleep(PATIENCE);
    } catch (InterruptedException e) {
      return;
    }
    System.err.println("tidegate gate: the gate did not answer within " + GateText.of(PATIENCE));
    Runtime.getRuntime().halt(1);
  }
}
