package dev.tidegate.tools.ctl;

import dev.tidegate.protocol.wire.PercentEncoding;
import dev.tidegate.tools.ctl.command.Call;
import dev.tidegate.tools.ctl.command.CtlCommand;
import dev.tidegate.tools.ctl.command.MisuseException;
import java.io.IOException;

/** The command {@code ask}: any words, which may reach a worker. */
final class AskCommand implements CtlCommand {
  @Override
  public String name() {
    return "ask";
  }

  @Override
  public String usage() {
    return "ask WORD...";
  }

  @Override
  public String summary() {
    return "send any words; what the multiplexor does not know goes to a worker, which runs it";
  }

  @Override
  public String details() {
    return """
    The words are percent-encoded, with a space between, as md-mx-ctrl does it. A worker that
    does not know them either answers what its filter says to unknown commands.
    """;
  }

  @Override
  public int run(Call call) throws IOException, MisuseException {
    if (call.words().isEmpty()) {
      throw new MisuseException("it is called as: tidegate ctl " + usage());
    }
    String line = String.join(" ", call.words().stream().map(PercentEncoding::encode).toList());
    try {
      return AnswerCommand.show(call.server().ask(line), call);
    } catch (IllegalArgumentException tooLong) {
      throw new MisuseException(String.valueOf(tooLong.getMessage()));
    }
  }
}
