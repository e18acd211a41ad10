package dev.tidegate.daemon.proc;

/** Whether a process waits for input, as far as /proc shows. */
public enum WaitState {
  /** It waits in read(2) on its stdin. */
  READS_STDIN,
  /** It runs, or waits for something else. */
  ELSEWHERE,
  /** The kernel does not show it to this process. */
  UNREADABLE
}
