package dev.tidegate.daemon.posix;

import java.util.OptionalInt;

/** What came of an attempt to start a worker process. */
public sealed interface SpawnResult {
  /**
   * The process runs; all descriptors are ours, do not block and are closed on exec.
   *
   * @param pid the process, which leads a process group of the same number
   * @param pidFd readable once the process has ended
   * @param stdinFd our writing end
   * @param stdoutFd our reading end
   * @param stderrFd our reading end
   * @param statusFd our reading end of its descriptor 3, if it was to have one
   */
  record Spawned(int pid, int pidFd, int stdinFd, int stdoutFd, int stderrFd, OptionalInt statusFd)
      implements SpawnResult {}

  /**
   * There is no process and no descriptor is left open.
   *
   * @param text what failed, on what, and why: {@code execve /x/filter: Permission denied}
   */
  record SpawnFailed(int errno, String text) implements SpawnResult {}
}
