package dev.tidegate.tools.ctl;

import dev.tidegate.tools.ctl.command.Call;
import dev.tidegate.tools.ctl.command.CtlCommand;
import dev.tidegate.tools.ctl.command.MisuseException;
import dev.tidegate.tools.ctl.command.Printable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A command that is one line for the multiplexor, and shows its answer.
 *
 * @param name the first word of the line
 * @param operands how many words follow it, at least and at most
 * @param onlyOurs whether MIMEDefang's own would give it to a worker
 */
record AnswerCommand(String name, String usage, String summary, Operands operands, boolean onlyOurs)
    implements CtlCommand {

  /** How many words a command takes. */
  record Operands(int atLeast, int atMost) {}

  @Override
  public int run(Call call) throws IOException, MisuseException {
    call.expect(operands.atLeast(), operands.atMost(), usage);
    for (String word : call.words()) {
      checkWord(word);
    }
    String line = String.join(" ", line(call.words()));
    String answer = onlyOurs ? call.server().askOurs(line) : call.server().ask(line);
    return show(answer, call);
  }

  private List<String> line(List<String> words) {
    List<String> line = new ArrayList<>(List.of(name));
    line.addAll(words);
    return line;
  }

  private static void checkWord(String word) throws MisuseException {
    if (word.isEmpty() || !word.chars().allMatch(each -> each > ' ' && each <= '~')) {
      throw new MisuseException("'" + Printable.lines(word) + "' is no word for the multiplexor");
    }
  }

  /** Prints an answer; returns the exit status that it deserves. */
  static int show(String answer, Call call) throws IOException {
    if (answer.isEmpty()) {
      throw new IOException(
          "the multiplexor at " + call.server().address() + " closed without an answer");
    }
    boolean complains = answer.startsWith("error: ") || answer.startsWith("ERR");
    String text = Printable.lines(answer);
    (complains ? call.err() : call.out()).print(text.endsWith("\n") ? text : text + "\n");
    return complains ? FAILED : DONE;
  }
}
