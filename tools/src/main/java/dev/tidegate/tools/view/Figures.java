package dev.tidegate.tools.view;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How the pool as a whole is; what the multiplexor does not tell is empty, never 0.
 *
 * @param classes what is known of each class of requests; classes of which nothing is known are
 *     missing
 * @param generation rereads since the start
 */
public record Figures(
    Counts counts,
    Queue queue,
    Map<RequestClass, ClassFigures> classes,
    Saturation saturation,
    OptionalInt maxWorkers,
    OptionalInt minWorkers,
    RequestTimeouts timeouts,
    OptionalLong generation) {
  public Figures {
    classes = Map.copyOf(classes);
  }

  /** Returns how long a request may take whose class has no timeout of its own. */
  public OptionalLong busyTimeoutSeconds() {
    return timeouts.busySeconds();
  }

  /**
   * How many slots are in which state.
   *
   * @param free idle and stopped ones, without the drained ones
   * @param serviceable how many requests can be taken now
   */
  public record Counts(
      OptionalInt free,
      OptionalInt idle,
      OptionalInt busy,
      OptionalInt stopped,
      OptionalInt killed,
      OptionalInt drained,
      OptionalInt serviceable) {}

  /**
   * The requests that wait for a worker.
   *
   * @param oldestMillis how long the first one has waited; empty also if none waits
   */
  public record Queue(OptionalInt length, OptionalInt limit, OptionalLong oldestMillis) {}

  /**
   * One class of requests, in the last ten seconds or so.
   *
   * @param ratePerSecond how many ended
   * @param meanMillis how long a worker had each of them; empty also if there was none
   * @param total how many have ended since the multiplexor's start
   */
  public record ClassFigures(
      OptionalDouble ratePerSecond, OptionalDouble meanMillis, OptionalLong total) {}

  /**
   * For how long the pool was full.
   *
   * @param noneFreeMillis since the multiplexor's start, or, if {@code observed}, since it is
   *     watched
   * @param noneServiceableMillis the same for when no request could be taken
   * @param observed whether it was put together here, out of what was told, and not counted by the
   *     multiplexor
   * @param noneFreeSince set while no worker is free
   * @param noneServiceableSince set while no request can be taken
   */
  public record Saturation(
      OptionalLong noneFreeMillis,
      OptionalLong noneServiceableMillis,
      boolean observed,
      Optional<Instant> noneFreeSince,
      Optional<Instant> noneServiceableSince) {}

  /** Returns figures of which nothing is known. */
  public static Figures unknown() {
    OptionalInt none = OptionalInt.empty();
    OptionalLong never = OptionalLong.empty();
    return new Figures(
        new Counts(none, none, none, none, none, none, none),
        new Queue(none, none, never),
        Map.of(),
        new Saturation(never, never, true, Optional.empty(), Optional.empty()),
        none,
        none,
        RequestTimeouts.UNKNOWN,
        never);
  }
}
