package dev.tidegate.pool.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.simulation.SimulationSeeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * A pool that lives at random, and listeners with random words and of every speed, which break off
 * and go on: whoever has read all has the true picture, and was told of every loss.
 */
final class ExtensionSimulationTest {
  private static final int EVENTS = 100_000;
  private static final int MOVES = 4_000;

  @Test
  void whoeverHasReadAllHasTheTruePictureAndWasToldOfEveryLoss() {
    Tried tried = new Tried();
    new SimulationSeeds(ExtensionSimulationTest.class, EVENTS).run(seed -> run(seed, tried));
    if (!SimulationSeeds.isOne()) {
      tried.mustBeAllOfIt();
    }
  }

  /**
   * What readers have met; all of it must have been tried, and not only once. The seeds that are
   * the same in each run are enough for that.
   */
  private static final class Tried {
    private long losses;
    private long halfSnapshots;
    private long snapshots;
    private long resumed;
    private long refusedResumes;
    private long beats;

    void add(Reader reader) {
      losses += reader.losses;
      halfSnapshots += reader.halfSnapshots;
      snapshots += reader.snapshots;
      resumed += reader.resumed;
      refusedResumes += reader.refusedResumes;
      beats += reader.beats;
    }

    void mustBeAllOfIt() {
      assertThat(losses).isGreaterThan(1_000);
      assertThat(halfSnapshots).isGreaterThan(50);
      assertThat(snapshots).isGreaterThan(1_000);
      assertThat(resumed).isGreaterThan(200);
      assertThat(refusedResumes).isGreaterThan(200);
      assertThat(beats).isGreaterThan(200);
    }
  }

  private static long run(long seed, Tried tried) {
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
    readers.forEach(tried::add);
    return world.lastSeq();
  }
}
