package dev.tidegate.tools.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ProgramRunTest {

  @Test
  void statusAndWordsAreTold() throws Exception {
    ProgramRun run = ProgramRun.of(List.of("sh", "-c", "cat; echo bad >&2; exit 3"), "good\n");
    assertThat(run).isEqualTo(new ProgramRun(true, 3, "good\nbad\n", ProgramRun.LIMIT));
    assertThat(run.complaint()).isEqualTo("status 3: good bad");
  }

  @Test
  void programThatHangsIsKilledWithItsChildren() throws Exception {
    ProgramRun run =
        ProgramRun.of(
            List.of("sh", "-c", "echo $$; sleep 1000 & wait"),
            "",
            Map.of(),
            Duration.ofMillis(300));
    assertThat(run.ended()).isFalse();
    assertThat(run.succeeded()).isFalse();
    assertThat(run.complaint()).startsWith("not ended within 300 ms, so it was killed");
    long pid = Long.parseLong(run.output().strip());
    assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false)).isFalse();
  }

  @Test
  void whatItSaysBeforeItsEndIsReadToItsEndHoweverLateItComes() throws Exception {
    // Not a child's words: the JDK may give those up when the program itself has ended.
    ProgramRun run = ProgramRun.of(List.of("sh", "-c", "echo soon; sleep 0.6; echo late"), "");
    assertThat(run.output()).isEqualTo("soon\nlate\n");
  }

  @Test
  void childThatHoldsTheOutputOpenIsNotWaitedFor() throws Exception {
    ProgramRun run =
        ProgramRun.of(
            List.of("sh", "-c", "sleep 30 & echo $!"), "", Map.of(), Duration.ofSeconds(25));
    assertThat(run.succeeded()).isTrue();
    ProcessHandle.of(Long.parseLong(run.output().strip())).ifPresent(ProcessHandle::destroy);
  }

  @Test
  void whatItSaysIsKeptUpToTheBoundAndReadToItsEnd() throws Exception {
    ProgramRun run = ProgramRun.of(List.of("sh", "-c", "yes | head -c 1000000"), "");
    assertThat(run.succeeded()).isTrue();
    assertThat(run.output()).hasSize(ProgramRun.MOST_OUTPUT_BYTES);
    assertThat(run.complaint()).hasSize(300);
  }

  @Test
  void longestInputIsWrittenToOneThatDoesNotRead() throws Exception {
    ProgramRun run =
        ProgramRun.of(
            List.of("sleep", "1000"),
            "x".repeat(ProgramRun.MOST_INPUT_BYTES),
            Map.of(),
            Duration.ofMillis(1));
    assertThat(run.ended()).isFalse();
    assertThatIOException()
        .isThrownBy(
            () -> ProgramRun.of(List.of("true"), "x".repeat(ProgramRun.MOST_INPUT_BYTES + 1)));
  }

  @Test
  void programThatIsNotThereIsAnError() {
    assertThatIOException().isThrownBy(() -> ProgramRun.of(List.of("/no/such/program"), ""));
  }
}
