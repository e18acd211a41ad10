package dev.tidegate.tools.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RecentTest {
  private final Recent<Integer> recent = new Recent<>(100);

  @Test
  void theLastOnesAreKeptUpToTheBound() {
    for (int item = 0; item < 1_000; item++) {
      recent.add(item);
      assertThat(recent.size()).isEqualTo(Math.min(item + 1, 100));
      assertThat(recent.get(recent.size() - 1)).isEqualTo(item);
    }
    assertThat(recent.view()).hasSize(100).startsWith(900).endsWith(999);
  }

  @Test
  void aViewNeverChanges() {
    recent.add(1);
    recent.add(2);
    recent.add(3);
    List<Integer> view = recent.view();
    recent.remove(1);
    recent.removeFirst();
    for (int item = 0; item < 500; item++) {
      recent.add(item);
    }
    assertThat(view).containsExactly(1, 2, 3);
    assertThatThrownBy(() -> view.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void oneIsTakenOutOfTheMiddle() {
    recent.add(1);
    recent.add(2);
    recent.add(3);
    recent.remove(1);
    recent.add(4);
    assertThat(recent.view()).containsExactly(1, 3, 4);
  }
}
