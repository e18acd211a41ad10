package dev.tidegate.tools.gate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

final class AsyncPrinterTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @Test
  void linesComeInOrderAndComplaintsOnStderr() {
    AsyncPrinter asyncPrinter = new AsyncPrinter(stream(out), stream(err));
    asyncPrinter.say("one");
    asyncPrinter.complain("bad");
    asyncPrinter.say("two");
    asyncPrinter.finish();
    assertThat(out.toString(ISO_8859_1)).isEqualTo("one\ntwo\n");
    assertThat(err.toString(ISO_8859_1)).isEqualTo("tidegate gate: bad\n");
  }

  @Test
  void readerThatHangsStopsNobodyAndIsToldWhatItMissed() {
    CountDownLatch reads = new CountDownLatch(1);
    AsyncPrinter asyncPrinter = new AsyncPrinter(stream(new Hanging(reads)), stream(err));
    for (int line = 0; line < 5_000; line++) {
      asyncPrinter.say("line " + line);
    }
    reads.countDown();
    asyncPrinter.finish();
    assertThat(err.toString(ISO_8859_1))
        .matches("tidegate gate: (3999|4000|4001) lines could not be printed in time\n");
  }

  @Test
  void readerThatNeverReadsDoesNotKeepTheGateFromEnding() {
    AsyncPrinter asyncPrinter =
        new AsyncPrinter(stream(new Hanging(new CountDownLatch(1))), stream(err));
    asyncPrinter.say("line");
    asyncPrinter.finish();
    assertThat(err.size()).isZero();
  }

  private static PrintStream stream(OutputStream stream) {
    return new PrintStream(stream, true, ISO_8859_1);
  }

  /** A pipe that nobody reads for a while. */
  private static final class Hanging extends OutputStream {
    private final CountDownLatch reads;

    Hanging(CountDownLatch reads) {
      this.reads = reads;
    }

    @Override
    public void write(int character) {
      try {
        reads.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
