package dev.tidegate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LoadGeneratorTest {
  @TempDir private Path folder;

  @Test
  void everyAnswerIsItsClientsOwnAndNothingIsLeftWhenDrained() throws IOException {
    try (EchoServer server = new EchoServer(folder.resolve("echo.sock"));
        LoadGenerator generator = new LoadGenerator(server.socket(), 4)) {
      Load load = generator.run(TimeUnit.MILLISECONDS.toNanos(50));
      Load rest = generator.drain();
      assertThat(load.answered()).isPositive();
      assertThat(load.latenciesNanos().getTotalCount()).isEqualTo(load.answered());
      assertThat(rest.answered()).isEqualTo(4);
      assertThat(load.wrong() + load.refused() + rest.wrong() + rest.refused()).isZero();
    }
  }

  @Test
  void loadOfAFixedNumberEndsWithIt() throws IOException {
    try (EchoServer server = new EchoServer(folder.resolve("echo.sock"));
        LoadGenerator generator = new LoadGenerator(server.socket(), 4)) {
      assertThat(generator.run(TimeUnit.MINUTES.toNanos(1), 100).answered()).isBetween(100L, 104L);
      generator.drain();
    }
  }

  @Test
  void aSteadyLoadKeepsItsRate() throws IOException {
    try (EchoServer server = new EchoServer(folder.resolve("echo.sock"));
        SteadyLoad steady = new SteadyLoad(server.socket(), 1000)) {
      Load load = steady.run(TimeUnit.MILLISECONDS.toNanos(200));
      assertThat(load.answered()).isBetween(150L, 201L);
      assertThat(load.wrong() + load.refused()).isZero();
    }
  }
}
