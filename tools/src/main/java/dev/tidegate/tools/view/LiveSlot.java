package dev.tidegate.tools.view;

import dev.tidegate.protocol.notify.CleanText;
import dev.tidegate.protocol.notify.Message.Request;
import dev.tidegate.protocol.notify.WorkerState;
import dev.tidegate.tools.view.SlotPicture.StateAt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What is known of one slot now. */
final class LiveSlot {
  /** How far back a timeline goes. */
  static final Duration TIMELINE = Duration.ofMinutes(10);

  private static final int TAG_BYTES = 500;
  private static final int COMMAND_BYTES = 1_000;

  private final int number;
  private final Recent<StateAt> timeline;
  private WorkerState state;
  private OptionalLong pid = OptionalLong.empty();
  private Optional<Instant> changedAt = Optional.empty();
  private Optional<RequestClass> kind = Optional.empty();
  private Optional<String> command = Optional.empty();
  private Optional<String> queueId = Optional.empty();
  private Optional<String> tag = Optional.empty();
  private Optional<Instant> timeoutAt = Optional.empty();
  private OptionalLong requests = OptionalLong.empty();
  private OptionalLong scans = OptionalLong.empty();
  private Optional<Instant> startedAt = Optional.empty();
  private OptionalLong generation = OptionalLong.empty();
  private OptionalLong memoryKib = OptionalLong.empty();
  private OptionalLong privateKib = OptionalLong.empty();
  private boolean drained;
  private List<String> stderr = List.of();
  private OptionalLong incident = OptionalLong.empty();
  private boolean gap;
  private Optional<SlotPicture> drawn = Optional.empty();

  LiveSlot(int number, WorkerState state, int timelineEntries) {
    this.number = number;
    this.state = state;
    timeline = new Recent<>(timelineEntries);
  }

  WorkerState state() {
    return state;
  }

  boolean drained() {
    return drained;
  }

  /** It is in that state since then; what it was doing before is over if it is another one. */
  void become(WorkerState next, Instant at, OptionalLong process) {
    drawn = Optional.empty();
    if (next != state || timeline.size() == 0 || gap) {
      state = next;
      gap = false;
      changedAt = Optional.of(at);
      record(new StateAt(at, Optional.of(next)));
      forgetRequest();
    }
    meet(next == WorkerState.STOPPED ? OptionalLong.empty() : process, at);
  }

  /** It is in that state for so long, as is stated; what is known better stays. */
  void stateSince(WorkerState stated, Optional<Instant> since, Instant now) {
    boolean wasUnknown = timeline.size() == 0 || gap;
    if (stated != state || wasUnknown) {
      become(stated, since.orElse(now), OptionalLong.empty());
      // Where it only turns out to be so, nobody knows since when.
      changedAt = since;
    } else if (since.isPresent() && differs(changedAt, since.get())) {
      // It has been in another state and back, and nobody told.
      changedAt = since;
      drawn = Optional.empty();
    }
  }

  private static boolean differs(Optional<Instant> known, Instant since) {
    return known.isEmpty() || Duration.between(known.get(), since).abs().toMillis() > 2_500;
  }

  private void meet(OptionalLong process, Instant at) {
    boolean other =
        state == WorkerState.STOPPED
            || (process.isPresent() && pid.isPresent() && !process.equals(pid));
    if (other) {
      requests = OptionalLong.empty();
      scans = OptionalLong.empty();
      generation = OptionalLong.empty();
      memoryKib = OptionalLong.empty();
      privateKib = OptionalLong.empty();
      startedAt = state == WorkerState.STOPPED ? Optional.empty() : Optional.of(at);
    }
    if (process.isPresent() || state == WorkerState.STOPPED) {
      pid = process;
    }
  }

  private void record(StateAt entry) {
    timeline.add(entry);
    Instant oldest = entry.at().minus(TIMELINE);
    while (timeline.size() > 1 && timeline.get(1).at().isBefore(oldest)) {
      timeline.removeFirst();
    }
  }

  private void forgetRequest() {
    kind = Optional.empty();
    command = Optional.empty();
    queueId = Optional.empty();
    tag = Optional.empty();
    timeoutAt = Optional.empty();
    incident = OptionalLong.empty();
  }

  /** From then on nobody knows. */
  void lose(Instant at) {
    if (!gap && timeline.size() > 0) {
      gap = true;
      record(new StateAt(at, Optional.empty()));
      drawn = Optional.empty();
    }
  }

