package dev.tidegate.daemon.posix;

import java.lang.foreign.MemorySegment;

/** Error numbers used in the daemon, and the texts of all. */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int ESRCH = 3;
  public static final int EINTR = 4;
  public static final int ENXIO = 6;
  public static final int EBADF = 9;
  public static final int ECHILD = 10;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EEXIST = 17;
  public static final int EINVAL = 22;
  public static final int ENFILE = 23;
  public static final int EMFILE = 24;
  public static final int ENOSPC = 28;
  public static final int EPIPE = 32;
  public static final int ENOTSOCK = 88;
  public static final int EADDRINUSE = 98;
  public static final int ECONNRESET = 104;
  public static final int ENOBUFS = 105;
  public static final int ECONNREFUSED = 111;

  private static final MemorySegment STRERRORDESC = Libc.find("strerrordesc_np");

  private Errno() {}

  /** Returns the C library's untranslated text of an error number. */
  public static String text(int errno) {
    long address = Libc.call(STRERRORDESC, errno).value();
    return address == 0 ? "error " + errno : Libc.textAt(address);
  }
}
