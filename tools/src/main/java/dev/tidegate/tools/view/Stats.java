package dev.tidegate.tools.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The answer to {@code stats}, as docs/PROTOCOLS.md has it; what is missing in it is empty, what is
 * not known is left out.
 *
 * @param document the answer as it came
 * @param time by the multiplexor's clock
 * @param pool, queue, saturation, backoff and autoscale: the fields of these objects that are
 *     numbers; a truth value is 1 or 0
 * @param lastIncident the number of the last incident; 0 if there was none yet
 * @param bucketBoundsMillis upper bounds, each one within
 * @param started how many workers were started, by reason
 * @param exited how many have ended, by reason
 * @param events messages of each type that were published
 * @param filter which state of the filter is in force, and the warm parent
 * @param configuration what is in force, as texts
 * @param given the words of the command line
 */
public record Stats(
    String document,
    String epoch,
    Optional<Instant> time,
    OptionalLong uptimeMillis,
    OptionalLong seq,
    OptionalLong lastIncident,
    Optional<String> version,
    Optional<String> host,
    Map<String, Long> pool,
    Map<String, Long> queue,
    Map<String, Long> saturation,
    Map<RequestClass, Requests> requests,
    List<Long> bucketBoundsMillis,
    Map<String, Long> started,
    OptionalLong startsFailed,
    Map<String, Long> exited,
    OptionalLong listenersRefused,
    OptionalLong dropped,
    Map<String, Long> events,
    Map<String, Long> autoscale,
    Map<String, Long> backoff,
    FilterState filter,
    Map<String, String> configuration,
    Optional<String> given,
    List<ListenerPicture> listeners,
    List<StatsSlot> slots) {

  /**
   * What has become of the requests of one class since the start.
   *
   * @param outcomes how many ended how
   * @param durations with the worker
   * @param waits until a worker took them
   */
  public record Requests(Map<String, Long> outcomes, Histogram durations, Histogram waits) {}

  /**
   * Times since the start.
   *
   * @param buckets each counts for itself; the last has what is beyond all bounds
   */
  public record Histogram(long count, long sumMillis, List<Long> buckets) {}

  /** Returns a number of an object, if it is there. */
  public static OptionalLong number(Map<String, Long> object, String name) {
    Long value = object.get(name);
    return value == null ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
