package dev.tidegate.tools.demo;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is counted on the way, and what it says in the end. */
final class DemoTally {
  private final Map<MailOutcome, Integer> outcomes = new EnumMap<>(MailOutcome.class);
  private final List<String> odd = new ArrayList<>();
  private final List<String> unanswered = new ArrayList<>();
  private int sent;
  private int sentWhileClosed;
  private int messages;
  private int closings;
  private int openings;
  private int busyTimeouts;
  private int deaths;
  private boolean open = true;
  private boolean repeated;
  private long closedAtMillis;
  private long closedMillis;
  private long slowestMillis;
  private String slowest = "";
  private Optional<String> complaint = Optional.empty();

  void sent() {
    sent++;
    if (!open) {
      sentWhileClosed++;
    }
  }

  MailOutcome answered(Mail mail, String answer, long nowMillis) {
    MailOutcome outcome = MailOutcome.ofAnswer(answer);
    outcomes.merge(outcome, 1, Integer::sum);
    if (outcome == MailOutcome.OTHER) {
      odd.add(mail.queueId() + " was answered: " + answer.strip());
    }
    if (outcome == MailOutcome.UNANSWERED) {
      unanswered.add(mail.queueId());
    } else if (nowMillis - mail.sentMillis() > slowestMillis) {
      slowestMillis = nowMillis - mail.sentMillis();
      slowest = mail.queueId() + ", " + outcome.words();
    }
    return outcome;
  }

  void heard(ReceivedMessage heard, long nowMillis) {
    messages++;
    switch (heard) {
      case ReceivedMessage.NoneFree() -> {
        closings++;
        repeated |= !open;
        closedAtMillis = open ? nowMillis : closedAtMillis;
        open = false;
      }
      case ReceivedMessage.SomeFree() -> {
        openings++;
        // The first level may be stated although nothing has changed.
        repeated |= open && openings + closings > 1;
        closedMillis += open ? 0 : nowMillis - closedAtMillis;
        open = true;
      }
      case ReceivedMessage.BusyTimeout() -> busyTimeouts++;
      case ReceivedMessage.WorkerDied() -> deaths++;
      case ReceivedMessage.Complaint(String text) -> complaint = Optional.of(text);
      case ReceivedMessage.StateChanged ignored -> {}
      case ReceivedMessage.Tagged ignored -> {}
      case ReceivedMessage.FreeWorkers ignored -> {}
      case ReceivedMessage.Reread ignored -> {}
      case ReceivedMessage.Greeting ignored -> {}
      case ReceivedMessage.Unknown ignored -> {}
    }
  }

  int sentCount() {
    return sent;
  }

  /** Returns how many requests are over, with or without an answer. */
  int doneCount() {
    return outcomes.values().stream().mapToInt(Integer::intValue).sum();
  }

  int count(MailOutcome outcome) {
    return outcomes.getOrDefault(outcome, 0);
  }

  List<String> summary() {
    List<String> lines = new ArrayList<>();
    int answered = doneCount() - count(MailOutcome.UNANSWERED);
    lines.add(row("requests", sent + " sent, " + answered + " answered"));
    outcomes.forEach((outcome, number) -> lines.add(row("", number + " " + outcome.words())));
    lines.add(row("slowest answer", seconds(slowestMillis) + " (" + slowest + ")"));
    lines.add(row("edges", "Z " + times(closings) + ", Y " + times(openings)));
    lines.add(
        row(
            "a gate",
            "would have kept port 25 closed for "
                + seconds(closedMillis)
                + "; "
                + (sentWhileClosed == 1 ? "1 mail" : sentWhileClosed + " mails")
                + " came then"));
    lines.add(row("messages", messages + " told to the listener"));
    return lines;
  }

  /**
   * Returns a sentence for each thing that a multiplexor must not do, or must, and it was not so.
   */
  List<String> faults() {
    List<String> faults = new ArrayList<>();
    if (!unanswered.isEmpty()) {
      faults.add("No answer ever came to " + String.join(", ", unanswered) + ".");
    }
    faults.addAll(odd);
    if (closings == 0 || openings == 0) {
      faults.add("The flood did not fill the pool: Z and Y should have been told.");
    }
    if (repeated) {
      faults.add("Z and Y did not take turns: one of them was told twice in a row.");
    }
    if (busyTimeouts == 0) {
      faults.add("The worker that hung was not reported: B should have been told.");
    }
    if (deaths == 0) {
      faults.add("The worker that was killed was not reported: U should have been told.");
    }
    complaint.ifPresent(text -> faults.add("The listener was told: *ERR " + text));
    return faults;
  }

  private static String row(String name, String text) {
    return String.format(Locale.ROOT, "  %-15s %s", name, text);
  }

  private static String times(int number) {
    return number == 1 ? "once" : number + " times";
  }

  static String seconds(long millis) {
    return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
  }
}
