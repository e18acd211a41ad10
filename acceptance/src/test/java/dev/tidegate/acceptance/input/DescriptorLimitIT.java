package dev.tidegate.acceptance.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Place;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** More connections than the multiplexor may have descriptors. */
final class DescriptorLimitIT {

  private static final int DESCRIPTORS = 256;
  private static final Duration PROMPT = Duration.ofSeconds(30);
  private static final Duration LOOK = Duration.ofSeconds(2);

  private static final Place FEW_DESCRIPTORS =
      new Place() {
        @Override
        public List<String> command(List<String> words) {
          String limit = "--nofile=" + DESCRIPTORS + ":" + DESCRIPTORS;
          return Stream.concat(Stream.of("prlimit", limit), words.stream()).toList();
        }

        @Override
        public Path seenFromHere(String path) {
          return Path.of(path);
        }
      };

  @Test
  void statusIsStillAnsweredWhenDescriptorsRunOut() {
    Requirements.programs("prlimit");
    List<Wire> idle = new ArrayList<>();
    try (ProgramUnderTest subject =
        ProgramUnderTest.startIn(
            FEW_DESCRIPTORS, Program.OURS, ProgramUnderTest.PATIENT_WORKER, "-x", "2")) {
      for (int i = 0; i < DESCRIPTORS; i++) {
        idle.add(subject.map());
      }
      for (int i = 0; i < 20; i++) {
        try (Wire wire = subject.request("free")) {
          assertThat(wire.rest(PROMPT)).isEqualTo("2\n");
        }
      }
      doesNotSpin(subject);
      idle.forEach(Wire::close);
      Until.holds(
          "requests are served as before",
          () -> subject.ask("scan q1 /x").equals("ok scan q1 /x\n"));
    }
  }

  private static void doesNotSpin(ProgramUnderTest subject) {
    Duration before = cpu(subject);
    try (Wire silent = subject.command()) {
      assertThat(silent.line(LOOK)).isEmpty();
    }
    assertThat(cpu(subject).minus(before)).isLessThan(LOOK.dividedBy(2));
  }

  private static Duration cpu(ProgramUnderTest subject) {
    return subject.handle().info().totalCpuDuration().orElseThrow();
  }
}
