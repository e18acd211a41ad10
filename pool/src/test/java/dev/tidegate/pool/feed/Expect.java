package dev.tidegate.pool.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Assertions that make no object as long as they hold: there are millions of them a second. */
final class Expect {
  private Expect() {}

  /** Fails with the description unless that holds. */
  static void that(boolean holds, String description, @Nullable Object... arguments) {
    if (!holds) {
      assertThat(false).as(description, arguments).isTrue();
    }
  }

  /** Fails with the description unless both are the same text. */
  static void equal(
      @Nullable String is, String expected, String description, @Nullable Object... arguments) {
    if (!expected.equals(is)) {
      assertThat(is).as(description, arguments).isEqualTo(expected);
    }
  }

  /** Fails with the description unless both are the same number. */
  static void equal(long is, long expected, String description, @Nullable Object... arguments) {
    if (is != expected) {
      assertThat(is).as(description, arguments).isEqualTo(expected);
    }
  }

  /** Returns the text that a buffer was filled with from its start. */
  static String text(ByteBuffer filled) {
    byte[] bytes = new byte[filled.position()];
    filled.get(0, bytes);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /** Returns the lines of a text, without their newlines. */
  static List<String> lines(String text) {
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      lines.add(text.substring(start, end));
      start = end + 1;
    }
    if (start < text.length()) {
      lines.add(text.substring(start));
    }
    return lines;
  }
}
