package dev.tidegate.pool.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.Now;
import dev.tidegate.pool.feed.EncodedRuns.EncodedRun;
import dev.tidegate.protocol.notify.Interest;
import dev.tidegate.protocol.notify.PoolCounts;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class EncodedRunsTest {
  private static final int TEXT_BYTES = 8_192;
  private static final int EVENTS = 2_000;
  private static final CountsAt PRESENT =
      new CountsAt(new PoolCounts(3, 0, 0, 3, 0, 0, 3), new Now(0, 0));

  private final EncodedRuns encodedRuns = new EncodedRuns();
  private final FeedState source = new FeedState(settings(), () -> PRESENT);

  @Test
  void aRunIsForThoseWhoWantTheSameInTheSameFormFromTheSamePlace() {
    EncodedRun told = run(9);
    encodedRuns.keep(source.letters, Interest.ALL, 5, told);
    assertThat(encodedRuns.find(source.letters, Interest.ALL, 5)).isSameAs(told);
    assertThat(encodedRuns.find(source.letters, Interest.ALL, 6)).isNull();
    assertThat(encodedRuns.find(source.letters, Interest.NONE, 5)).isNull();
    assertThat(encodedRuns.find(source.json, Interest.ALL, 5)).isNull();
  }

  @Test
  void theOldestAreForgottenBeyondTheBound() {
    for (long seq = 0; seq < 1_000; seq++) {
      encodedRuns.keep(source.letters, Interest.ALL, seq, run(seq + 1));
      assertThat(encodedRuns.bytes()).isLessThanOrEqualTo(EncodedRuns.MOST_BYTES);
    }
    assertThat(encodedRuns.bytes()).isGreaterThan(EncodedRuns.MOST_BYTES - 2 * TEXT_BYTES);
    assertThat(encodedRuns.find(source.letters, Interest.ALL, 0)).isNull();
    assertThat(encodedRuns.find(source.letters, Interest.ALL, 999)).isNotNull();
  }

  @Test
  void oneThatTakesThePlaceOfAnotherCountsOnce() {
    for (int i = 0; i < 1_000; i++) {
      encodedRuns.keep(source.letters, Interest.ALL, 5, run(6));
    }
    assertThat(encodedRuns.bytes()).isLessThan(2 * TEXT_BYTES);
  }

  @Test
  void listenersHearTheSameWhateverTheirPaceAndTheirRoom() {
    for (int seed = 0; seed < 20; seed++) {
      List<String> interests = List.of("?*", "?YZ", "?YZ", "?*", "?* json", "?F json", "?* json");
      Feed feed = new Feed(settings(), () -> PRESENT);
      Random random = new Random(seed);
      List<StringBuilder> heard = new ArrayList<>();
      for (int id = 0; id < interests.size(); id++) {
        feed.connect(id);
        heard.add(new StringBuilder());
        feed.lineArrived(id, interests.get(id));
      }
      for (int event = 0; event < EVENTS; event++) {
        feed.publish(event(random), PRESENT.counts(), PRESENT.now());
        int id = random.nextInt(8 * interests.size());
        if (id < interests.size()) {
          take(feed, id, heard.get(id), 4_096 + random.nextInt(8_192), 1 + random.nextInt(3));
        }
      }
      for (int id = 0; id < interests.size(); id++) {
        take(feed, id, heard.get(id), 8_192, Integer.MAX_VALUE);
      }
      assertThat(heard.get(3).toString()).as("seed %s", seed).isEqualTo(heard.get(0).toString());
      assertThat(heard.get(2).toString()).as("seed %s", seed).isEqualTo(heard.get(1).toString());
      assertThat(heard.get(6).toString()).as("seed %s", seed).isEqualTo(heard.get(4).toString());
      assertThat(heard.get(0).toString().lines().count())
          .as("greeting and events")
          .isEqualTo(EVENTS + 1);
    }
  }

  private static FeedEvent event(Random random) {
    return switch (random.nextInt(4)) {
      case 0 -> new FeedEvent.NoneFree();
      case 1 -> new FeedEvent.SomeFree();
      case 2 -> new FeedEvent.FreeWorkers(random.nextInt(3));
      default -> new FeedEvent.Tagged(random.nextInt(3), 7, "scan q" + random.nextInt(1_000));
    };
  }

  private static void take(Feed feed, long id, StringBuilder heard, int room, int times) {
    ByteBuffer into = ByteBuffer.allocate(room);
    for (int i = 0; i < times && feed.take(id, into, 0) > 0; i++) {
      heard.append(StandardCharsets.ISO_8859_1.decode(into.flip()));
      into.clear();
    }
  }

  private static FeedSettings settings() {
    return new FeedSettings(4_096, 1 << 20, 10, 3, "0123456789abcdef", "1.0", "host");
  }

  private static EncodedRun run(long endSeq) {
    return new EncodedRun(endSeq, new byte[TEXT_BYTES], new long[9]);
  }
}
