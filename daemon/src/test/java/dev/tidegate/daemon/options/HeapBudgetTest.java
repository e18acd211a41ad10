package dev.tidegate.daemon.options;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How a heap is divided. */
final class HeapBudgetTest {
  private static final long MIB = 1 << 20;

  @Test
  void theUsualHeapAllowsThousandsOfConnections() {
    HeapBudget usual = new HeapBudget(192 * MIB);
    assertThat(usual.connections()).isEqualTo(16_384);
    assertThat(usual.requestBytes()).isEqualTo(24 * MIB);
    assertThat(usual.listenerEvents()).isGreaterThan(32_768);
    assertThat(usual.listenerBytes()).isEqualTo(4 * MIB);
    assertThat(usual.slots()).isEqualTo(4_096);
  }

  @Test
  void thePartsLeaveSomeOfAnyHeap() {
    for (long heapBytes = 16 * MIB; heapBytes < 4_096 * MIB; heapBytes *= 2) {
      HeapBudget budget = new HeapBudget(heapBytes);
      long parts =
          budget.connections() * 4_096L
              + budget.unfinishedBytes()
              + budget.requestBytes()
              + budget.listenerEvents() * 256L
              + budget.listenerBytes()
              + budget.slots() * 1_024L;
      assertThat(parts).isLessThan(heapBytes * 4 / 5);
    }
  }
}
