package dev.tidegate.daemon.posix;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The fcntl(2) write lock on a complete file, held while this process keeps the file open. */
public final class WriteLock {
  private static final MemorySegment FCNTL = Libc.find("fcntl");
  private static final int F_SETLK = 6;
  private static final short F_WRLCK = 1;
  private static final int FLOCK_BYTES = 32;

  private WriteLock() {}

  /** Takes the lock; returns false if another process holds one. */
  public static boolean tryLock(int fd) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      // All other fields are 0: from the start, to the end.
      MemorySegment flock = arena.allocate(FLOCK_BYTES, 8);
      flock.set(JAVA_SHORT, 0, F_WRLCK);
      Libc.Result result = Libc.call(FCNTL, fd, F_SETLK, flock.address());
      if (result.failed() && (result.errno() == Errno.EAGAIN || result.errno() == Errno.EACCES)) {
        return false;
      }
      result.orThrow("fcntl F_SETLK");
      return true;
    }
  }
}
