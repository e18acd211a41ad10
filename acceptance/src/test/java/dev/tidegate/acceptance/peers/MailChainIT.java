package dev.tidegate.acceptance.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Until;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Mail on its way Postfix, mimedefang, multiplexor, mimedefang.pl with a filter of ours. */
final class MailChainIT {

  /** What swaks ends with when the message itself was refused. */
  private static final int REFUSED_AFTER_DATA = 26;

  private static final int REFUSED_SENDER = 23;

  @ParameterizedTest
  @EnumSource
  void everyVerdictOfTheFilterReachesTheSender(Program program) {
    try (MailHost mail = MailHost.start(program)) {
      mail.initScript("start").succeeded();

      mail.send("plain").succeeded();
      assertThat(mail.delivered("plain")).contains("\nX-Tidegate-Test: seen by the filter\n");

      refused(mail.send("reject"), REFUSED_AFTER_DATA, "554 5.7.1 The filter said no");
      refused(mail.send("tempfail"), REFUSED_AFTER_DATA, "451 4.3.0 The filter said later");
      refused(
          mail.send("refused@example.org", "plain"),
          REFUSED_SENDER,
          "554 5.7.1 The filter refuses this sender");

      refused(mail.send("die"), REFUSED_AFTER_DATA, "451 4.7.1 Service unavailable");
      refused(mail.send("killed"), REFUSED_AFTER_DATA, "451 4.7.1 Service unavailable");
      mail.send("afterwards").succeeded();
      assertThat(mail.delivered("afterwards")).contains("X-Tidegate-Test: seen by the filter");

      Until.holds("both deaths are in the log", () -> deaths(mail) == 2);
      assertThat(mail.host().log()).contains("stderr: the filter dies");
      assertThat(mail.inbox()).hasSize(2);
    }
  }

  private static long deaths(MailHost mail) {
    return mail.host()
        .log()
        .lines()
        .filter(line -> line.contains("died prematurely -- check your filter rules"))
        .count();
  }

  private static void refused(Outcome outcome, int status, String reply) {
    assertThat(outcome.output()).contains(reply);
    assertThat(outcome.status()).isEqualTo(status);
  }
}
