package dev.tidegate.tools.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class KeyReaderTest {

  /** Where a pause is, nothing comes in time. */
  private static List<Key> keys(String typed) throws IOException {
    int[] at = {0};
    KeyReader reader =
        new KeyReader(
            timeout -> {
              if (at[0] == typed.length()) {
                return -1;
              }
              char next = typed.charAt(at[0]++);
              return next == '\u2026' ? -2 : next;
            });
    List<Key> keys = new ArrayList<>();
    for (Optional<Key> key = reader.next(); key.isPresent(); key = reader.next()) {
      keys.add(key.get());
    }
    return keys;
  }

  @Test
  void keysArePutTogether() throws IOException {
    assertThat(keys("q\u001b[A\u001bOB\u001b[5~\u001b[6~\u001b[H\u001b[4~\r\u007f\u0003\u001a"))
        .containsExactly(
            new Key.Sign('q'),
            Key.Named.UP,
            Key.Named.DOWN,
            Key.Named.PAGE_UP,
            Key.Named.PAGE_DOWN,
            Key.Named.HOME,
            Key.Named.END,
            Key.Named.ENTER,
            Key.Named.BACKSPACE,
            Key.Named.INTERRUPT,
            Key.Named.SUSPEND);
  }

  @Test
  void anEscapeAloneIsOne() throws IOException {
    assertThat(keys("\u001b\u2026k")).containsExactly(Key.Named.ESCAPE, new Key.Sign('k'));
  }

  @Test
  void whatIsNoKeyOfOursDoesNothing() throws IOException {
    assertThat(keys("\u001b[15~\u001b[1;5C\u00e9\u0001\u001b[99999999999999999999q"))
        .startsWith(Key.Named.OTHER, Key.Named.OTHER, Key.Named.OTHER, Key.Named.OTHER);
  }
}
