package dev.tidegate.tools.ctl;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tidegate.client.Address;
import dev.tidegate.protocol.wire.LineSplitter;
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
import dev.tidegate.tools.ctl.report.IncidentsCommand;
import dev.tidegate.tools.ctl.report.StatsCommand;
import dev.tidegate.tools.ctl.watch.WatchCommand;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The program {@code tidegate ctl}. */
public final class Ctl {
  private static final String USUAL_SOCKET = "/var/spool/MIMEDefang/mimedefang-multiplexor.sock";

  private static final String USAGE =
      """
      Usage: tidegate ctl [-s SOCKET] [--json] COMMAND [WORD]...
             tidegate ctl [-s SOCKET] [--json] -i

      Asks a multiplexor, ours or MIMEDefang's own, and steers it. COMMAND --help tells more of one.

      """;
  private static final String DRAWN_HEADING = "\nAs md-mx-ctrl has them:\n";
  private static final String END =
      """

      -s, --socket=SOCKET  its command socket, by default
                           /var/spool/MIMEDefang/mimedefang-multiplexor.sock; or its unprivileged
                           one (-a), where it tells less: a path, or inet:PORT
          --json           the answer as a JSON document, where there is one
      -i                   reads commands from standard input, a line each

      Exit status: 0, 1 if the answer is an error or there is none, 2 if it was called wrongly.
      Called by the name md-mx-ctrl it is that program, to the byte.
      """;

  /** Set by the launcher to the name by which it was called, if that is md-mx-ctrl. */
  private static final String CALLED_PROPERTY = "tidegate.called";

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Operands ONE = new Operands(1, 1);
  private static final Operands ANY = new Operands(0, 100);

  private Ctl() {}

  /** Runs it and exits with its status. */
  public static void main(String[] words) {
    String called = System.getProperty(CALLED_PROPERTY);
    if (called != null) {
      boolean permutes = System.getenv("POSIXLY_CORRECT") == null;
      int status =
          MdMxCtrl.run(
              called,
              RawWords.of(words),
              permutes,
              System.in,
              new FileOutputStream(FileDescriptor.out),
              new FileOutputStream(FileDescriptor.err));
      // An orderly exit looks for a logger to tell; that takes its time.
      Runtime.getRuntime().halt(status);
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
    List<CtlCommand> all = new ArrayList<>();
    all.add(new StatsCommand());
    all.add(new IncidentsCommand());
    all.add(new AnswerCommand("drain", "drain N", "give no more work to slot N", ONE, true));
    all.add(new AnswerCommand("resume", "resume N", "give work to slot N again", ONE, true));
    all.add(new AnswerCommand("kill", "kill N:PID", "end the worker PID in slot N", ONE, true));
    all.add(
        new AnswerCommand(
            "set", "set [NAME=VALUE]...", "what can be set, or set it until the end", ANY, true));
    all.add(new RereadCommand());
    all.add(new CheckCommand());
    all.add(new DoctorCommand());
    all.add(new WatchCommand());
    all.add(new AskCommand());
    all.addAll(DrawnCommand.all());
    return new Commands(all);
  }

  static int run(List<String> words, PrintStream out, PrintStream err) {
    return tell(() -> run(words, commands(), out, err), err);
  }

  private interface CtlAction {
    int run() throws IOException, MisuseException, InterruptedException;
  }

  /** Does it, and says in a line what became of it if it failed. */
  private static int tell(CtlAction deed, PrintStream err) {
    try {
      return deed.run();
    } catch (MisuseException wrong) {
      String sentence = Printable.lines(String.valueOf(wrong.getMessage()));
      err.println("tidegate ctl: " + sentence + " (see --help)");
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
    boolean interactive = false;
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
        case "-i" -> interactive = true;
        case "-h", "--help" -> {
          out.print(help(commands));
          return CtlCommand.DONE;
        }
        default -> throw new MisuseException("there is no option '" + words.get(at) + "'");
      }
    }
    Server server = new Server(address(socket), PATIENCE);
    List<String> rest = words.subList(at, words.size());
    Call call = new Call(rest, server, json, System.in, out, err, commands);
    if (!interactive) {
      return commands.run(call);
    }
    if (!rest.isEmpty()) {
      throw new MisuseException("with -i the commands come from standard input");
    }
    return converse(call);
  }

  /** Runs the commands of standard input; what is wrong with one is told, and the next is run. */
  private static int converse(Call call) throws IOException, MisuseException {
    BufferedReader lines = new BufferedReader(new InputStreamReader(call.in(), ISO_8859_1));
    int status = CtlCommand.DONE;
    for (String line = readLine(lines); line != null; line = readLine(lines)) {
      List<String> words = List.of(line.strip().split("\\s+", -1));
      if (!line.isBlank()) {
        status = Math.max(status, tell(() -> call.commands().run(call.with(words)), call.err()));
      }
      call.out().flush();
      call.err().flush();
    }
    return status;
  }

  private static @Nullable String readLine(BufferedReader lines)
      throws IOException, MisuseException {
    StringBuilder line = new StringBuilder();
    int each = lines.read();
    if (each < 0) {
      return null;
    }
    for (; each >= 0 && each != '\n'; each = lines.read()) {
      if (line.length() == LineSplitter.COMMAND_BYTES) {
        throw new MisuseException("a line has at most " + LineSplitter.COMMAND_BYTES + " bytes");
      }
      line.append((char) each);
    }
    return line.toString();
  }

  private static Address address(String text) throws MisuseException {
    try {
      return Address.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new MisuseException(String.valueOf(wrong.getMessage()));
    }
  }

  private static String help(Commands commands) {
    StringBuilder help = new StringBuilder(USAGE);
    int width = 0;
    for (CtlCommand each : commands.all()) {
      width = each instanceof DrawnCommand ? width : Math.max(width, each.usage().length());
    }
    StringBuilder drawn = new StringBuilder();
    for (CtlCommand each : commands.all()) {
      if (each instanceof DrawnCommand) {
        drawn.append(drawn.isEmpty() ? "  " : ", ").append(each.usage());
        continue;
      }
      help.append("  ").append(each.usage()).repeat(" ", width - each.usage().length() + 2);
      help.append(each.summary()).append('\n');
    }
    return help
        + DRAWN_HEADING
        + drawn.toString().replaceAll("(.{70,90}?,) ", "$1\n  ")
        + "\n"
        + END;
  }
}
