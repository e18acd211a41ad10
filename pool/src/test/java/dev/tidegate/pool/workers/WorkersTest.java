package dev.tidegate.pool.workers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.counters.CommandClass;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private final Workers workers = new Workers(4, 0);

  @Test
  void atTheStartSlotsAreTakenByNumber() {
    assertThat(start().number()).isEqualTo(0);
    assertThat(start().number()).isEqualTo(1);
    assertThat(start().number()).isEqualTo(2);
  }

  @Test
  void laterTheMostRecentlyStoppedSlotIsTakenFirst() {
    start();
    Slot one = start();
    Slot two = start();
    reap(two);
    reap(one);
    assertThat(workers.nextToStart()).contains(one);
  }

  @Test
  void anIdleWorkerOfTheSameClassComesFirstAndOfThoseTheOneActivatedFirst() {
    Slot zero = start();
    Slot one = start();
    Slot two = start();
    run(two, CommandClass.SCAN);
    run(one, CommandClass.SCAN);
    run(zero, CommandClass.RELAYOK);
    assertThat(workers.chooseIdle(CommandClass.SCAN)).contains(one);
    assertThat(workers.chooseIdle(CommandClass.RELAYOK)).contains(zero);
  }

  @Test
  void elseTheFreshOneThatIsIdleLongest() {
    Slot zero = start();
    Slot one = start();
    Slot two = start();
    run(zero, CommandClass.RELAYOK);
    run(one, CommandClass.OTHER);
    assertThat(workers.chooseIdle(CommandClass.SCAN)).contains(two);
    assertThat(workers.chooseIdle(CommandClass.OTHER)).contains(two);
  }

  @Test
  void elseTheOneActivatedFirst() {
    Slot zero = start();
    Slot one = start();
    run(one, CommandClass.RELAYOK);
    run(zero, CommandClass.SENDEROK);
    assertThat(workers.chooseIdle(CommandClass.SCAN)).contains(zero);
    assertThat(workers.chooseIdle(CommandClass.OTHER)).contains(zero);
  }

  @Test
  void aWithdrawnWorkerIsIdleButNotChosen() {
    Slot zero = start();
    workers.withdraw(zero);
    assertThat(workers.chooseIdle(CommandClass.SCAN)).isEmpty();
    assertThat(zero.state()).isEqualTo(WorkerState.IDLE);
    assertThat(workers.free()).isEqualTo(4);
    assertThat(workers.faults()).isEmpty();
  }

  @Test
  void aStoppedSlotKeepsWhatItsLastWorkerRanUntilTheNextStart() {
    Slot zero = start();
    run(zero, CommandClass.SCAN);
    reap(zero);
    assertThat(zero.requests()).isEqualTo(1);
    assertThat(zero.scans()).isEqualTo(1);
    assertThat(zero.lastClass()).isEqualTo(CommandClass.SCAN);
    assertThat(zero.pid()).isEqualTo(-1);
    start();
    assertThat(zero.requests()).isZero();
    assertThat(zero.lastClass()).isEqualTo(CommandClass.OTHER);
  }

  @Test
  void onlyABusySlotHasATag() {
    Slot zero = start();
    workers.taken(zero, CommandClass.SCAN, "scan q", 1);
    assertThat(zero.tag()).isEqualTo("scan q");
    workers.answered(zero, 2);
    assertThat(zero.tag()).isEmpty();
  }

  @Test
  void killedOnesAreRunningButNeitherLiveNorFree() {
    Slot zero = start();
    start();
    workers.killed(zero, 1);
    assertThat(workers.live()).isEqualTo(1);
    assertThat(workers.free()).isEqualTo(3);
    assertThat(Arrays.stream(WorkerState.values()).map(workers::count)).containsExactly(2, 1, 0, 1);
    assertThat(workers.running()).isEqualTo(2);
    assertThat(workers.faults()).isEmpty();
  }

  @Test
  void slotsAreAddedAsRetiredOnesAndArePreparedLikeTheFirst() {
    List<Integer> prepared = new ArrayList<>();
    workers.prepare(slot -> prepared.add(slot.number()));
    start();
    workers.grow(3, 7);
    assertThat(workers.slots()).hasSize(4);
    workers.grow(6, 7);
    assertThat(prepared).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(workers.slot(5).changedNanos()).isEqualTo(7);
    assertThat(workers.slotsInSight()).hasSize(4);
    assertThat(workers.free()).isEqualTo(4);
    assertThat(workers.retired()).isEqualTo(2);
    assertThat(workers.faults()).isEmpty();
    workers.limit(6);
    assertThat(workers.free()).isEqualTo(6);
    assertThat(workers.faults()).isEmpty();
    for (int number = 1; number < 6; number++) {
      assertThat(start().number()).isEqualTo(number);
    }
  }

  private Slot start() {
    Slot slot = workers.nextToStart().orElseThrow();
    workers.started(slot, 1000 + slot.number(), workers.generation(), false, 0);
    return slot;
  }

  private void run(Slot slot, CommandClass commandClass) {
    workers.taken(slot, commandClass, "", 0);
    workers.answered(slot, 0);
  }

  private void reap(Slot slot) {
    workers.killed(slot, 0);
    workers.reaped(slot, 0);
  }
}
