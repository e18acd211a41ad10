package dev.tidegate.tools.view;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What was found out of a worker in trouble. Texts are printable ASCII.
 *
 * @param id counts from 1 in one epoch
 * @param at by the clock here
 * @param occasion such as {@code busy_timeout}
 * @param slot its number
 * @param stderr its last lines
 * @param unread why a field could not be read, by the name of the field
 */
public record IncidentPicture(
    long id,
    Instant at,
    String occasion,
    OptionalInt slot,
    OptionalLong pid,
    Optional<String> kind,
    Optional<String> command,
    Optional<String> queueId,
    Optional<String> tag,
    OptionalLong elapsedMillis,
    OptionalLong busyTimeoutMillis,
    List<String> stderr,
    ProcessPicture process,
    Map<String, String> unread) {

  /**
   * What Linux told of the process; times and bytes since its request began.
   *
   * @param state such as {@code S (sleeping)}
   * @param waitChannel where in the kernel it waits
   */
  public record ProcessPicture(
      Optional<String> state,
      Optional<String> waitChannel,
      Optional<String> systemCall,
      List<String> openFiles,
      OptionalLong readBytes,
      OptionalLong writtenBytes,
      OptionalLong userMillis,
      OptionalLong systemMillis,
      OptionalLong residentKib,
      OptionalLong threads) {}
}
