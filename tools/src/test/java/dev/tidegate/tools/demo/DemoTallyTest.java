package dev.tidegate.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class DemoTallyTest {
  private final DemoTally tally = new DemoTally();
  private long millis;

  @Test
  void goodRunHasNoFaultAndASummary() {
    hear("U", "B");
    Mail first = send(1, 0);
    hear("Z");
    Mail second = send(2, 100);
    hear("Y");
    tally.answered(first, "ok\n", 700);
    tally.answered(second, "error: No free workers\n", 150);
    assertThat(tally.faults()).isEmpty();
    assertThat(tally.summary())
        .containsExactly(
            "  requests        2 sent, 2 answered",
            "                  1 passed",
            "                  1 turned away, no worker was free",
            "  slowest answer  0.7 s (Q01, passed)",
            "  edges           Z once, Y once",
            "  a gate          would have kept port 25 closed for 1.0 s; 1 mail came then",
            "  messages        4 told to the listener");
  }

  @Test
  void requestWithoutAnAnswerIsAFaultThatNamesIt() {
    hear("U", "B", "Z", "Y");
    tally.answered(send(19, 0), "", 700);
    assertThat(tally.doneCount()).isEqualTo(1);
    assertThat(tally.faults()).containsExactly("No answer ever came to Q19.");
  }

  @Test
  void answerThatNoScanCanHaveIsAFault() {
    hear("U", "B", "Z", "Y");
    tally.answered(send(1, 0), "tock 1\n", 700);
    assertThat(tally.faults()).containsExactly("Q01 was answered: tock 1");
  }

  @Test
  void edgeToldTwiceInARowIsAFault() {
    hear("U", "B", "Z", "Z", "Y");
    assertThat(tally.faults()).hasSize(1).first().asString().contains("twice in a row");
  }

  @Test
  void levelToldAtTheVeryBeginningIsNone() {
    hear("Y", "Z", "Y", "U", "B");
    assertThat(tally.faults()).isEmpty();
  }

  @Test
  void whatWasNeverToldIsAFaultEach() {
    assertThat(tally.faults())
        .hasSize(3)
        .anyMatch(each -> each.contains("Z and Y"))
        .anyMatch(each -> each.contains("B should"))
        .anyMatch(each -> each.contains("U should"));
  }

  @Test
  void complaintOfTheMultiplexorIsAFault() {
    hear("U", "B", "Z", "Y", "*ERR 3 messages dropped: listener too slow");
    assertThat(tally.faults())
        .containsExactly("The listener was told: *ERR 3 messages dropped: listener too slow");
  }

  @Test
  void answersAreTakenForWhatTheyAre() {
    assertThat(MailOutcome.ofAnswer("ok\n")).isEqualTo(MailOutcome.PASSED);
    assertThat(MailOutcome.ofAnswer("ok")).isEqualTo(MailOutcome.OTHER);
    assertThat(MailOutcome.ofAnswer("error: Queued request timed out\n"))
        .isEqualTo(MailOutcome.QUEUED_TOO_LONG);
    assertThat(MailOutcome.ofAnswer("ERR No response from worker\n"))
        .isEqualTo(MailOutcome.WORKER_DIED);
    assertThat(MailOutcome.ofAnswer("ERR Filter timed out - check filter rules or system load\n"))
        .isEqualTo(MailOutcome.WORKER_HUNG);
    assertThat(MailOutcome.ofAnswer("")).isEqualTo(MailOutcome.UNANSWERED);
  }

  private Mail send(int number, long millis) {
    tally.sent();
    return new Mail(number, MailKind.LETTER, millis);
  }

  /** Each a second after the one before, counted from the first of this call. */
  private void hear(String... lines) {
    for (String line : lines) {
      millis += 1_000;
      tally.heard(ReceivedMessage.parse(line), millis);
    }
  }
}
