package dev.tidegate.tools.ctl.dropin;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tidegate.protocol.wire.PercentEncoding;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * The program md-mx-ctrl. In its texts a char is a byte, whatever they are encoded in.
 *
 * <p>What it does at each turn is the original's: errors go to standard output with {@code -i}, and
 * the commands of the multiplexor are asked for the usage.
 */
public final class MdMxCtrl {
  private static final int USAGE_STATUS = 1;

  /** When whoever reads our output is gone: as the signal that ends the original then. */
  private static final int BROKEN_PIPE_STATUS = 141;

  /** The most bytes of a line of standard input that are taken for one command. */
  private static final int MAX_LINE_BYTES = 262_143;

  private static final String USAGE =
      """
      Usage: md-mx-ctrl [options] command

      Options:
      -h              -- Display help
      -s path         -- Specify path to multiplexor socket
      -i              -- Read commands from stdin
      """;

  private final String name;
  private final InputStream in;
  private final OutputStream out;
  private final OutputStream err;
  private final MdMxCtrlOptions options;

  private MdMxCtrl(
      String name, MdMxCtrlOptions options, InputStream in, OutputStream out, OutputStream err) {
    this.name = name;
    this.options = options;
    this.in = in;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs it.
   *
   * @param name by which it was called, for its complaints
   * @param words its arguments
   * @param permutes whether options may stand behind other words, as they may unless the
   *     environment has POSIXLY_CORRECT
   * @param in should be buffered
   * @return its exit status
   */
  public static int run(
      String name,
      List<String> words,
      boolean permutes,
      InputStream in,
      OutputStream out,
      OutputStream err) {
    try {
      return new MdMxCtrl(name, MdMxCtrlOptions.of(words, permutes), in, out, err).run();
    } catch (IOException gone) {
      boolean pipe = "Broken pipe".equals(gone.getMessage());
      return pipe ? BROKEN_PIPE_STATUS : 0;
    }
  }

  private int run() throws IOException {
    return switch (options.next()) {
      case TELL_USAGE -> usage(0);
      case COMPLAIN -> {
        write(err, name + ": " + options.complaint() + "\n");
        yield usage(USAGE_STATUS);
      }
      case RUN -> {
        if (options.interactive()) {
          yield converse();
        }
        yield options.operands().isEmpty()
            ? usage(USAGE_STATUS)
            : show(ask(commandOf(options.operands())));
      }
    };
  }

  private int usage(int status) throws IOException {
    write(err, USAGE);
    Shown shown = new Exchange(options.path()).ask(DrawnRequest.ofCommands());
    boolean failed = shown.status() != 0;
    write(failed && options.interactive() ? out : err, shown.complaint());
    return status;
  }

  private static String commandOf(List<String> operands) {
    StringBuilder command = new StringBuilder();
    for (String operand : operands) {
      command.append(PercentEncoding.encode(operand)).append(' ');
    }
    command.setCharAt(command.length() - 1, '\n');
    return command.toString();
  }

  private Shown ask(String command) {
    return new Exchange(options.path()).ask(DrawnRequest.of(command));
  }

  private int show(Shown shown) throws IOException {
    write(out, shown.text());
    write(options.interactive() ? out : err, shown.complaint());
    return shown.status();
  }

  private int converse() throws IOException {
    for (String line = readLine(); !line.isEmpty(); line = readLine()) {
      int nul = line.indexOf('\0');
      show(ask(nul < 0 ? line : line.substring(0, nul)));
    }
    return 0;
  }

  /** Reads to a newline, which is in what it returns; empty at the end of the input. */
  private String readLine() throws IOException {
    StringBuilder line = new StringBuilder();
    while (line.length() < MAX_LINE_BYTES) {
      int each = in.read();
      if (each >= 0) {
        line.append((char) each);
      }
      if (each < 0 || each == '\n') {
        break;
      }
    }
    return line.toString();
  }

  private static void write(OutputStream stream, String text) throws IOException {
    stream.write(text.getBytes(ISO_8859_1));
    stream.flush();
  }
}
