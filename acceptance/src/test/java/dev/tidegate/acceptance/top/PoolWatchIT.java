package dev.tidegate.acceptance.top;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import dev.tidegate.client.Address;
import dev.tidegate.protocol.notify.WorkerState;
import dev.tidegate.tools.view.Change;
import dev.tidegate.tools.view.Figures;
import dev.tidegate.tools.view.Link;
import dev.tidegate.tools.view.PoolPicture;
import dev.tidegate.tools.view.PoolWatch;
import dev.tidegate.tools.view.RequestClass;
import dev.tidegate.tools.view.ServerInfo;
import dev.tidegate.tools.view.SlotPicture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The picture of a pool, of ours and of Debian's original. */
@Execution(ExecutionMode.CONCURRENT)
final class PoolWatchIT {

  private static PoolWatch watch(Path spool) {
    return PoolWatch.of("mx1")
        .notify(new Address.Local(spool.resolve("notify.sock")))
        .control(new Address.Local(spool.resolve("mx.sock")))
        .start();
  }

  private static void await(String what, PoolWatch watch, Predicate<PoolPicture> condition) {
    Until.holds(what, () -> condition.test(watch.picture()));
  }

  private static boolean isLive(PoolPicture picture) {
    return picture.link() instanceof Link.Live && !picture.slots().isEmpty();
  }

  private static Optional<SlotPicture> busy(PoolPicture picture) {
    return picture.slots().stream()
        .filter(slot -> slot.state() == WorkerState.BUSY && slot.tag().isPresent())
        .findFirst();
  }

  @Test
  void ofFourHundredSlotsTheOneAtWorkIsKnownWithItsRequest() {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "400", "-b", "77");
        PoolWatch watch = watch(subject.spool());
        Wire held = subject.request("scan QHELD /nowhere hold")) {
      List<HeardState> heard = new CopyOnWriteArrayList<>();
      watch.subscribe(change -> note(change, heard));
      await(
          "all is known",
          watch,
          picture ->
              busy(picture).flatMap(SlotPicture::queueId).equals(Optional.of("QHELD"))
                  && busy(picture).flatMap(SlotPicture::timeoutAt).isPresent());
      PoolPicture picture = watch.picture();
      assertThat(picture.slots()).hasSize(400);
      assertThat(picture.figures().counts().free()).hasValue(399);
      assertThat(picture.figures().busyTimeoutSeconds()).hasValue(77);
      SlotPicture slot = busy(picture).orElseThrow();
      assertThat(slot.command()).hasValue("scan QHELD /nowhere hold");
      assertThat(slot.timeoutAt()).isPresent();
      assertThat(picture.server().orElseThrow().privileged()).isTrue();
      subject.gate().open();
      assertThat(held.rest()).startsWith("ok ");
      await("it is idle", watch, each -> busy(each).isEmpty());
      await("it is counted", watch, each -> rate(each, RequestClass.SCAN));
      // Subscribers are notified after the picture has changed.
      Until.holds("the change is reported", () -> heard.contains(new HeardState(slot.number())));
    }
  }

  private static boolean rate(PoolPicture picture, RequestClass kind) {
    Figures.ClassFigures figures = picture.figures().classes().get(kind);
    return figures != null && figures.total().orElse(0) == 1 && figures.ratePerSecond().isPresent();
  }

  /** That a slot was told to be different. */
  private record HeardState(int slot) {}

  private static void note(Change change, List<HeardState> heard) {
    if (change instanceof Change.SlotsChanged(var _, var slots)) {
      slots.forEach(slot -> heard.add(new HeardState(slot)));
    }
  }

  @Test
  void theOriginalIsKnownByWhatItTellsAndIsAskedNothingElse() {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.REFERENCE, "-x", "3");
        PoolWatch watch = watch(subject.spool());
        Wire held = subject.request("scan QHELD /nowhere hold")) {
      await(
          "all is known",
          watch,
          picture ->
              picture.slots().size() == 3
                  && busy(picture).isPresent()
                  && busy(picture).get().pid().isPresent());
      PoolPicture picture = watch.picture();
      assertThat(picture.server().orElseThrow().kind()).isEqualTo(ServerInfo.Kind.REFERENCE);
      assertThat(busy(picture).orElseThrow().tag()).hasValue("scan QHELD");
      assertThat(busy(picture).orElseThrow().timeoutAt()).isEmpty();
      assertThat(picture.figures().saturation().observed()).isTrue();
      assertThat(picture.stats()).isEmpty();
      Wire second = subject.request("scan Q2 /nowhere hold");
      Wire third = subject.request("scan Q3 /nowhere hold");
      await("none is free", watch, each -> each.figures().saturation().noneFreeSince().isPresent());
      subject.gate().open();
      assertThat(held.rest()).startsWith("ok ");
      assertThat(second.rest()).startsWith("ok ");
      assertThat(third.rest()).startsWith("ok ");
      await("all are idle", watch, each -> each.figures().counts().idle().orElse(0) == 3);
      // Three scans and nothing more: no word of ours became the request of a worker.
      assertThat(subject.ask("workerinfo 0")).contains("NumRequests 1\n");
    }
  }

  @Test
  void aFrozenOneIsSilentAndOneThatIsStartedAgainIsAnother() throws IOException {
    Path folder = Files.createTempDirectory(Path.of("/tmp"), "tidelead");
    Path lead = folder.resolve("now");
    try (ProgramUnderTest first = ProgramUnderTest.start(Program.OURS, "-x", "2");
        ProgramUnderTest second = ProgramUnderTest.start(Program.OURS, "-x", "5")) {
      Files.createSymbolicLink(lead, first.spool());
      try (PoolWatch watch = watch(lead)) {
        await("it is live", watch, PoolWatchIT::isLive);
        first.signal("STOP");
        await("it is silent", watch, picture -> picture.link() instanceof Link.Silent);
        first.signal("CONT");
        await("it is live", watch, PoolWatchIT::isLive);
        first.handle().destroyForcibly();
        await("it is lost", watch, picture -> picture.link() instanceof Link.Lost);
        assertThat(watch.picture().slots()).hasSize(2);
        Files.delete(lead);
        Files.createSymbolicLink(lead, second.spool());
        await(
            "the other one is there",
            watch,
            picture -> isLive(picture) && picture.slots().size() == 5);
        assertThat(watch.picture().notable())
            .extracting(each -> each.type())
            .contains("lost", "restarted");
      }
    } finally {
      Files.deleteIfExists(lead);
      Files.delete(folder);
    }
  }
}
