package dev.tidegate.tools.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.tools.top.Viewing.Prompt;
import dev.tidegate.tools.view.Link;
import dev.tidegate.tools.view.PoolPicture;
import dev.tidegate.tools.view.ServerInfo;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class KeyboardTest {
  private PoolPicture picture = Pools.of(400);
  private Viewing viewing = Viewing.first(false);

  private Optional<Keyboard.SortOrder> press(Key key) {
    Keyboard.Step step = Keyboard.press(key, Pools.scene(picture, viewing), false);
    viewing = step.viewing();
    return step.order();
  }

  private Optional<Keyboard.SortOrder> type(String signs) {
    Optional<Keyboard.SortOrder> last = Optional.empty();
    for (int at = 0; at < signs.length(); at++) {
      last = press(new Key.Sign(signs.charAt(at)));
    }
    return last;
  }

  @Test
  void killingAsksFirstAndNamesSlotAndProcess() {
    assertThat(type("k")).isEmpty();
    assertThat(viewing.prompt()).isInstanceOf(Prompt.Confirm.class);
    assertThat(type("n")).isEmpty();
    assertThat(viewing.note()).isEqualTo("nothing was done");
    type("k");
    // 95 s is the longest that any busy one has been at work in this picture.
    int worst = viewing.slots(picture).getFirst().number();
    assertThat(type("y"))
        .hasValueSatisfying(
            order ->
                assertThat(order)
                    .isInstanceOfSatisfying(
                        Keyboard.SortOrder.Do.class,
                        deed ->
                            assertThat(deed.deed().command())
                                .isEqualTo("kill " + worst + ":" + (4_000_000 + worst))));
  }

  @Test
  void theOriginalIsNeverToldWordsThatItDoesNotKnow() {
    picture = Pools.of(4, new Link.Live(), Pools.server(ServerInfo.Kind.REFERENCE, true));
    for (String character : new String[] {"d", "r", "k"}) {
      type(character);
      assertThat(viewing.prompt()).isEqualTo(new Prompt.None());
      assertThat(viewing.note()).isEqualTo("MIMEDefang's own multiplexor cannot do that");
    }
    type("R");
    assertThat(type("y")).isPresent();
  }

  @Test
  void withoutTheCommandSocketNothingCanBeDone() {
    picture = Pools.of(4, new Link.Live(), Pools.server(ServerInfo.Kind.TIDEGATE, false));
    assertThat(type("Ry")).isEmpty();
    assertThat(type("k")).isEmpty();
    assertThat(viewing.note()).contains("--control");
  }

  @Test
  void searchAndFilterNarrowTheListAndEscapeWidensIt() {
    assertThat(viewing.slots(picture)).hasSize(400);
    type("f");
    assertThat(viewing.slots(picture)).hasSize(80);
    type("/q395");
    press(Key.Named.ENTER);
    assertThat(viewing.slots(picture)).hasSize(1);
    press(Key.Named.ESCAPE);
    assertThat(viewing.slots(picture)).hasSize(80);
    type("/" + "x".repeat(500));
    press(Key.Named.ENTER);
    assertThat(viewing.search()).hasSize(40);
  }

  @Test
  void theCursorStaysWithinTheList() {
    press(Key.Named.UP);
    press(Key.Named.END);
    press(Key.Named.DOWN);
    assertThat(viewing.selectedSlot(picture).orElseThrow().number())
        .isEqualTo(viewing.slots(picture).getLast().number());
    picture = Pools.of(0);
    press(Key.Named.DOWN);
    press(Key.Named.ENTER);
    type("k");
    assertThat(viewing.page()).isEqualTo(Viewing.Page.POOL);
  }

  @Test
  void enterOpensASlotAndEscapeGoesBack() {
    press(Key.Named.DOWN);
    press(Key.Named.ENTER);
    assertThat(viewing.page()).isEqualTo(Viewing.Page.SLOT);
    press(Key.Named.ESCAPE);
    assertThat(viewing.page()).isEqualTo(Viewing.Page.POOL);
    assertThat(type("q")).hasValue(new Keyboard.SortOrder.Quit(0));
    assertThat(press(Key.Named.INTERRUPT)).hasValue(new Keyboard.SortOrder.Quit(130));
  }
}
