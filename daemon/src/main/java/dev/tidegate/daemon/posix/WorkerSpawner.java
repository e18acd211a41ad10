package dev.tidegate.daemon.posix;

/**
 * Starts workers of one program, each with pipes to this process and no other descriptors.
 *
 * @see PosixSpawn
 */
public final class WorkerSpawner {
  private final WorkerProgram program;
  private final PosixSpawn spawn;

  public WorkerSpawner(WorkerProgram program) {
    this.program = program;
    this.spawn = new PosixSpawn(program);
  }

  /**
   * Starts one process; returns after the exec or its failure.
   *
   * <p>Its limits are set on return, but it may have executed a few instructions without them.
   */
  public SpawnResult spawn() {
    try {
      WorkerPipes pipes = WorkerPipes.open(program.statusPipe());
      try {
        int pid = spawn.start(pipes.theirs());
        int pidFd;
        try {
          pidFd = Processes.openPidFd(pid);
        } catch (PosixException failure) {
          PosixSpawn.killAndWait(pid);
          throw failure;
        }
        PosixSpawn.limit(pid, program.limits());
        pipes.closeTheirs();
        return pipes.of(pid, pidFd);
      } catch (PosixException failure) {
        pipes.close();
        throw failure;
      }
    } catch (PosixException failure) {
      return new SpawnResult.SpawnFailed(failure.errno(), String.valueOf(failure.getMessage()));
    }
  }

  /**
   * Makes a worker of a process that another one has forked as a child of this one, with the
   * worker's ends of these pipes: it gets its limits and a process group of its own.
   */
  public SpawnResult.Spawned adopt(int pid, WorkerPipes pipes) throws PosixException {
    int pidFd = Processes.openPidFd(pid);
    Processes.makeGroup(pid);
    PosixSpawn.limit(pid, program.limits());
    return pipes.of(pid, pidFd);
  }
}
