package dev.tidegate.daemon.posix;

/** A system call failed, and the caller has to say what that means. */
public final class PosixException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int errno;

  /**
   * Makes the failure of one call.
   *
   * @param call what was tried, on what: {@code open /run/x.pid}
   * @param errno the error number that came back
   */
  public PosixException(String call, int errno) {
    super(call + ": " + Errno.text(errno));
    this.errno = errno;
  }

  /** Returns the error number. */
  public int errno() {
    return errno;
  }

  /** Returns the system's words for the error alone. */
  public String reason() {
    return Errno.text(errno);
  }
}
