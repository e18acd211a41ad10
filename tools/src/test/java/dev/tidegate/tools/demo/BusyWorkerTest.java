package dev.tidegate.tools.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class BusyWorkerTest {
  @Test
  void slotAndPidAreReadFromEachLine() {
    assertThat(
            BusyWorker.parse(
                """
                0 B 4711 scan last=scan ago=0 (checking the sender)
                12 B 4712 ago=7 (1 B 2)
                """))
        .containsExactly(new BusyWorker(0, 4711), new BusyWorker(12, 4712));
  }

  @Test
  void nobodyIsBusyInAnEmptyAnswer() {
    assertThat(BusyWorker.parse("")).isEmpty();
    assertThat(BusyWorker.parse("error: No free workers\n")).isEmpty();
  }
}
