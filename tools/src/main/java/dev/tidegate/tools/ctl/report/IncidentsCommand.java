package dev.tidegate.tools.ctl.report;

import dev.tidegate.tools.ctl.command.Call;
import dev.tidegate.tools.ctl.command.CtlCommand;
import dev.tidegate.tools.ctl.command.Document;
import dev.tidegate.tools.ctl.command.MisuseException;
import dev.tidegate.tools.ctl.command.Printable;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The command {@code incidents}. */
public final class IncidentsCommand implements CtlCommand {

  @Override
  public String name() {
    return "incidents";
  }

  @Override
  public String usage() {
    return "incidents [ID]";
  }

  @Override
  public String summary() {
    return "the records of workers that took long, were killed or died; of one all that is known";
  }

  @Override
  public int run(Call given) throws IOException, MisuseException {
    Call call = given.takingJson();
    call.expect(0, 1, usage());
    boolean one = !call.words().isEmpty();
    if (one && !call.words().getFirst().matches("((since|before)=)?\\d{1,18}")) {
      throw new MisuseException("incidents takes a number, since=NUMBER or before=NUMBER");
    }
    String answer = call.server().askOurs(one ? name() + " " + call.words().getFirst() : name());
    if (answer.startsWith("error")) {
      call.err().print(Printable.lines(answer));
      return FAILED;
    }
    if (call.json()) {
      call.out().print(Printable.lines(answer));
      return DONE;
    }
    return show(call, answer, one && !call.words().getFirst().contains("="));
  }

  private int show(Call call, String answer, boolean whole) throws IOException {
    Optional<Document> document = Document.parse(answer);
    if (document.isEmpty()) {
      throw new IOException(
          "the multiplexor at %s answered '%s'"
              .formatted(call.server().address(), Amounts.line(answer, 60)));
    }
    List<Document> incidents = document.get().list("incidents");
    if (incidents.isEmpty()) {
      call.out().println(whole ? "that incident is not kept" : "none");
      return whole ? FAILED : DONE;
    }
    for (Document each : incidents) {
      call.out().print(whole ? IncidentText.whole(each) : IncidentText.line(each));
    }
    if (document.get().number("leftOff").orElse(0) > 0) {
      call.out()
          .println(
              "and "
                  + Amounts.number(document.get(), "leftOff")
                  + " before these: incidents before="
                  + Amounts.number(incidents.getLast(), "incident"));
    }
    return DONE;
  }
}