  void say(String text, RequestTimeouts timeouts, Instant since) {
    if (state == WorkerState.BUSY) {
      tag = Optional.of(CleanText.of(text, TAG_BYTES)).filter(each -> !each.isEmpty());
      // A worker may say anything; what a request is for it says only first.
      kind = kind.or(() -> tag.flatMap(each -> RequestClass.ofWord(each.split(" ", 2)[0])));
      timeoutAt = timeoutAt.or(() -> timeout(timeouts, since));
      drawn = Optional.empty();
    }
  }

  void hold(Request request, RequestTimeouts timeouts, Instant since) {
    command = Optional.of(CleanText.of(request.command(), COMMAND_BYTES));
    kind = Optional.of(RequestClass.ofCommand(request.command()));
    queueId =
        Optional.of(CleanText.of(request.queueId(), TAG_BYTES)).filter(each -> !each.isEmpty());
    timeoutAt = timeout(timeouts, since);
    drawn = Optional.empty();
  }

  private Optional<Instant> timeout(RequestTimeouts timeouts, Instant since) {
    OptionalLong seconds = timeouts.seconds(kind.orElse(RequestClass.OTHER));
    return seconds.isPresent()
        ? Optional.of(since.plusSeconds(seconds.getAsLong()))
        : Optional.empty();
  }

  void noteIncident(long id) {
    incident = OptionalLong.of(id);
    drawn = Optional.empty();
  }

  /**
   * Takes over what only {@code stats} tells.
   *
   * @param fresh whether the answer is not older than what is known of the state
   */
  void take(StatsSlot told, boolean fresh, Instant asOf) {
    drained = told.drained();
    changedAt = changedAt.or(() -> fresh ? ago(told.sinceMillis(), asOf) : Optional.empty());
    stderr = told.stderr();
    if (fresh && told.state() == state) {
      pid = told.pid();
      requests = told.requests();
      scans = told.scans();
      generation = told.generation();
      memoryKib = told.memoryKib();
      privateKib = told.privateKib();
      startedAt = stable(startedAt, ago(told.ageMillis(), asOf));
      if (state == WorkerState.BUSY) {
        kind = told.kind().or(() -> kind);
        tag = told.tag().or(() -> tag);
        command = told.command().or(() -> command);
        queueId = told.queueId().or(() -> queueId);
        if (told.timeoutInMillis().isPresent()) {
          Instant at = asOf.plusMillis(told.timeoutInMillis().getAsLong());
          timeoutAt = stable(timeoutAt, Optional.of(at));
        }
      }
    }
    Optional<SlotPicture> before = drawn;
    drawn = Optional.empty();
    if (before.isPresent() && before.get().equals(picture())) {
      drawn = before;
    }
  }

  /** A line of {@code workers} of the original. */
  void take(ReferenceReader.Worker told) {
    pid = told.pid();
    if (state == WorkerState.BUSY) {
      kind = told.kind().or(() -> kind);
      tag = told.tag().or(() -> tag);
    }
    Optional<SlotPicture> before = drawn;
    drawn = Optional.empty();
    if (before.isPresent() && before.get().equals(picture())) {
      drawn = before;
    }
  }

  static Optional<Instant> ago(OptionalLong millis, Instant now) {
    return millis.isPresent() ? Optional.of(now.minusMillis(millis.getAsLong())) : Optional.empty();
  }

  /** A time that is reckoned anew at each look must not tremble. */
  private static Optional<Instant> stable(Optional<Instant> known, Optional<Instant> reckoned) {
    boolean same =
        known.isPresent()
            && reckoned.isPresent()
            && Duration.between(known.get(), reckoned.get()).abs().toMillis() < 500;
    return same ? known : reckoned;
  }

  /** Returns whether it differs from what was drawn last. */
  boolean isChanged() {
    return drawn.isEmpty();
  }

  SlotPicture picture() {
    if (drawn.isEmpty()) {
      drawn =
          Optional.of(
              new SlotPicture(
                  number,
                  state,
                  pid,
                  changedAt,
                  kind,
                  command,
                  queueId,
                  tag,
                  timeoutAt,
                  requests,
                  scans,
                  startedAt,
                  generation,
                  memoryKib,
                  privateKib,
                  drained,
                  stderr,
                  incident,
                  timeline.view()));
    }
    return drawn.get();
  }
}
