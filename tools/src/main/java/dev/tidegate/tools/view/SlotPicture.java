package dev.tidegate.tools.view;

import dev.tidegate.protocol.notify.WorkerState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One slot of a pool whose state is known, or was before the link was lost. Texts are printable
 * ASCII, whatever was in the mail.
 *
 * @param changedAt since when it is in that state, by the clock here
 * @param kind what the request of a busy one asks for
 * @param command its line, as far as it was told
 * @param tag what a busy one says that it is doing; empty if it is not known
 * @param timeoutAt when a busy one will be killed
 * @param requests that its process has had
 * @param startedAt when its process was started, by the clock here
 * @param memoryKib resident memory of its process, with what it shares with others
 * @param privateKib memory that its process shares with nobody
 * @param drained whether it was taken out of use by hand
 * @param stderr the last lines of its process, or of the one before
 * @param incident that has more of its present request
 * @param timeline its states, oldest first, as far back as they are known and at most ten minutes;
 *     the last is the present one
 */
public record SlotPicture(
    int number,
    WorkerState state,
    OptionalLong pid,
    Optional<Instant> changedAt,
    Optional<RequestClass> kind,
    Optional<String> command,
    Optional<String> queueId,
    Optional<String> tag,
    Optional<Instant> timeoutAt,
    OptionalLong requests,
    OptionalLong scans,
    Optional<Instant> startedAt,
    OptionalLong generation,
    OptionalLong memoryKib,
    OptionalLong privateKib,
    boolean drained,
    List<String> stderr,
    OptionalLong incident,
    List<StateAt> timeline) {

  /**
   * A state that begins.
   *
   * @param state empty if from then on nobody could know it
   */
  public record StateAt(Instant at, Optional<WorkerState> state) {}
}
