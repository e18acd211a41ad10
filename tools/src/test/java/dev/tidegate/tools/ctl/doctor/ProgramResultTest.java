package dev.tidegate.tools.ctl.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ProgramResultTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  private static ProgramResult sh(String script, Duration limit) throws InterruptedException {
    return ProgramResult.of(List.of("sh", "-c", script), Optional.of(Path.of("/")), limit);
  }

  @Test
  void howItEndedAndWhatItSaidIsTold() throws InterruptedException {
    ProgramResult run = sh("pwd; echo bad >&2; exit 7", LONG);
    assertThat(run.passed()).isFalse();
    assertThat(run.complaint()).isEqualTo("status 7: / bad");
    assertThat(sh("exit 0", LONG).passed()).isTrue();
  }

  @Test
  void whatHangsIsKilledWithItsChildren() throws InterruptedException {
    ProgramResult run = sh("sleep 1000 | sleep 1000", Duration.ofMillis(300));
    assertThat(run.passed()).isFalse();
    assertThat(run.complaint()).startsWith("not ended within ");
  }

  @Test
  void ofMuchOutputTheBeginningIsKept() throws InterruptedException {
    ProgramResult run = sh("yes 0123456789 | head -c 1000000", LONG);
    assertThat(run.passed()).isTrue();
    assertThat(run.output()).hasSize(8_192);
    assertThat(run.complaint()).hasSizeLessThan(400);
  }

  @Test
  void aProgramThatIsNotThereIsAComplaint() throws InterruptedException {
    ProgramResult run = ProgramResult.of(List.of("/nowhere/postconf"), Optional.empty(), LONG);
    assertThat(run.passed()).isFalse();
    assertThat(run.complaint()).contains("/nowhere/postconf");
  }
}
