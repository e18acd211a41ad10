package dev.tidegate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.benchmarks.LoadGenerator.Load;
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
}
