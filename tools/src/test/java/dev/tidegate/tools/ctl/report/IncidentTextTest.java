package dev.tidegate.tools.ctl.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.tools.ctl.command.Document;
import org.junit.jupiter.api.Test;

final class IncidentTextTest {
  private static final Document INCIDENT =
      Document.parse(
              """
              {"incident":17,"time":"2026-11-22T18:37:21.208Z","occasion":"busy_timeout","worker":3,
              "pid":4711,"elapsedMs":120000,"kind":"scan","queueId":"q77","tag":"\\u001b[2J",
              "process":{"state":"S (sleeping)","openFiles":["0 pipe:[1]","5 socket:[2]"]},
              "unread":{"rssKib":"Permission denied"},"stderr":["connecting\\u0007 to clamd"]}
              """)
          .orElseThrow();

  @Test
  void aLineTellsWhichWorkerWhatAndWhen() {
    assertThat(IncidentText.line(INCIDENT))
        .isEqualTo(
            "   17  2026-11-22T18:37:21.208Z  busy timeout                worker 3 (pid 4711) scan"
                + " q77\n");
  }

  @Test
  void theWholeHasEachFieldAndNoControlByte() {
    assertThat(IncidentText.whole(INCIDENT))
        .matches("[ -~\n]*")
        .contains("elapsedMs              2 min 0 s\n")
        .contains("process state          S (sleeping)\n")
        .contains("process openFiles      0 pipe:[1]\n                       5 socket:[2]\n")
        .contains("unread rssKib          Permission denied\n")
        .contains("stderr                 connecting  to clamd\n");
  }
}
