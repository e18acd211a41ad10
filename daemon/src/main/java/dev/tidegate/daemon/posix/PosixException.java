package dev.tidegate.daemon.posix;

/** Failure of a system call. */
public final class PosixException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int errno;

  /**
   * Creates the failure of one call.
   *
   * @param call call and its object: {@code open /run/x.pid}
   * @param errno error number
   */
  public PosixException(String call, int errno) {
    super(call + ": " + Errno.text(errno));
    this.errno = errno;
  }

  /** Returns the error number. */
  public int errno() {
    return errno;
  }

  /** Returns the system's text of the error alone. */
  public String reason() {
    return Errno.text(errno);
  }
}
