package dev.tidegate.tools.ctl.doctor;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of the multiplexor's process; what may not be seen is empty.
 *
 * @param user a name, or a number if it has none
 * @param openFiles descriptors in use
 * @param fileLimit how many it may have
 * @param taskLimit how many processes and threads its service may have
 * @param memoryLimitKib what its service may use
 * @param ownKib resident memory that is its own
 * @param workerKib the same of each worker that runs, as far as it is known
 * @param seesProgram whether it may be seen what it runs from
 * @param replaced files that it runs from and that are no longer on disk
 * @param changed files that it was started from and that were changed since
 */
record HostProcess(
    long pid,
    String user,
    MultiplexorWords words,
    OptionalLong openFiles,
    OptionalLong fileLimit,
    OptionalLong taskLimit,
    OptionalLong memoryLimitKib,
    OptionalLong ownKib,
    List<Long> workerKib,
    boolean seesProgram,
    List<Path> replaced,
    List<Path> changed) {

  /**
   * Returns the same with the private memory of workers that share theirs with a warm parent.
   *
   * @param parentKib memory of that parent, which counts once
   */
  HostProcess withSharedMemory(List<Long> privateKib, long parentKib) {
    return new HostProcess(
        pid,
        user,
        words,
        openFiles,
        fileLimit,
        taskLimit,
        memoryLimitKib,
        OptionalLong.of(ownKib.orElse(0) + parentKib),
        privateKib,
        seesProgram,
        replaced,
        changed);
  }

  /** Of the largest worker, if one runs. */
  Optional<Long> largestWorkerKib() {
    return workerKib.stream().max(Long::compare);
  }
}
