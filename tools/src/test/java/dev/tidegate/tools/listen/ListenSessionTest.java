package dev.tidegate.tools.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class ListenSessionTest {
  @Test
  @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aReaderThatTakesNotEvenTheHeadingDoesNotHoldUpTheEnd() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int each) {
            try {
              over.await(1, TimeUnit.MINUTES);
            } catch (InterruptedException interruption) {
              Thread.currentThread().interrupt();
            }
          }
        };
    try {
      ListenSession session =
          session(new Output(new CsvPrinter(), StandardCharsets.US_ASCII, full));
      session.begin();
      assertThat(session.await(Duration.ofMillis(100))).isEqualTo(ListenSession.End.TIMED_OUT);
    } finally {
      over.countDown();
    }
  }

  @Test
  void theHeadingStandsOnceAboveTheFirstEvent() throws Exception {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    Output output = new Output(new CsvPrinter(), StandardCharsets.US_ASCII, printed);
    output.print(List.of(Told.event("Y")), false);
    output.begin();
    output.print(List.of(Told.event("Z")), true);
    List<String> lines = printed.toString(StandardCharsets.US_ASCII).lines().toList();
    assertThat(lines).hasSize(3);
    assertThat(lines.getFirst()).startsWith("time,source,");
  }

  private static ListenSession session(Output output) {
    Log log = new Log(System.err);
    Rules rules = new Rules(List.of(), Duration.ofMinutes(1), false, log);
    Selection all = Selection.parse("*");
    return new ListenSession(all, false, false, false, output, false, rules, Optional.empty(), log);
  }
}
