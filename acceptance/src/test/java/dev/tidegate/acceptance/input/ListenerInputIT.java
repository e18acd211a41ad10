package dev.tidegate.acceptance.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Wire;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Junk on the notification socket of one program that serves it all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ListenerInputIT {

  private static final Duration PROMPT = Duration.ofSeconds(30);
  private static final Duration QUIET = Duration.ofMillis(300);

  /** The longest line, its newline included. */
  private static final int LINE_BYTES = 256;

  private static final int LISTENERS = 1024;

  private final ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "1");

  @BeforeEach
  void startTheWorker() {
    assertThat(subject.ask("scan q /x")).isEqualTo("ok scan q /x\n");
  }

  @AfterAll
  void close() {
    assertThat(subject.residentKib()).isLessThan(256 * 1024);
    subject.close();
  }

  private Wire connected() {
    Wire wire = subject.listener();
    assertThat(wire.line()).isEqualTo("*OK");
    return wire;
  }

  /** Hears of an overload, once it is known to hear at all. */
  private void hears(Wire wire) {
    subject.awaitToldTo(wire);
    assertThat(subject.ask("scan q /x")).isEqualTo("ok scan q /x\n");
    assertThat(wire.line()).isEqualTo("Z");
    assertThat(wire.line()).isEqualTo("Y");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\n",
        "\r\n",
        "YZ\n",
        " ?YZ\n",
        "?yz\n",
        "?\n",
        "\0\n",
        "\0?YZ\n",
        "*OK\n",
        "\u00ff\u00fe\n"
      })
  void lineThatStatesNoInterestIsIgnored(String line) {
    try (Wire wire = connected()) {
      wire.send(line);
      assertThat(subject.ask("scan q /x")).isEqualTo("ok scan q /x\n");
      assertThat(wire.line(QUIET)).isEmpty();
      wire.send("?YZ\r\n");
      hears(wire);
    }
  }

  @Test
  void overlongLineIsToldAndCloses() {
    try (Wire wire = connected()) {
      wire.send("?YZ" + " ".repeat(LINE_BYTES) + "\n");
      assertThat(wire.rest(PROMPT)).isEqualTo("*ERR line too long\n");
    }
  }

  @Test
  void neverEndingLineIsToldAndCloses() {
    try (Wire wire = connected()) {
      wire.sendWithin(PROMPT, "Z".repeat(10 << 20));
      assertThat(wire.closes(PROMPT)).isTrue();
    }
  }

  @Test
  void longestLineCounts() {
    try (Wire wire = connected()) {
      wire.send("?YZ" + " ".repeat(LINE_BYTES - 4) + "\n");
      hears(wire);
    }
  }

  @Test
  void interestInPiecesAndSeveralAtOnceCounts() {
    try (Wire wire = connected()) {
      for (String piece : List.of("?", "B", "R\n?", "U\n?F\n?Y", "Z\n")) {
        wire.send(piece);
        assertThat(wire.line(QUIET)).isEmpty();
      }
      hears(wire);
    }
  }

  @Test
  void cutInterestIsNone() {
    try (Wire wire = connected()) {
      assertThat(wire.send("?YZ").shutDownSending().rest(PROMPT)).isEmpty();
    }
  }

  @Test
  void halfClosedListenerGoesOnHearing() {
    try (Wire wire = connected()) {
      wire.send("?YZ\n").shutDownSending();
      hears(wire);
    }
  }

  @Test
  void manyInterestLinesDelayNobody() {
    try (Wire wire = connected();
        Wire other = connected()) {
      other.send("?YZ\n");
      hears(other);
      wire.sendWithin(Duration.ofSeconds(10), "?*\n?\n".repeat(200_000));
      hears(other);
    }
  }

  @Test
  void listenerBeyondTheLastSlotIsToldAndClosed() {
    try (ProgramUnderTest crowded = ProgramUnderTest.start(Program.OURS, "-x", "1")) {
      List<Wire> listeners =
          IntStream.range(0, LISTENERS).mapToObj(i -> crowded.listener()).toList();
      listeners.forEach(listener -> assertThat(listener.line()).isEqualTo("*OK"));
      try (Wire late = crowded.listener()) {
        assertThat(late.rest(PROMPT)).isEqualTo("*ERR No free listening slots\n");
      }
      listeners.getFirst().send("?F\n");
      crowded.awaitToldTo(listeners.getFirst());
      listeners.forEach(Wire::close);
    }
  }
}
