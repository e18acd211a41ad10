package dev.tidegate.daemon.posix;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Credentials of the peer of a Unix socket at the time of its connect.
 *
 * @param pid process, in this process's pid namespace; 0 if it is outside
 * @param uid user id
 */
public record PeerCredentials(int pid, int uid) {
  private static final MemorySegment GETSOCKOPT = Libc.find("getsockopt");
  private static final int SOL_SOCKET = 1;
  private static final int SO_PEERCRED = 17;
  private static final int UCRED_BYTES = 12;

  /** Returns the credentials of a connection's peer. */
  public static PeerCredentials of(int fd) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ucred = arena.allocate(UCRED_BYTES, 4);
      MemorySegment length = arena.allocateFrom(JAVA_INT, UCRED_BYTES);
      Libc.call(GETSOCKOPT, fd, SOL_SOCKET, SO_PEERCRED, ucred.address(), length.address())
          .orThrow("getsockopt");
      return new PeerCredentials(ucred.get(JAVA_INT, 0), ucred.get(JAVA_INT, 4));
    }
  }
}
