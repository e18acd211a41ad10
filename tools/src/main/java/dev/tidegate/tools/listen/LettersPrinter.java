package dev.tidegate.tools.listen;

import dev.tidegate.client.Update.Cause;
import dev.tidegate.protocol.notify.CleanText;
import dev.tidegate.protocol.notify.Message;
import dev.tidegate.protocol.notify.MessageForm;
import dev.tidegate.protocol.notify.NotifyText;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.Optional;

/**
 * The letters of the protocol, whether the multiplexor spoke in letters or in JSON; with several
 * hosts the name of the host and a space stand before each line.
 */
record LettersPrinter(boolean namesHosts) implements Printer {
  private static final String COMPLAINT = "*ERR ";

  @Override
  public Optional<String> text(ListenerEvent event) {
    String lines = lines(event);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    String host = namesHosts ? event.host() + " " : "";
    return Optional.of(host + lines.strip().replace("\n", "\n" + host));
  }

  private static String lines(ListenerEvent event) {
    if (event.isExplained()) {
      return "";
    }
    return switch (event.type()) {
      case BUSY_TIMEOUT, WORKER_DIED, REREAD, SOME_FREE, NONE_FREE ->
          NotifyText.plain(event.type().message().orElseThrow());
      case FREE_WORKERS -> "F " + event.text(Field.FREE);
      case STATUS -> status(event);
      case DROPPED -> COMPLAINT + event.text(Field.COUNT) + " messages dropped: listener too slow";
      case ERROR -> COMPLAINT + event.text(Field.REASON);
      case LOST, REFUSED, SILENT, QUERY_FAILED, UNKNOWN ->
          COMPLAINT + event.type().word().replace('_', ' ') + ": " + event.text(Field.REASON);
      case GREETING -> NotifyText.OK;
      case SNAPSHOT_BEGUN -> NotifyText.SNAPSHOT_BEGIN;
      case HELLO -> beginsSnapshot(event) ? NotifyText.SNAPSHOT_BEGIN : "";
      case SNAPSHOT -> NotifyText.SNAPSHOT_END;
      case OTHER -> event.text(Field.REASON);
      case SERVICEABLE_WORKERS, REREAD_FAILED, CONNECTED -> "";
    };
  }

  private static boolean beginsSnapshot(ListenerEvent event) {
    return event.cause() instanceof Cause.Received(Message.Hello hello, String _)
        && HostView.beginsSnapshot(hello);
  }

  private static String status(ListenerEvent event) {
    if (!(event.cause() instanceof Cause.Received(Message message, String line))) {
      return "";
    }
    if (message.form() instanceof MessageForm.Letters) {
      return CleanText.of(line, NotifyText.MAX_BYTES);
    }
    return switch (message) {
      case Message.StateChanged(_, int worker, var from, var to, _, _) ->
          NotifyText.stateChange(worker, from.word(), to.word());
      case Message.Tagged(_, int worker, String tag, _) -> NotifyText.tag(worker, tag);
      case Message.WorkerStated stated -> stated(stated);
      default -> throw new IllegalStateException("no status: " + message);
    };
  }

  /** As the protocol has it: as if all had been stopped before. */
  private static String stated(Message.WorkerStated stated) {
    WorkerState before =
        stated.state() == WorkerState.STOPPED ? WorkerState.KILLED : WorkerState.STOPPED;
    String change = NotifyText.stateChange(stated.worker(), before.word(), stated.state().word());
    return stated.tag().isEmpty() ? change : change + NotifyText.tag(stated.worker(), stated.tag());
  }
}
