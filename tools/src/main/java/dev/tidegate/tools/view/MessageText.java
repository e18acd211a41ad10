package dev.tidegate.tools.view;

import dev.tidegate.protocol.notify.CleanText;
import dev.tidegate.protocol.notify.Message;
import dev.tidegate.protocol.notify.Message.Ending;
import dev.tidegate.protocol.notify.Message.Victim;
import dev.tidegate.tools.view.HeardMessage.Weight;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What messages mean, in words for people; all in printable ASCII. */
final class MessageText {
  private static final int MOST = 300;

  private MessageText() {}

  /**
   * One message in words.
   *
   * @param letter 0 if there is none
   */
  record Phrase(
      char letter,
      String type,
      String text,
      OptionalInt slot,
      OptionalLong incident,
      Weight weight) {
    Phrase {
      text = CleanText.of(text, MOST);
    }

    static Phrase of(String type, String text, Weight weight) {
      return new Phrase('\0', type, text, OptionalInt.empty(), OptionalLong.empty(), weight);
    }
  }

  /** Returns it in words; empty if it is of no interest to people. */
  static Optional<Phrase> of(Message message) {
    return switch (message) {
      case Message.PoolMessage pool -> Optional.of(of(pool));
      case Message.Dropped dropped ->
          Optional.of(
              Phrase.of(
                  "dropped",
                  dropped.count() + " messages were lost: they were not read in time",
                  Weight.NOTABLE));
      case Message.Complaint complaint ->
          Optional.of(
              Phrase.of("error", "the multiplexor says: " + complaint.text(), Weight.NOTABLE));
      case Message.Greeting _,
          Message.Hello _,
          Message.SnapshotBegun _,
          Message.SnapshotEnded _,
          Message.Heartbeat _,
          Message.NoListeningSlots _,
          Message.Unknown _ ->
          Optional.empty();
    };
  }

  private static Phrase of(Message.PoolMessage message) {
    return switch (message) {
      case Message.NoneFree _ -> plain(message, "no worker is free", Weight.NOTABLE);
      case Message.SomeFree _ -> plain(message, "a worker is free again", Weight.NOTABLE);
      case Message.FreeWorkers(_, int free) ->
          plain(
              message,
              free + (free == 1 ? " worker is free" : " workers are free"),
              Weight.ROUTINE);
      case Message.ServiceableWorkers(_, int count) ->
          plain(
              message,
              count + (count == 1 ? " request" : " requests") + " can be taken now",
              count == 0 ? Weight.NOTABLE : Weight.ROUTINE);
      case Message.StateChanged changed ->
          ofSlot(
              message,
              changed.worker(),
              lower(changed.from().word())
                  + " -> "
                  + lower(changed.to().word())
                  + (changed.reason().isEmpty() ? "" : " (" + changed.reason() + ")"));
      case Message.Tagged tagged -> ofSlot(message, tagged.worker(), tagged.tag());
      case Message.WorkerStated stated ->
          ofSlot(message, stated.worker(), "is " + lower(stated.state().word()));
      case Message.BusyTimeout timeout -> busyTimeout(timeout);
      case Message.WorkerDied died -> died(died);
      case Message.Reread reread ->
          plain(
              message,
              "the filter is read again" + (reread.by().isEmpty() ? "" : ", by " + reread.by()),
              Weight.NOTABLE);
      case Message.RereadFailed failed ->
          plain(message, "the reread has failed: " + reasonOf(failed), Weight.ALARMING);
    };
  }

  /** The last line on stderr says most; without one, how the process ended. */
  private static String reasonOf(Message.RereadFailed failed) {
    return failed.stderr().isEmpty() ? failed.reason() : failed.stderr().getLast();
  }

  private static Phrase busyTimeout(Message.BusyTimeout timeout) {
    String after =
        timeout.elapsedMillis().isPresent()
            ? String.format(Locale.ROOT, " after %d s", timeout.elapsedMillis().getAsLong() / 1_000)
            : "";
    return ofVictim(
        timeout, timeout.worker(), " took too long and was killed" + after, timeout.incident());
  }

  private static Phrase died(Message.WorkerDied died) {
    String how =
        died.ending()
            .map(
                ending ->
                    switch (ending) {
                      case Ending.Exited(int status) -> " with status " + status;
                      case Ending.Signalled(int signal, boolean outOfMemory) ->
                          " of signal " + signal + (outOfMemory ? ", out of memory" : "");
                    })
            .orElse("");
    return ofVictim(died, died.worker(), " died" + how, died.incident());
  }

  private static Phrase ofVictim(
      Message.PoolMessage message, Optional<Victim> worker, String what, OptionalLong incident) {
    String who = worker.map(victim -> "worker " + victim.worker()).orElse("a worker");
    String doing =
        worker.flatMap(Victim::request).map(request -> ": " + request.command()).orElse("");
    OptionalInt slot =
        worker.isPresent() ? OptionalInt.of(worker.get().worker()) : OptionalInt.empty();
    return new Phrase(
        message.type().letter(),
        message.type().jsonName(),
        who + what + doing,
        slot,
        incident,
        Weight.ALARMING);
  }

  private static Phrase ofSlot(Message.PoolMessage message, int slot, String what) {
    return new Phrase(
        message.type().letter(),
        message.type().jsonName(),
        "worker " + slot + " " + what,
        OptionalInt.of(slot),
        OptionalLong.empty(),
        Weight.ROUTINE);
  }

  private static Phrase plain(Message.PoolMessage message, String text, Weight weight) {
    return new Phrase(
        message.type().hasLetter() ? message.type().letter() : '\0',
        message.type().jsonName(),
        text,
        OptionalInt.empty(),
        OptionalLong.empty(),
        weight);
  }

  private static String lower(String word) {
    return word.toLowerCase(Locale.ROOT);
  }
}
