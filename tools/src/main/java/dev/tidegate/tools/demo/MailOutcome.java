package dev.tidegate.tools.demo;

/** How a scan ended, as its answer tells. */
enum MailOutcome {
  PASSED("passed"),
  TURNED_AWAY("turned away, no worker was free"),
  QUEUED_TOO_LONG("waited in vain for a free worker"),
  WORKER_HUNG("given up, its worker hung"),
  WORKER_DIED("given up, its worker died"),
  OTHER("answered otherwise"),
  UNANSWERED("never answered");

  private final String words;

  MailOutcome(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  static MailOutcome ofAnswer(String answer) {
    if (answer.isEmpty()) {
      return UNANSWERED;
    }
    if (answer.equals("ok\n")) {
      return PASSED;
    }
    if (answer.startsWith("error: No free workers")) {
      return TURNED_AWAY;
    }
    if (answer.startsWith("error: Queued request timed out")) {
      return QUEUED_TOO_LONG;
    }
    if (answer.startsWith("ERR Filter timed out")) {
      return WORKER_HUNG;
    }
    return answer.startsWith("ERR No response from worker") ? WORKER_DIED : OTHER;
  }
}
