package dev.tidegate.acceptance.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bad lines, and none, on the two command sockets of one program that serves them all. */
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CommandInputIT {

  /** The client time-out (-c): its least. */
  private static final Duration CLIENT_TIMEOUT = Duration.ofSeconds(10);

  /** Less than a client may take: who waits for a silent one to be closed is not served soon. */
  private static final Duration PROMPT = Duration.ofSeconds(5);

  private static final Duration PAST_TIMEOUT = CLIENT_TIMEOUT.plus(PROMPT);

  /** The longest line, its newline included. */
  private static final int LINE_BYTES = 4095;

  private static final long MEMORY_BOUND_KIB = 64L * 1024;

  enum Socket {
    COMMAND,
    UNPRIVILEGED;

    Wire connect(ProgramUnderTest subject) {
      return switch (this) {
        case COMMAND -> subject.command();
        case UNPRIVILEGED -> subject.unprivileged();
      };
    }
  }

  private final ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-c", "10");
  private long residentBeforeKib;

  @BeforeAll
  void noteMemory() {
    residentBeforeKib = subject.residentKib();
  }

  @AfterAll
  void memoryStayedBounded() {
    assertThat(subject.free()).isEqualTo(2);
    assertThat(subject.residentKib() - residentBeforeKib).isLessThan(MEMORY_BOUND_KIB);
    subject.close();
  }

  private void othersAreServed() {
    othersAreServed(subject);
  }

  private static void othersAreServed(ProgramUnderTest subject) {
    for (Socket socket : Socket.values()) {
      try (Wire wire = socket.connect(subject)) {
        assertThat(wire.send("free\n").rest(PROMPT)).matches("\\d+\n");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void emptyLineIsAnError(Socket socket) {
    for (String line : List.of("\n", "\r\n")) {
      try (Wire wire = socket.connect(subject)) {
        assertThat(wire.send(line).rest(PROMPT)).isEqualTo("error: Empty command\n");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void overlongLineIsReadToItsEndThenAnError(Socket socket) {
    try (Wire wire = socket.connect(subject)) {
      wire.send("x".repeat(LINE_BYTES));
      assertThat(wire.line(Duration.ofMillis(300))).isEmpty();
      assertThat(wire.send("xyz\n").rest(PROMPT)).isEqualTo("error: Command too long\n");
    }
  }

  @Test
  void longestLineComesBackWhole() {
    String line = "X" + "y".repeat(LINE_BYTES - 2);
    assertThat(subject.ask(line)).isEqualTo("ok " + line + "\n");
  }

  @ParameterizedTest
  @EnumSource
  void neverEndingLineEndsWithTheClientsTime(Socket socket) {
    try (Wire wire = socket.connect(subject)) {
      long endNanos = System.nanoTime() + PAST_TIMEOUT.toNanos();
      String chunk = "z".repeat(1 << 16);
      int sent = 0;
      // As much as it takes, up to 200 MB.
      while (System.nanoTime() - endNanos < 0 && sent < 200 << 20) {
        int taken = wire.sendWithin(Duration.ofMillis(200), chunk);
        sent += taken;
        if (taken < chunk.length() && wire.closes(Duration.ofMillis(10))) {
          break;
        }
      }
      othersAreServed();
      assertThat(wire.closes(PAST_TIMEOUT)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void cutLineIsNoCommand(Socket socket) {
    String before = subject.ask("msgs");
    for (String cut : List.of("", "f", "free", "scan q1 /tmp/x", "reread")) {
      try (Wire wire = socket.connect(subject)) {
        assertThat(wire.send(cut).shutDownSending().rest(PROMPT)).isEmpty();
      }
      socket.connect(subject).send(cut).close();
    }
    assertThat(subject.ask("msgs")).isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void halfClosedClientStillGetsItsAnswer(Socket socket) {
    try (Wire wire = socket.connect(subject)) {
      assertThat(wire.send("free\n").shutDownSending().rest(PROMPT)).matches("\\d+\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void nulByteIsAnError(Socket socket) {
    for (String line : List.of("\0\n", "free\0\n", "\0free\n", "scan q\0 /x\n")) {
      try (Wire wire = socket.connect(subject)) {
        assertThat(wire.send(line).rest(PROMPT)).isEqualTo("error: Invalid byte in command\n");
      }
    }
  }

  @Test
  void everyOtherByteComesBackFromTheWorker() {
    String line =
        "X"
            + IntStream.range(1, 256)
                .filter(b -> b != '\n')
                .mapToObj(Character::toString)
                .collect(Collectors.joining());
    assertThat(subject.ask(line)).isEqualTo("ok " + line + "\n");
  }

  @ParameterizedTest
  @EnumSource
  void whatFollowsTheNewlineIsIgnored(Socket socket) {
    try (Wire wire = socket.connect(subject)) {
      assertThat(wire.send("free\nreread\n\0").rest(PROMPT)).matches("\\d+\n");
    }
  }

  @ParameterizedTest
  @EnumSource
  void silentClientIsClosedAfterItsTime(Socket socket) {
    try (Wire wire = socket.connect(subject)) {
      othersAreServed();
      assertThat(wire.closes(CLIENT_TIMEOUT.minusSeconds(2))).isFalse();
      assertThat(wire.closes(PAST_TIMEOUT)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientThatTypesSlowlyIsClosedAfterItsTime(Socket socket) {
    try (Wire wire = socket.connect(subject)) {
      long beginNanos = System.nanoTime();
      while (!wire.closes(Duration.ofMillis(500))) {
        wire.send("f");
      }
      Duration open = Duration.ofNanos(System.nanoTime() - beginNanos);
      assertThat(open).isBetween(CLIENT_TIMEOUT.minusSeconds(2), PAST_TIMEOUT);
    }
  }

  /** In a program of its own: on the unprivileged socket the silent ones of others would go. */
  @ParameterizedTest
  @EnumSource
  void floodOfSilentClientsKeepsNobodyOut(Socket socket) {
    try (ProgramUnderTest flooded = ProgramUnderTest.start(Program.OURS)) {
      List<Wire> silent = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        silent.add(socket.connect(flooded));
      }
      othersAreServed(flooded);
      silent.forEach(Wire::close);
      othersAreServed(flooded);
    }
  }

  @ParameterizedTest
  @EnumSource
  void floodOfClientsThatLeaveAtOnceKeepsNobodyOut(Socket socket) {
    for (int i = 0; i < 2_000; i++) {
      socket.connect(subject).close();
    }
    othersAreServed();
  }
}
