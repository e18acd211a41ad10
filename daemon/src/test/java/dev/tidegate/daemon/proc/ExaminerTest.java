package dev.tidegate.daemon.proc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.InspectionDepth;
import dev.tidegate.pool.values.ProcessFacts;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ExaminerTest {
  private static final int NO_PROCESS = Integer.MAX_VALUE;

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final Examiner examiner = new Examiner(Runnable::run, events::add);

  private Event next() throws InterruptedException {
    Event event = events.poll(30, TimeUnit.SECONDS);
    if (event == null) {
      throw new AssertionError("nothing was told");
    }
    return event;
  }

  private static Examiner.Target self() {
    return new Examiner.Target(3, (int) ProcessHandle.current().pid());
  }

  private ProcessFacts factsOf(Examiner.Target target, InspectionDepth depth)
      throws InterruptedException {
    examiner.examine(target, 7, depth);
    if (!(next() instanceof Event.Examined(int slot, long look, ProcessFacts facts))) {
      throw new AssertionError("something else was told");
    }
    assertThat(slot).isEqualTo(3);
    assertThat(look).isEqualTo(7);
    return facts;
  }

  @Test
  void aProcessIsReadWhole() throws Exception {
    examiner.start();
    ProcessFacts facts = factsOf(self(), InspectionDepth.BEFORE_SIGNAL);
    assertThat(facts.unread()).isEmpty();
    assertThat(facts.state()).matches("[RSD] \\(.*\\)");
    assertThat(facts.rssKib()).isGreaterThan(10_000);
    assertThat(facts.peakRssKib()).isGreaterThanOrEqualTo(facts.rssKib());
    assertThat(facts.threads()).isGreaterThan(1);
    assertThat(facts.usage().userMillis()).isPositive();
    assertThat(facts.usage().readBytes()).isPositive();
    assertThat(facts.openFileCount()).isGreaterThan(3);
    assertThat(facts.openFiles()).first().asString().startsWith("0 ");
  }

  @Test
  void ofAProcessThatIsNotThereEachFieldSaysWhy() throws Exception {
    examiner.start();
    ProcessFacts facts = factsOf(new Examiner.Target(3, NO_PROCESS), InspectionDepth.WHOLE);
    assertThat(facts.unread())
        .extracting(each -> each.field())
        .contains("state", "waitChannel", "syscall", "userMs", "readBytes", "openFiles");
    assertThat(facts.unread()).allMatch(each -> each.why().contains("No such file or directory"));
  }

  @Test
  void whatASignalWaitsForGoesFirst() throws Exception {
    examiner.examine(self(), 1, InspectionDepth.USAGE);
    examiner.measure(List.of(self()));
    examiner.examine(self(), 2, InspectionDepth.WHOLE);
    examiner.examine(self(), 3, InspectionDepth.BEFORE_SIGNAL);
    examiner.start();
    List<String> order = new ArrayList<>();
    for (int event = 0; event < 4; event++) {
      order.add(
          next() instanceof Event.Examined(int slot, long look, ProcessFacts facts)
              ? "look " + look
              : "memory");
    }
    assertThat(order).containsExactly("look 3", "look 1", "look 2", "memory");
  }

  @Test
  void asLongAsAReadHangsWhatIsAskedForBeyondTheBoundIsRefusedAtOnce() {
    for (int look = 0; look < Examiner.MOST_WAITING; look++) {
      examiner.examine(self(), look, InspectionDepth.WHOLE);
    }
    assertThat(events).isEmpty();
    examiner.examine(self(), 9_999, InspectionDepth.BEFORE_SIGNAL);
    assertThat(events).hasSize(1);
    assertThat(events.toString()).contains("look=9999").contains("too many processes wait");
  }

  @Test
  void memoryIsAskedForInPartsAndNotAgainBeforeAllAreTold() throws Exception {
    List<Examiner.Target> targets = Collections.nCopies(150, self());
    examiner.measure(targets);
    examiner.measure(targets);
    examiner.start();
    List<Integer> sizes = new ArrayList<>();
    for (int part = 0; part < 3; part++) {
      if (next() instanceof Event.MemoryMeasured measured) {
        sizes.add(measured.workers().size());
        assertThat(measured.workers()).allMatch(each -> each.residentKib() > 10_000);
        assertThat(measured.workers())
            .allMatch(each -> each.privateKib() > 1_000 && each.privateKib() < each.residentKib());
      }
    }
    assertThat(sizes).containsExactly(64, 64, 22);
    assertThat(events).isEmpty();
  }
}
