package dev.tidegate.tools.ctl;

import dev.tidegate.tools.ctl.command.Call;
import dev.tidegate.tools.ctl.command.CtlCommand;
import dev.tidegate.tools.ctl.command.MisuseException;
import dev.tidegate.tools.ctl.command.Printable;
import dev.tidegate.tools.ctl.dropin.DrawnRequest;
import dev.tidegate.tools.ctl.dropin.Shown;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A command that md-mx-ctrl has too, with the same picture.
 *
 * @param operand what its one operand is, a number; empty if it has none
 */
record DrawnCommand(String name, String operand) implements CtlCommand {
  private static final List<String> PLAIN =
      List.of("status", "rawstatus", "barstatus", "jsonstatus", "free", "msgs", "histo", "version");
  private static final List<String> LISTS = List.of("workers", "busyworkers");
  private static final List<String> LOADS = List.of("load", "rawload", "hload", "rawhload");
  private static final List<String> KINDS = List.of("", "-relayok", "-senderok", "-recipok");

  static List<DrawnCommand> all() {
    List<DrawnCommand> all = new ArrayList<>();
    PLAIN.forEach(name -> all.add(new DrawnCommand(name, "")));
    LISTS.forEach(name -> all.add(new DrawnCommand(name, "")));
    all.add(new DrawnCommand("workerinfo", "N"));
    for (String load : LOADS) {
      KINDS.forEach(kind -> all.add(new DrawnCommand(load + kind, "")));
    }
    for (String name : List.of("load1", "rawload1", "jsonload1")) {
      all.add(new DrawnCommand(name, "SECONDS"));
    }
    all.add(new DrawnCommand("autoscale", ""));
    return all;
  }

  @Override
  public String usage() {
    return operand.isEmpty() ? name : name + " " + operand;
  }

  @Override
  public String summary() {
    return "as md-mx-ctrl has it";
  }

  @Override
  public int run(Call call) throws IOException, MisuseException {
    int words = operand.isEmpty() ? 0 : 1;
    call.expect(words, words, usage());
    if (words == 1 && !call.words().getFirst().matches("\\d{1,9}")) {
      throw new MisuseException("it is called as: tidegate ctl " + usage());
    }
    if (name.equals("autoscale")) {
      // Before 3.7 the original gave it to a worker.
      return AnswerCommand.show(call.server().askOurs(name), call);
    }
    DrawnRequest request =
        DrawnRequest.of(words == 0 ? name + "\n" : name + " " + call.words().getFirst() + "\n");
    String answer = call.server().ask(request.line().strip());
    if (answer.startsWith("error") || answer.isEmpty()) {
      return AnswerCommand.show(answer, call);
    }
    Shown shown = request.draw(answer);
    String text = Printable.lines(shown.text());
    call.out().print(text.isEmpty() || text.endsWith("\n") ? text : text + "\n");
    call.err().print(Printable.lines(shown.complaint()));
    return shown.status() == 0 ? DONE : FAILED;
  }
}
