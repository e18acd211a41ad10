package dev.tidegate.daemon.posix;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Files by names of bytes, modes and the umask.
 *
 * <p>Names are Strings in ISO-8859-1, one char per byte, because {@link java.nio.file.Path} rejects
 * bytes that the locale cannot decode. A relative name is resolved against the process's directory,
 * which {@link #changeDirectory} changes, not against {@code user.dir}.
 */
public final class PosixFiles {
  private static final MemorySegment OPEN = Libc.find("open");
  private static final MemorySegment UNLINK = Libc.find("unlink");
  private static final MemorySegment STATX = Libc.find("statx");
  private static final MemorySegment CHMOD = Libc.find("chmod");
  private static final MemorySegment FCHMOD = Libc.find("fchmod");
  private static final MemorySegment FCHOWN = Libc.find("fchown");
  private static final MemorySegment UMASK = Libc.find("umask");
  private static final MemorySegment CHDIR = Libc.find("chdir");
  private static final MemorySegment GETCWD = Libc.find("getcwd");
  private static final MemorySegment FTRUNCATE = Libc.find("ftruncate");
  private static final MemorySegment ACCESS = Libc.find("access");

  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  public static final int O_CREAT = 0x40;
  public static final int O_EXCL = 0x80;
  public static final int O_APPEND = 0x400;
  public static final int O_NONBLOCK = Descriptors.O_NONBLOCK;

  private static final int AT_FDCWD = -100;
  private static final int AT_SYMLINK_NOFOLLOW = 0x100;
  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int STATX_TYPE = 1;
  private static final int STATX_SIZE_BYTES = 256;
  private static final int STATX_MODE_OFFSET = 28;
  private static final int S_IFMT = 0xF000;
  private static final int S_IFSOCK = 0xC000;
  private static final int S_IFDIR = 0x4000;
  private static final int S_IFREG = 0x8000;
  private static final int X_OK = 1;
  private static final int R_OK = 4;
  private static final int PATH_MAX_BYTES = 4096;

  private PosixFiles() {}

  /** Types of files. */
  public enum Kind {
    FILE,
    DIRECTORY,
    SOCKET,
    OTHER
  }

  /** Opens a file; the descriptor is close-on-exec. */
  public static int open(String path, int flags, int mode) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      return Libc.call(OPEN, Libc.text(arena, path).address(), flags | Descriptors.O_CLOEXEC, mode)
          .orThrow("open " + path);
    }
  }

  /** Removes a name. */
  public static void unlink(String path) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      Libc.call(UNLINK, Libc.text(arena, path).address()).orThrow("unlink " + path);
    }
  }

  /**
   * Returns the type of the named file, a symbolic link itself being OTHER; empty: it does not
   * exist.
   */
  public static Optional<Kind> kind(String path) throws PosixException {
    return kind(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW);
  }

  /** Returns the type of an open file. */
  public static Kind kind(int fd) throws PosixException {
    return kind(fd, "", AT_EMPTY_PATH).orElse(Kind.OTHER);
  }

  private static Optional<Kind> kind(int directory, String path, int flags) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment stat = arena.allocate(STATX_SIZE_BYTES, 8);
      Libc.Result result =
          Libc.call(
              STATX,
              directory,
              Libc.text(arena, path).address(),
              flags,
              STATX_TYPE,
              stat.address());
      if (result.failed() && result.errno() == Errno.ENOENT) {
        return Optional.empty();
      }
      result.orThrow("stat " + path);
      return Optional.of(
          switch (stat.get(JAVA_SHORT, STATX_MODE_OFFSET) & S_IFMT) {
            case S_IFREG -> Kind.FILE;
            case S_IFDIR -> Kind.DIRECTORY;
            case S_IFSOCK -> Kind.SOCKET;
            default -> Kind.OTHER;
          });
    }
  }

  /** Fails unless the real user may read the file. */
  public static void checkReadable(String path) throws PosixException {
    access(path, R_OK);
  }

  /** Fails unless the real user may execute the file. */
  public static void checkExecutable(String path) throws PosixException {
    access(path, X_OK);
  }

  private static void access(String path, int mode) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      Libc.call(ACCESS, Libc.text(arena, path).address(), mode).orThrow("access " + path);
    }
  }

  /** Sets the mode of a named file. */
  public static void setMode(String path, int mode) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      Libc.call(CHMOD, Libc.text(arena, path).address(), mode).orThrow("chmod " + path);
    }
  }

  /** Sets the mode of an open file. */
  public static void setMode(int fd, int mode) throws PosixException {
    Libc.call(FCHMOD, fd, mode).orThrow("fchmod");
  }

  /** Sets the owner and group of an open file. */
  public static void setOwner(int fd, int userId, int groupId) throws PosixException {
    Libc.call(FCHOWN, fd, userId, groupId).orThrow("fchown");
  }

  /** Sets the umask of the process and returns the previous one. */
  public static int setUmask(int mask) {
    return Libc.call(UMASK, mask).asInt();
  }

  /** Changes the directory of the process. */
  public static void changeDirectory(String path) throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      Libc.call(CHDIR, Libc.text(arena, path).address()).orThrow("chdir " + path);
    }
  }

  /** Returns the directory of the process. */
  public static String currentDirectory() throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(PATH_MAX_BYTES);
      Libc.Result result = Libc.call(GETCWD, buffer.address(), PATH_MAX_BYTES);
      if (result.value() == 0) {
        throw new PosixException("getcwd", result.errno());
      }
      return Libc.textAt(result.value());
    }
  }

  /** Truncates an open file to length 0. */
  public static void truncate(int fd) throws PosixException {
    Libc.call(FTRUNCATE, fd, 0).orThrow("ftruncate");
  }
}
