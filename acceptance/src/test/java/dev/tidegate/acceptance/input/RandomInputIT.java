package dev.tidegate.acceptance.input;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Random bytes on every socket, from a seed. */
final class RandomInputIT {

  private static final int CONNECTIONS = 1_000;
  private static final int MOST_BYTES = 20_000;

  /** Bytes that mean something somewhere, so that more than the first check is reached. */
  private static final String FAVOURITES = "\n\r\0?*:,0123456789 SYZF%\\";

  @Test
  void noiseOnEverySocketHarmsNobody() {
    long seed = Long.getLong("tidegate.seed", 1L);
    Random random = new Random(seed);
    List<Function<ProgramUnderTest, Wire>> sockets =
        List.of(
            ProgramUnderTest::command,
            ProgramUnderTest::unprivileged,
            ProgramUnderTest::map,
            ProgramUnderTest::listener);
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "4")) {
      long before = subject.residentKib();
      for (int i = 0; i < CONNECTIONS; i++) {
        try (Wire wire = sockets.get(i % sockets.size()).apply(subject)) {
          wire.sendWithin(Duration.ofMillis(100), noise(random));
          if (random.nextBoolean()) {
            wire.shutDownSending();
          }
        }
        if (i % 50 == 0) {
          assertThat(subject.ask("free")).as("seed " + seed + ", connection " + i).matches("\\d\n");
        }
      }
      Until.holds(
          "the last noise is worked off, seed " + seed,
          () -> subject.ask("scan q1 /x").equals("ok scan q1 /x\n"));
      assertThat(subject.residentKib() - before).isLessThan(64 * 1024);
    }
  }

  private static String noise(Random random) {
    int length = random.nextInt(1 << random.nextInt(1, 15)) % MOST_BYTES;
    StringBuilder noise = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      noise.append(
          random.nextInt(4) == 0
              ? FAVOURITES.charAt(random.nextInt(FAVOURITES.length()))
              : (char) random.nextInt(256));
    }
    return noise.toString();
  }
}
