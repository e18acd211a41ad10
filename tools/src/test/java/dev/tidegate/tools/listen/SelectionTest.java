package dev.tidegate.tools.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class SelectionTest {
  @Test
  void lettersAndNamesNameTypes() {
    assertThat(Selection.parse("YZ").types())
        .containsExactlyInAnyOrder(EventType.SOME_FREE, EventType.NONE_FREE);
    assertThat(Selection.parse("worker_died, unknown,B").types())
        .containsExactlyInAnyOrder(
            EventType.WORKER_DIED, EventType.UNKNOWN, EventType.BUSY_TIMEOUT);
  }

  @Test
  void whoNamesFMeansWhatIsServiceableToo() {
    assertThat(Selection.parse("F").types())
        .containsExactlyInAnyOrder(EventType.FREE_WORKERS, EventType.SERVICEABLE_WORKERS);
    assertThat(Selection.parse("free_workers").types()).containsExactly(EventType.FREE_WORKERS);
  }

  @Test
  void whoNamesRMeansARereadThatFailedToo() {
    assertThat(Selection.parse("R").types())
        .containsExactlyInAnyOrder(EventType.REREAD, EventType.REREAD_FAILED);
    assertThat(Selection.parse("reread_failed").types()).containsExactly(EventType.REREAD_FAILED);
    assertThat(Selection.parse("reread").types()).containsExactly(EventType.REREAD);
  }

  @Test
  void aStarIsEveryMessage() {
    assertThat(Selection.parse("*").types()).hasSize(9).doesNotContain(EventType.UNKNOWN);
    assertThat(Selection.parse("*").interest().letters()).isEqualTo("BFRSUYZ");
  }

  @Test
  void whatHasNoLetterOfItsOwnIsAskedForByAnothers() {
    assertThat(Selection.parse("serviceable_workers").interest().letters()).isEqualTo("F");
    assertThat(Selection.parse("reread_failed").interest().letters()).isEqualTo("R");
    assertThat(Selection.parse("unknown").interest().letters()).isEqualTo("Y");
  }

  @Test
  void whatIsNoTypeIsRefusedWithAListOfThoseThereAre() {
    for (String text : new String[] {"", " ", "X", "yz", "YZ,", ",", "hello", "Y Z", "connected"}) {
      assertThatThrownBy(() -> Selection.parse(text))
          .as(text)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("worker_died");
    }
  }
}
