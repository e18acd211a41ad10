package dev.tidegate.daemon.posix;

/** Starts warm parents: processes with a control socket and a pipe for their output. */
public final class WarmParentSpawner {

  private WarmParentSpawner() {}

  /**
   * A warm parent that runs; all descriptors belong to the caller and are non-blocking and
   * close-on-exec.
   *
   * @param pid process, and id of its process group
   * @param pidFd readable once the process has ended
   * @param controlFd this end of the socket that is its descriptor 3
   * @param outputFd read end of its stdout and stderr
   */
  public record Started(int pid, int pidFd, int controlFd, int outputFd) {}

  /** Starts one process; its stdin is empty. */
  public static Started start(WorkerProgram command) throws PosixException {
    ControlSocket.Pair control = ControlSocket.pair();
    Descriptors.Pipe output = new Descriptors.Pipe(-1, -1);
    int nothing = -1;
    try {
      output = Descriptors.pipe();
      Descriptors.setNonBlocking(output.readFd());
      nothing = PosixFiles.open("/dev/null", 0, 0);
      int pid =
          new PosixSpawn(command)
              .start(nothing, output.writeFd(), output.writeFd(), control.theirs());
      int pidFd;
      try {
        pidFd = Processes.openPidFd(pid);
      } catch (PosixException failure) {
        PosixSpawn.killAndWait(pid);
        throw failure;
      }
      PosixSpawn.limit(pid, command.limits());
      return new Started(pid, pidFd, control.ours(), output.readFd());
    } catch (PosixException failure) {
      Descriptors.close(control.ours());
      Descriptors.close(output.readFd());
      throw failure;
    } finally {
      Descriptors.close(control.theirs());
      Descriptors.close(output.writeFd());
      Descriptors.close(nothing);
    }
  }
}
