package dev.tidegate.acceptance.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Wire;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Junk on the map socket of one program that serves it all. */
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MapInputIT {

  private static final Duration PROMPT = Duration.ofSeconds(30);
  private static final int NETSTRING_BYTES = 64 * 1024;
  private static final int MAP_CONNECTIONS = 1024;

  private static final String WORKER =
      """
      #!/usr/bin/perl
      $| = 1;
      while (<STDIN>) {
        chomp;
        my ($word, $map, $key) = split / /;
        print "OK $map:$key\\n";
      }
      """;

  private final ProgramUnderTest subject =
      ProgramUnderTest.startWithWorker(Program.OURS, WORKER, "-x", "4", "-q", "100");

  @AfterAll
  void stillServes() {
    try (Wire wire = subject.map()) {
      assertThat(wire.send("9:names key,").netstring()).isEqualTo("OK names:key");
    }
    assertThat(subject.residentKib()).isLessThan(256 * 1024);
    subject.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abc",
        ":",
        ",",
        "-1:a,",
        "+1:a,",
        " 1:a,",
        "1 :a,",
        "0x1:a,",
        "1.5:a,",
        "x:9:names key,",
        "65537:",
        "99999999:",
        "2147483648:",
        "18446744073709551616:",
        "99999999999999999999999999",
        "\0:",
        "\u00ff\u00fe",
        "GET / HTTP/1.0\r\n\r\n"
      })
  void whatIsNoLengthClosesTheConnection(String junk) {
    try (Wire wire = subject.map()) {
      assertThat(wire.send(junk).rest(PROMPT)).isEmpty();
    }
  }

  @Test
  void missingCommaIsToldAndTheConnectionGoesOn() {
    try (Wire wire = subject.map()) {
      wire.send("9:names keyX9:names two,");
      assertThat(wire.netstring()).isEqualTo("PERM Netstring missing terminating comma");
      assertThat(wire.netstring()).isEqualTo("OK names:two");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0:,", "5:names,", "1:\0,", "9:names k\0y,"})
  void requestWithoutNameAndKeyIsToldAndTheConnectionGoesOn(String junk) {
    try (Wire wire = subject.map()) {
      wire.send(junk + "9:names two,");
      assertThat(wire.netstring()).isEqualTo("PERM Invalid request format");
      assertThat(wire.netstring()).isEqualTo("OK names:two");
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() {
    try (Wire wire = subject.map()) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 500; i++) {
        String request = "names key" + i;
        requests.append(request.length()).append(':').append(request).append(',');
      }
      wire.send(requests.toString());
      for (int i = 0; i < 500; i++) {
        assertThat(wire.netstring()).isEqualTo("OK names:key" + i);
      }
    }
  }

  @Test
  void longestNetstringIsTaken() {
    String request = "names " + "k".repeat(NETSTRING_BYTES - 6);
    try (Wire wire = subject.map()) {
      wire.send(request.length() + ":" + request + ",");
      assertThat(wire.netstring()).isNotEmpty();
      assertThat(wire.send("9:names two,").netstring()).isEqualTo("OK names:two");
    }
  }

  @Test
  void cutRequestIsNone() {
    for (String cut : List.of("9", "9:", "9:names", "9:names key")) {
      try (Wire wire = subject.map()) {
        assertThat(wire.send(cut).shutDownSending().rest(PROMPT)).isEmpty();
      }
    }
  }

  @Test
  void clientThatReadsNoAnswersIsNotReadFromForEver() {
    try (Wire wire = subject.map()) {
      String many = "9:names key,".repeat(10_000);
      int taken = 0;
      for (int i = 0; i < 100; i++) {
        int more = wire.sendWithin(Duration.ofMillis(300), many);
        taken += more;
        if (more < many.length()) {
          break;
        }
      }
      assertThat(taken).isLessThan(100 * many.length());
      try (Wire other = subject.map()) {
        assertThat(other.send("9:names two,").netstring()).isEqualTo("OK names:two");
      }
    }
  }

  @Test
  void connectionLongestWithoutARequestGoesWhenThereAreTooMany() {
    try (ProgramUnderTest crowded =
        ProgramUnderTest.startWithWorker(Program.OURS, WORKER, "-x", "1")) {
      List<Wire> idle =
          new ArrayList<>(
              IntStream.range(0, MAP_CONNECTIONS).mapToObj(i -> crowded.map()).toList());
      // The first one is no longer the one that has been idle longest.
      assertThat(idle.getFirst().send("9:names one,").netstring()).isEqualTo("OK names:one");
      try (Wire late = crowded.map()) {
        assertThat(late.send("9:names two,").netstring()).isEqualTo("OK names:two");
        assertThat(idle.get(1).closes(PROMPT)).isTrue();
        assertThat(idle.getFirst().send("9:names one,").netstring()).isEqualTo("OK names:one");
        assertThat(idle.get(2).closes(Duration.ofMillis(100))).isFalse();
      }
      idle.forEach(Wire::close);
    }
  }
}
