package dev.tidegate.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ListenerViewTest {
  private static final String LIVE =
      """
      *OK
      S 0 StateChange Idle -> Busy
      F 1
      S 0 scan q1 /x
      S 1 StateChange Stopped -> Busy
      F 0
      Z
      S 1 scan q2 /x
      S 0 StateChange Busy -> Idle
      F 1
      Y
      """;

  @Test
  void messagesAreCountedAndTheStateIsBelievedWhereverTheLinesAreCut() {
    for (int piece = 1; piece <= LIVE.length(); piece++) {
      ListenerView view = told(LIVE, piece);
      assertThat(view.delivered()).isEqualTo(10);
      assertThat(view.statusAndFree()).isEqualTo(8);
      assertThat(view.dropped()).isZero();
      assertThat(view.agreesWith(new ListenerView.Truth("IB", 1))).isTrue();
      assertThat(view.agreesWith(new ListenerView.Truth("BB", 1))).isFalse();
      assertThat(view.agreesWith(new ListenerView.Truth("IB", 0))).isFalse();
    }
  }

  @Test
  void whatIsToldInThePlaceOfDroppedMessagesIsNoNewsButTrue() {
    ListenerView view =
        told(
            LIVE
                + """
                *ERR 1234 messages dropped: listener too slow
                U
                S 1 StateChange Busy -> Idle
                F 2
                Y
                F 1
                """,
            100);
    assertThat(view.delivered()).isEqualTo(11);
    assertThat(view.dropped()).isEqualTo(1234);
    assertThat(view.drops()).isEqualTo(1);
    assertThat(view.agreesWith(new ListenerView.Truth("II", 1))).isTrue();
  }

  @Test
  void whoWaitsForALineIsNotInTheTrueState() {
    ListenerView view = told(LIVE + "*ERR 5 messages dropped: listener too slow\n", 100);
    assertThat(view.agreesWith(new ListenerView.Truth("IB", 1))).isFalse();
    assertThat(told(LIVE + "F", 100).agreesWith(new ListenerView.Truth("IB", 1))).isFalse();
  }

  @Test
  void aSnapshotIsCountedAtItsEndAndItsLinesAreNoNews() {
    ListenerView view = told("*OK\n*OK snapshot begin\nF 2\nY\n", 100);
    assertThat(view.snapshots()).isZero();
    read(view, "*OK snapshot end\n", 100);
    assertThat(view.snapshots()).isEqualTo(1);
    assertThat(view.delivered()).isZero();
    ListenerView json = told("*OK\n", 100);
    read(json, "{\"epoch\":\"5f2c90ab12cd34ef\",\"type\":\"hello\"}\n", 7);
    assertThat(json.snapshots()).isZero();
    read(json, "{\"epoch\":\"5f2c90ab12cd34ef\",\"type\":\"snapshot\",\"free\":2}\n", 7);
    assertThat(json.snapshots()).isEqualTo(1);
  }

  private static ListenerView told(String text, int piece) {
    ListenerView view = new ListenerView(2);
    read(view, text, piece);
    return view;
  }

  private static void read(ListenerView view, String text, int piece) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int from = 0; from < bytes.length; from += piece) {
      int to = Math.min(from + piece, bytes.length);
      view.read(Arrays.copyOfRange(bytes, from, to), to - from);
    }
  }
}
