package dev.tidegate.tools.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidegate.tools.gate.CommandBackend.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandBackendTest {
  private static final RefusedShare OPEN = refusal(0, OptionalInt.of(50));
  private static final RefusedShare CLOSED = refusal(100, OptionalInt.empty());

  @TempDir Path folder;

  private final List<String> told = new ArrayList<>();

  private static RefusedShare refusal(int percent, OptionalInt serviceable) {
    return new RefusedShare(percent, serviceable, Duration.ofSeconds(15));
  }

  private static List<String> shell(String text) {
    return Commands.inShell(text);
  }

  /** Writes down what it was told; fails if there is a file of its action's name. */
  private List<String> noting() {
    return shell(
        "cd %s; echo $TIDEGATE_ACTION $TIDEGATE_REFUSED_PERCENT:$TIDEGATE_SERVICEABLE_PERCENT"
                .formatted(folder)
            + " $TIDEGATE_LEASE_SECONDS >>noted; test ! -e $TIDEGATE_ACTION");
  }

  private CommandBackend backend(Optional<List<String>> renew) {
    return new CommandBackend(
        new Commands(noting(), noting(), renew, Duration.ofSeconds(10)), told::add);
  }

  private List<String> noted() throws IOException {
    return Files.readAllLines(folder.resolve("noted"));
  }

  @Test
  void runsOnChangesAloneAndTellsWhy() throws Exception {
    CommandBackend backend = backend(Optional.empty());
    backend.prepare();
    backend.refuse(OPEN);
    backend.refuse(CLOSED);
    backend.refuse(CLOSED);
    backend.refuse(OPEN);
    backend.close();
    backend.close();
    assertThat(noted())
        .containsExactly("open 0: 10", "close 100: 15", "open 0:50 15", "open 0: 10");
    assertThat(told).hasSize(4).allMatch(line -> line.endsWith("ended with status 0"));
  }

  @Test
  void renewalIsACommandOfItsOwn() throws Exception {
    CommandBackend backend = backend(Optional.of(noting()));
    backend.prepare();
    backend.refuse(CLOSED);
    backend.refuse(CLOSED);
    assertThat(noted()).containsExactly("open 0: 10", "close 100: 15", "renew 100: 15");
  }

  @Test
  void afterALeaseThatRanOutTheCommandThatClosesIsRunAndNotTheOneThatRenews() throws Exception {
    CommandBackend backend = backend(Optional.of(noting()));
    backend.prepare();
    backend.refuse(CLOSED);
    assertThat(backend.lapsed()).isNotEmpty();
    backend.refuse(CLOSED);
    assertThat(backend.lapsed()).isNotEmpty();
    backend.refuse(OPEN);
    assertThat(noted())
        .containsExactly("open 0: 10", "close 100: 15", "close 100: 15", "open 0:50 15");
  }

  @Test
  void failedClosingIsUndone() throws Exception {
    CommandBackend backend = backend(Optional.empty());
    backend.prepare();
    Files.createFile(folder.resolve("close"));
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(() -> backend.refuse(CLOSED))
        .withMessageContaining("failed: status 1");
    assertThat(noted()).containsExactly("open 0: 10", "close 100: 15", "open 0: 10");
  }

  @Test
  void failedOpeningIsTriedAgain() throws Exception {
    CommandBackend backend = backend(Optional.empty());
    backend.prepare();
    backend.refuse(CLOSED);
    Path failing = Files.createFile(folder.resolve("open"));
    assertThatExceptionOfType(BackendException.class).isThrownBy(() -> backend.refuse(OPEN));
    Files.delete(failing);
    backend.refuse(OPEN);
    assertThat(noted()).endsWith("open 0:50 15", "open 0:50 15");
  }

  @Test
  void openingAtTheEndIsTriedTwice() throws Exception {
    CommandBackend backend = backend(Optional.empty());
    Files.createFile(folder.resolve("open"));
    assertThatExceptionOfType(BackendException.class).isThrownBy(backend::close);
    assertThat(noted()).hasSize(2);
  }

  @Test
  void commandThatTakesTooLongHasFailed() {
    CommandBackend backend =
        new CommandBackend(
            new Commands(
                shell("sleep 60"), shell("true"), Optional.empty(), Duration.ofMillis(100)),
            told::add);
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(backend::prepare)
        .withMessageContaining("killed");
  }

  @Test
  void commandThatIsNotThereIsToldAtOnce() {
    CommandBackend backend =
        new CommandBackend(
            new Commands(
                List.of("/no/such/program"),
                shell("true"),
                Optional.empty(),
                Duration.ofSeconds(1)),
            told::add);
    assertThatExceptionOfType(BackendException.class)
        .isThrownBy(backend::prepare)
        .withMessageContaining("cannot be run");
  }
}
