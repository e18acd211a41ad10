package dev.tidegate.tools.ctl;

import dev.tidegate.client.Address;
import dev.tidegate.tools.ctl.AnswerCommand.Operands;
import dev.tidegate.tools.ctl.check.CheckCommand;
import dev.tidegate.tools.ctl.command.Call;
import dev.tidegate.tools.ctl.command.Commands;
import dev.tidegate.tools.ctl.command.CtlCommand;
import dev.tidegate.tools.ctl.command.MisuseException;
import dev.tidegate.tools.ctl.command.Printable;
import dev.tidegate.tools.ctl.command.Server;
import dev.tidegate.tools.ctl.doctor.DoctorCommand;
import dev.tidegate.tools.ctl.dropin.MdMxCtrl;
import dev.tidegate.tools.ctl.watch.WatchCommand;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;

/** The program {@code tidegate ctl}. */
public final class Ctl {
  private static final String USUAL_SOCKET = "/var/spool/MIMEDefang/mimedefang-multiplexor.sock";

  /** Set by the launcher to the name by which it was called, if that is md-mx-ctrl. */
  private static final String CALLED_PROPERTY = "tidegate.called";

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Operands NONE = new Operands(0, 0);
  private static final Operands ONE = new Operands(1, 1);

  private Ctl() {}

  /** Runs it and exits with its status. */
  public static void main(String[] words) {
    String called = System.getProperty(CALLED_PROPERTY);
    if (called != null) {
      boolean permutes = System.getenv("POSIXLY_CORRECT") == null;
      System.exit(
          MdMxCtrl.run(
              called,
              RawWords.of(words),
              permutes,
              System.in,
              new FileOutputStream(FileDescriptor.out),
              new FileOutputStream(FileDescriptor.err)));
    }
    PrintStream out = stream(FileDescriptor.out, "stdout.encoding");
    PrintStream err = stream(FileDescriptor.err, "stderr.encoding");
    int status = run(List.of(words), out, err);
    out.flush();
    err.flush();
    System.exit(status);
  }

  private static PrintStream stream(FileDescriptor descriptor, String encoding) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor)),
        false,
        Charset.forName(System.getProperty(encoding, "US-ASCII")));
  }

  /** All commands; those of other packages are listed here too. */
  static Commands commands() {
    return new Commands(
        List.of(
            new AnswerCommand(
                "stats", "stats", "everything that is counted and known, as JSON", NONE, true),
            new AnswerCommand("drain", "drain N", "give no more work to slot N", ONE, true),
            new AnswerCommand("resume", "resume N", "give work to slot N again", ONE, true),
            new AnswerCommand("kill", "kill N:PID", "end the worker PID in slot N", ONE, true),
            new AnswerCommand("reread", "reread", "have the filter read again", NONE, false),
            new CheckCommand(),
            new DoctorCommand(),
            new WatchCommand()));
  }

  static int run(List<String> words, PrintStream out, PrintStream err) {
    try {
      return run(words, commands(), out, err);
    } catch (MisuseException wrong) {
      err.println("tidegate ctl: " + wrong.getMessage() + " (--help tells what there is)");
      return CtlCommand.MISUSED;
    } catch (IOException failure) {
      err.println("tidegate ctl: " + Printable.lines(String.valueOf(failure.getMessage())));
      return CtlCommand.FAILED;
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
      return CtlCommand.FAILED;
    }
  }

  private static int run(List<String> words, Commands commands, PrintStream out, PrintStream err)
      throws IOException, MisuseException, InterruptedException {
    String socket = USUAL_SOCKET;
    boolean json = false;
    int at = 0;
    for (; at < words.size() && words.get(at).startsWith("-"); at++) {
      switch (words.get(at)) {
        case "-s", "--socket" -> {
          at++;
          if (at == words.size()) {
            throw new MisuseException("-s needs a socket");
          }
          socket = words.get(at);
        }
        case "--json" -> json = true;
        case "-h", "--help" -> {
          out.print(help(commands));
          return CtlCommand.DONE;
        }
        default -> throw new MisuseException("there is no option '" + words.get(at) + "'");
      }
    }
    Server server = new Server(address(socket), PATIENCE);
    List<String> rest = words.subList(at, words.size());
    return commands.run(new Call(rest, server, json, System.in, out, err, commands));
  }

  private static Address address(String text) throws MisuseException {
    try {
      return Address.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new MisuseException(String.valueOf(wrong.getMessage()));
    }
  }

  private static String help(Commands commands) {
    StringBuilder help = new StringBuilder();
    help.append("Usage: tidegate ctl [-s SOCKET] [--json] COMMAND [WORD]...\n\n");
    int width = commands.all().stream().mapToInt(each -> each.usage().length()).max().orElse(0);
    for (CtlCommand each : commands.all()) {
      help.append("  ").append(each.usage()).repeat(" ", width - each.usage().length() + 2);
      help.append(each.summary()).append('\n');
    }
    return help.toString();
  }
}
