package dev.tidegate.tools.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class BacklogTest {
  private final Backlog backlog = new Backlog();

  @Test
  void edgesWaitInTheirOrder() {
    offer("mx1", "U");
    offer("mx1", "B");
    offer("mx1", "U");
    assertThat(words()).containsExactly("worker_died", "busy_timeout", "worker_died");
  }

  @Test
  void ofALevelOnlyTheNewestWaitsAtThePlaceOfTheOneItReplaces() {
    offer("mx1", "Z");
    offer("mx1", "U");
    offer("mx1", "Y");
    offer("mx1", "Z");
    offer("mx1", "Y");
    Backlog.Turn first = backlog.poll().orElseThrow();
    assertThat(first.event().type()).isEqualTo(EventType.SOME_FREE);
    assertThat(first.replaced()).isEqualTo(3);
    assertThat(words()).containsExactly("worker_died");
  }

  @Test
  void levelsOfSeveralHostsAndOfSeveralKindsWaitForThemselves() {
    offer("mx1", "Z");
    offer("mx2", "Y");
    offer("mx1", "F 0");
    offer("mx1", "F 3");
    offer("mx1", "Y");
    List<String> turns = new ArrayList<>();
    for (Optional<Backlog.Turn> turn = backlog.poll(); turn.isPresent(); turn = backlog.poll()) {
      turns.add(turn.get().event().host() + " " + turn.get().event().type().word());
    }
    assertThat(turns).containsExactly("mx1 some_free", "mx2 some_free", "mx1 free_workers");
  }

  @Test
  void aLevelThatHadItsTurnWaitsAnew() {
    offer("mx1", "Z");
    backlog.poll();
    offer("mx1", "Y");
    Backlog.Turn turn = backlog.poll().orElseThrow();
    assertThat(turn.event().type()).isEqualTo(EventType.SOME_FREE);
    assertThat(turn.replaced()).isZero();
  }

  @Test
  void atMostAThousandEdgesWaitAndTheRestIsCounted() {
    for (int i = 0; i < Backlog.MAX_EDGES; i++) {
      assertThat(offer("mx1", "U")).isTrue();
    }
    assertThat(offer("mx1", "U")).isFalse();
    assertThat(offer("mx1", "B")).isFalse();
    assertThat(offer("mx1", "Z")).as("levels need no room of theirs").isTrue();
    assertThat(backlog.size()).isEqualTo(Backlog.MAX_EDGES + 1);
    assertThat(backlog.poll().orElseThrow().dropped()).isEqualTo(2);
    assertThat(backlog.poll().orElseThrow().dropped()).isZero();
    assertThat(offer("mx1", "U")).isTrue();
    assertThat(offer("mx1", "U")).isTrue();
    assertThat(offer("mx1", "U")).isFalse();
  }

  private boolean offer(String host, String line) {
    return backlog.offer(Told.event(host, line));
  }

  private List<String> words() {
    List<String> words = new ArrayList<>();
    for (Optional<Backlog.Turn> turn = backlog.poll(); turn.isPresent(); turn = backlog.poll()) {
      words.add(turn.get().event().type().word());
    }
    return words;
  }
}
