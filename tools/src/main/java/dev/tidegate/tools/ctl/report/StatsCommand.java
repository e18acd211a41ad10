package dev.tidegate.tools.ctl.report;

import dev.tidegate.tools.ctl.command.Call;
import dev.tidegate.tools.ctl.command.CtlCommand;
import dev.tidegate.tools.ctl.command.Document;
import dev.tidegate.tools.ctl.command.MisuseException;
import dev.tidegate.tools.ctl.command.Printable;
import java.io.IOException;

/** The command {@code stats}. */
public final class StatsCommand implements CtlCommand {
  @Override
  public String name() {
    return "stats";
  }

  @Override
  public String usage() {
    return "stats";
  }

  @Override
  public String summary() {
    return "how the pool is and was, and which workers are closest to their time-out";
  }

  @Override
  public int run(Call given) throws IOException, MisuseException {
    Call call = given.takingJson();
    call.expect(0, 0, usage());
    String answer = call.server().askOurs(name());
    if (call.json()) {
      call.out().print(Printable.lines(answer));
      return DONE;
    }
    Document stats =
        Document.parse(answer)
            .filter(each -> each.has("schema"))
            .orElseThrow(
                () ->
                    new IOException(
                        "the multiplexor at %s answered '%s'"
                            .formatted(call.server().address(), Amounts.line(answer, 60))));
    call.out().print(StatsOverview.of(stats));
    return DONE;
  }
}
