package dev.tidegate.pool.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A pool that lives at random, and listeners with random words and of every speed, which break off
 * and go on: whoever has read all has the true picture, and was told of every loss.
 *
 * <p>{@code -Dtidegate.feed.events=N} sets how many events there are in total, {@code
 * -Dtidegate.feed.seed=S} runs that seed alone.
 */
final class ExtensionSimulationTest {
  private static final int MOVES = 4_000;

  @Test
  void whoeverHasReadAllHasTheTruePictureAndWasToldOfEveryLoss() {
    Long only = Long.getLong("tidegate.feed.seed");
    long events = only == null ? Long.getLong("tidegate.feed.events", 100_000) : 1;
    List<Reader> all = new ArrayList<>();
    long seed = only == null ? 1 : only;
    for (long done = 0; done < events; seed++) {
      try {
        done += run(seed, all);
      } catch (AssertionError | RuntimeException failure) {
        throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
      }
    }
    if (only == null) {
      // All of it was tried, and not only once.
      assertThat(all.stream().mapToLong(each -> each.losses).sum()).isGreaterThan(1_000);
      assertThat(all.stream().mapToLong(each -> each.halfSnapshots).sum()).isGreaterThan(50);
      assertThat(all.stream().mapToLong(each -> each.snapshots).sum()).isGreaterThan(1_000);
      assertThat(all.stream().mapToLong(each -> each.resumed).sum()).isGreaterThan(200);
      assertThat(all.stream().mapToLong(each -> each.refusedResumes).sum()).isGreaterThan(200);
      assertThat(all.stream().mapToLong(each -> each.beats).sum()).isGreaterThan(200);
    }
  }

  private static long run(long seed, List<Reader> all) {
    Random random = new Random(seed);
    int slots = 1 + random.nextInt(9);
    int ring = 2 << random.nextInt(9);
    int bytes = random.nextInt(3) == 0 ? 200 + random.nextInt(2_000) : 1 << 20;
    FeedSettings settings =
        new FeedSettings(ring, bytes, 1000, slots, "%016x".formatted(random.nextLong()), "1", "h");
    FeedWorld world = new FeedWorld(settings, random);
    List<Reader> readers = new ArrayList<>();
    for (double eagerness : new double[] {1, 0.3, 0.05, 0.005}) {
      for (int maxRoom : new int[] {300, 900, 4096}) {
        for (boolean json : new boolean[] {true, false}) {
          String name =
              "%s reader at %s of %d".formatted(json ? "json" : "letter", eagerness, maxRoom);
          Reader reader = new Reader(name, world, eagerness, maxRoom, json);
          readers.add(reader);
          reader.connect(readers.size());
        }
      }
    }
    for (int move = 0; move < MOVES; move++) {
      for (FeedWorld.Told each : world.move()) {
        readers.forEach(reader -> reader.happened(each));
      }
      if (world.feed.nextHeartbeatNanos() <= world.nanos) {
        world.feed.sendHeartbeats(world.nanos);
      }
      world.feed.drainWoken(id -> readers.get((int) ((id - 1) % 1_000)).wasWoken());
      for (Reader reader : readers) {
        reader.mustBeAwakeForAReason();
        reader.move();
      }
    }
    readers.forEach(Reader::readAll);
    all.addAll(readers);
    return world.lastSeq();
  }
}
