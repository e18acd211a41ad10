package dev.tidegate.pool.reports;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.counters.CommandClass;
import dev.tidegate.pool.workers.Workers;
import dev.tidegate.protocol.notify.PoolCounts;
import org.junit.jupiter.api.Test;

/** The expected texts are the reference's. */
final class SlotReportsTest {
  private static final long SECOND = 1_000_000_000;

  private final Workers workers = new Workers(4, 0);

  @Test
  void statusHasALetterForEachSlotAndTheTotals() {
    everyState();
    Totals totals = new Totals(new PoolCounts(2, 1, 1, 1, 1, 8, 2), 5, 6, 7, 9);
    assertThat(SlotReports.status(workers.slots(), totals)).isEqualTo("BIKS 5 6 7 8 9\n");
  }

  @Test
  void workersTellsPidUnlessStoppedAndCommandOnlyWhileBusyAndLastForEver() {
    everyState();
    assertThat(SlotReports.workers(workers.slots(), false, 9 * SECOND))
        .isEqualTo(
            """
            0 B 100 relayok last=relayok ago=5 (relayok 1.2.3.4)
            1 I 101 last=scan ago=4
            2 K 102 ago=3
            3 S last=senderok ago=2
            """);
    assertThat(SlotReports.workers(workers.slots(), true, 9 * SECOND))
        .isEqualTo("0 B 100 relayok last=relayok ago=5 (relayok 1.2.3.4)\n");
  }

  @Test
  void anotherCommandShowsNoNameAndLeavesTheLastOne() {
    workers.started(workers.slot(0), 100, 0, false, 0);
    workers.taken(workers.slot(0), CommandClass.OTHER, "Sleepy", 0);
    assertThat(SlotReports.workers(workers.slots(), true, SECOND - 1))
        .isEqualTo("0 B 100 ago=0 (Sleepy)\n");
  }

  @Test
  void noBusyWorkerIsNoLine() {
    assertThat(SlotReports.workers(workers.slots(), true, 0)).isEmpty();
  }

  @Test
  void workerInfoOfAStoppedSlotHasNoAges() {
    assertThat(SlotReports.workerInfo(workers.slots(), 3, 2 * SECOND))
        .isEqualTo(
            """
            Worker 3
            State Stopped
            PID -1
            NumRequests 0
            NumScans 0
            Age -1
            FirstReqAge -1
            LastStateChangeAge 2
            StatusTag\s
            """);
  }

  @Test
  void workerInfoOfABusyWorkerTellsItsAgesAndItsTag() {
    everyState();
    assertThat(SlotReports.workerInfo(workers.slots(), 0, 10 * SECOND))
        .startsWith("Worker 0\nState Busy\nPID 100\n")
        .endsWith("Age 9\nFirstReqAge 6\nLastStateChangeAge 6\nStatusTag relayok 1.2.3.4\n");
  }

  @Test
  void requestThatIsNotYetEndedIsNotCounted() {
    everyState();
    assertThat(SlotReports.workerInfo(workers.slots(), 0, 0)).contains("\nNumRequests 0\n");
    workers.taken(workers.slot(1), CommandClass.SCAN, "scan q2", 0);
    assertThat(SlotReports.workerInfo(workers.slots(), 1, 0))
        .contains("\nNumRequests 1\nNumScans 1\n");
    workers.killed(workers.slot(1), 0);
    assertThat(SlotReports.workerInfo(workers.slots(), 1, 0))
        .contains("\nNumRequests 2\nNumScans 2\n");
  }

  @Test
  void workerInfoOfNoSlotIsAnError() {
    for (int number : new int[] {-1, 4, Integer.MAX_VALUE}) {
      assertThat(SlotReports.workerInfo(workers.slots(), number, 0))
          .isEqualTo("error: Worker number out of range\n");
    }
  }

  /** Slot 0 is busy, 1 idle, 2 killed, 3 stopped again. */
  private void everyState() {
    for (int slot = 0; slot < 4; slot++) {
      workers.started(workers.slot(slot), 100 + slot, 0, false, SECOND);
    }
    workers.taken(workers.slot(0), CommandClass.RELAYOK, "relayok 1.2.3.4", 4 * SECOND);
    workers.taken(workers.slot(1), CommandClass.SCAN, "scan q1", 4 * SECOND);
    workers.answered(workers.slot(1), 5 * SECOND);
    workers.killed(workers.slot(2), 6 * SECOND);
    workers.taken(workers.slot(3), CommandClass.SENDEROK, "senderok a", 6 * SECOND);
    workers.reaped(workers.slot(3), 7 * SECOND);
  }
}
