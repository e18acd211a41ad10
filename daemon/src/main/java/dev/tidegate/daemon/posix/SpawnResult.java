package dev.tidegate.daemon.posix;

import java.util.OptionalInt;

/** Result of starting a worker process. */
public sealed interface SpawnResult {
  /**
   * The process runs; all descriptors belong to the caller and are non-blocking and close-on-exec.
   *
   * @param pid process, and id of its process group
   * @param pidFd readable once the process has ended
   * @param stdinFd write end of its stdin
   * @param stdoutFd read end of its stdout
   * @param stderrFd read end of its stderr
   * @param statusFd read end of its descriptor 3, if requested
   */
  record Spawned(int pid, int pidFd, int stdinFd, int stdoutFd, int stderrFd, OptionalInt statusFd)
      implements SpawnResult {}

  /**
   * There is no process and no open descriptor.
   *
   * @param errno error number
   * @param text call, object and error: {@code execve /x/filter: Permission denied}
   */
  record SpawnFailed(int errno, String text) implements SpawnResult {}
}
