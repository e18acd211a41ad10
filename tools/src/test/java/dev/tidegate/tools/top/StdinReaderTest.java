package dev.tidegate.tools.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import org.junit.jupiter.api.Test;

final class StdinReaderTest {
  private static final int LONG_MILLIS = 60_000;

  @Test
  void whatIsTypedAfterATimeLimitIsNotLost() throws IOException {
    try (PipedOutputStream keyboard = new PipedOutputStream();
        PipedInputStream terminal = new PipedInputStream(keyboard)) {
      StdinReader stdinReader = StdinReader.at(terminal);
      for (int each = 0; each < 50; each++) {
        assertThat(stdinReader.read(1)).isEqualTo(-2);
        keyboard.write('a');
        keyboard.flush();
        assertThat(stdinReader.read(each % 2 == 0 ? 0 : LONG_MILLIS)).isEqualTo('a');
      }
    }
  }

  @Test
  void theEndIsToldAgainAndAgainAndComesBehindAllThatWasTyped() throws IOException {
    int typed = 3 * StdinReader.MOST_WAITING;
    StdinReader stdinReader = StdinReader.at(InputStream.nullInputStream());
    assertThat(stdinReader.read(0)).isEqualTo(-1);
    assertThat(stdinReader.read(0)).isEqualTo(-1);
    assertThat(stdinReader.read(1)).isEqualTo(-1);
    StdinReader much = StdinReader.at(new ByteArrayInputStream(new byte[typed]));
    for (int each = 0; each < typed; each++) {
      assertThat(much.read(LONG_MILLIS)).isZero();
    }
    assertThat(much.read(0)).isEqualTo(-1);
  }

  @Test
  void aTerminalThatFailsHasEnded() throws IOException {
    InputStream gone = new PipedInputStream(); // It is connected to nothing.
    assertThat(StdinReader.at(gone).read(LONG_MILLIS)).isEqualTo(-1);
  }
}
