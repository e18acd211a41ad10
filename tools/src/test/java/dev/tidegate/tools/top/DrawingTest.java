package dev.tidegate.tools.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.protocol.notify.WorkerState;
import dev.tidegate.tools.view.Link;
import dev.tidegate.tools.view.PoolPicture;
import dev.tidegate.tools.view.ServerInfo;
import dev.tidegate.tools.view.SlotPicture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DrawingTest {
  private static final int[] ROWS = {1, 2, 7, 8, 10, 13, 14, 19, 20, 24, 39, 40, 60, 100};
  private static final int[] COLUMNS = {
    1, 2, 20, 35, 36, 40, 59, 60, 79, 80, 100, 139, 140, 200, 300
  };

  private static String text(Canvas canvas) {
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < canvas.rows(); row++) {
      text.append(canvas.text(row)).append('\n');
    }
    return text.toString();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 4, 400, 3_000})
  void everyPageFitsEverySizeAndShowsNoControlByte(int slots) {
    PoolPicture picture = Pools.of(slots);
    for (Viewing.Page page : Viewing.Page.values()) {
      for (int rows : ROWS) {
        for (int columns : COLUMNS) {
          Viewing viewing = Viewing.first(false).page(page).select(slots - 1);
          Canvas canvas = Drawing.draw(Pools.scene(picture, viewing), rows, columns, Pools.UNICODE);
          assertThat(canvas.rows()).isEqualTo(rows);
          assertThat(canvas.columns()).isEqualTo(columns);
          assertThat(text(canvas).chars().filter(each -> each != '\n'))
              .allMatch(each -> !Character.isISOControl(each));
        }
      }
    }
  }

  @Test
  void asciiMeansAsciiAlone() {
    for (Viewing.Page page : Viewing.Page.values()) {
      View scene = Pools.scene(Pools.of(40), Viewing.first(false).page(page));
      assertThat(text(Drawing.draw(scene, 60, 200, Pools.ASCII)).chars())
          .allMatch(each -> each <= '~');
    }
  }

  @Test
  void aStuckWorkerAmongFourHundredIsTheFirstRow() {
    List<SlotPicture> slots = new ArrayList<>();
    for (int number = 0; number < 400; number++) {
      boolean stuck = number == 311;
      slots.add(Pools.slot(number, WorkerState.BUSY, stuck ? 119 : 1));
    }
    PoolPicture picture =
        Pools.with(slots, new Link.Live(), Pools.server(ServerInfo.Kind.TIDEGATE, true));
    for (int rows : new int[] {10, 24, 60}) {
      Canvas canvas = Drawing.draw(Pools.scene(picture), rows, 80, Pools.UNICODE);
      String first =
          text(canvas)
              .lines()
              .dropWhile(line -> !line.contains("STATE"))
              .skip(1)
              .findFirst()
              .orElseThrow();
      assertThat(first).matches("▸ +311 ■ busy .*119s|▸ +311 ■ busy.* 1m59s +1s .*");
    }
  }

  @Test
  void aLostConnectionIsSaidWithTheTimeOfTheLastWord() {
    PoolPicture lost =
        Pools.of(
            4,
            new Link.Lost("the connection ended", Pools.NOW),
            Pools.server(ServerInfo.Kind.TIDEGATE, true));
    Canvas canvas = Drawing.draw(Pools.scene(lost), 24, 80, Pools.UNICODE);
    assertThat(canvas.text(0)).endsWith("CONNECTION LOST, as of 06:14:27");
    assertThat(canvas.look(0, 40)).isEqualTo(Style.ALARM);
    assertThat(text(canvas)).contains("the connection ended");
    PoolPicture silent =
        Pools.of(4, new Link.Silent(Pools.NOW), Pools.server(ServerInfo.Kind.TIDEGATE, true));
    assertThat(Drawing.draw(Pools.scene(silent), 10, 40, Pools.ASCII).text(0))
        .endsWith("NO SIGN OF LIFE, as of 06:14:27");
  }

  @Test
  void whatTheOriginalDoesNotTellIsSaid() {
    PoolPicture original =
        Pools.of(4, new Link.Live(), Pools.server(ServerInfo.Kind.REFERENCE, false));
    assertThat(text(Drawing.draw(Pools.scene(original), 24, 80, Pools.UNICODE)))
        .contains("MIMEDefang's own does not tell them");
  }

  @Test
  void aScreenThatIsTooSmallSaysSo() {
    Canvas canvas = Drawing.draw(Pools.scene(Pools.of(4)), 5, 60, Pools.UNICODE);
    assertThat(canvas.text(0)).startsWith("free 4 busy 4");
    assertThat(canvas.text(1)).isEqualTo("too small: 60x5, 36x8 is needed");
  }

  @Test
  void theChosenSlotIsAlwaysSeen() {
    for (int chosen : new int[] {0, 3, 250, 399}) {
      Viewing viewing = Viewing.first(false).order(SortOrder.NUMBER).select(chosen);
      String text = text(Drawing.draw(Pools.scene(Pools.of(400), viewing), 24, 80, Pools.UNICODE));
      assertThat(text).containsPattern("▸ +" + chosen + " ");
    }
  }
}
