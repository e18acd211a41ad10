package dev.tidegate.tools.view;

import dev.tidegate.protocol.notify.WorkerState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One slot in a {@link Stats}; texts are printable ASCII. */
public record StatsSlot(
    int number,
    WorkerState state,
    OptionalLong pid,
    boolean drained,
    OptionalLong sinceMillis,
    OptionalLong ageMillis,
    OptionalLong requests,
    OptionalLong scans,
    OptionalLong generation,
    OptionalLong memoryKib,
    OptionalLong privateKib,
    OptionalLong timeoutInMillis,
    Optional<RequestClass> kind,
    Optional<String> tag,
    Optional<String> queueId,
    Optional<String> command,
    List<String> stderr) {}
