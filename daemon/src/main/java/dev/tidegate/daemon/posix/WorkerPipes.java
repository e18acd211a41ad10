package dev.tidegate.daemon.posix;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Pipes of one worker, from before its start; this process's ends are non-blocking. */
public final class WorkerPipes {
  private static final int STATUS = 3;

  private final List<Descriptors.Pipe> pipes = new ArrayList<>();

  private WorkerPipes() {}

  /**
   * Opens the pipes.
   *
   * @param statusPipe whether there is one for descriptor 3
   */
  public static WorkerPipes open(boolean statusPipe) throws PosixException {
    WorkerPipes opened = new WorkerPipes();
    try {
      for (int i = 0; i < (statusPipe ? STATUS + 1 : STATUS); i++) {
        opened.pipes.add(Descriptors.pipe());
        Descriptors.setNonBlocking(opened.ours(i));
      }
    } catch (PosixException failure) {
      opened.close();
      throw failure;
    }
    return opened;
  }

  /** Returns the worker's ends, for its descriptors 0, 1, 2 and perhaps 3. */
  public int[] theirs() {
    int[] ends = new int[pipes.size()];
    for (int i = 0; i < ends.length; i++) {
      ends[i] = i == 0 ? pipes.get(i).readFd() : pipes.get(i).writeFd();
    }
    return ends;
  }

  private int ours(int index) {
    return index == 0 ? pipes.get(index).writeFd() : pipes.get(index).readFd();
  }

  /** Closes the worker's ends in this process. */
  public void closeTheirs() {
    for (int end : theirs()) {
      Descriptors.close(end);
    }
  }

  /** Closes this process's ends, which a worker that reads its stdin takes as the order to end. */
  public void closeOurs() {
    for (int i = 0; i < pipes.size(); i++) {
      Descriptors.close(ours(i));
    }
  }

  /** Closes all ends. */
  public void close() {
    pipes.forEach(Descriptors.Pipe::close);
  }

  /** Returns this process's ends as those of a running worker. */
  public SpawnResult.Spawned of(int pid, int pidFd) {
    return new SpawnResult.Spawned(
        pid,
        pidFd,
        ours(0),
        ours(1),
        ours(2),
        pipes.size() > STATUS ? OptionalInt.of(ours(STATUS)) : OptionalInt.empty());
  }
}
