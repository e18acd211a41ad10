package dev.tidegate.daemon.startup;

import dev.tidegate.daemon.posix.Descriptors;
import dev.tidegate.daemon.posix.PosixException;
import dev.tidegate.daemon.posix.PosixFiles;
import dev.tidegate.daemon.posix.WriteLock;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;

/** The pid file and the lock file, from the start of the process to its end. */
public final class ProcessFiles {
  private static final int PID_FILE_MODE = 0644;
  private static final int LOCK_FILE_MODE = 0600;

  private final Optional<String> pidFile;
  private final OptionalInt pidFileFd;
  private Optional<String> lockFile = Optional.empty();
  private boolean pidIsOurs;

  private ProcessFiles(Optional<String> pidFile, OptionalInt pidFileFd) {
    this.pidFile = pidFile;
    this.pidFileFd = pidFileFd;
  }

  /** Opens the pid file, with the current privileges, and writes nothing yet. */
  static ProcessFiles openPidFile(Optional<String> path) throws StartupFailure {
    if (path.isEmpty()) {
      return new ProcessFiles(path, OptionalInt.empty());
    }
    try {
      int fd = PosixFiles.open(path.get(), PosixFiles.O_RDWR | PosixFiles.O_CREAT, PID_FILE_MODE);
      makeReadable(fd);
      return new ProcessFiles(path, OptionalInt.of(fd));
    } catch (PosixException failure) {
      throw new StartupFailure("Unable to open pid file: " + failure.getMessage());
    }
  }

  /**
   * Makes the file readable for all, which the umask has prevented; a file of another user is
   * unchanged.
   */
  private static void makeReadable(int fd) throws PosixException {
    if (PosixFiles.kind(fd) == PosixFiles.Kind.FILE) {
      try {
        PosixFiles.setMode(fd, PID_FILE_MODE);
      } catch (PosixException notOurs) {
        // Write permission suffices.
      }
    }
  }

  /** Takes the lock for the life of the process. */
  void lock(Optional<String> path) throws StartupFailure {
    if (path.isEmpty()) {
      return;
    }
    try {
      int fd = PosixFiles.open(path.get(), PosixFiles.O_RDWR | PosixFiles.O_CREAT, LOCK_FILE_MODE);
      if (!WriteLock.tryLock(fd)) {
        throw new StartupFailure("Cannot lock lockfile: Is another copy running?");
      }
      // Never closed: closing any descriptor of the file would release the lock.
      lockFile = path;
    } catch (PosixException failure) {
      throw new StartupFailure("Cannot lock lockfile: " + failure.getMessage());
    }
  }

  /** Writes the pid, once the lock excludes any other owner of the pid file. */
  void writePid(int pid) throws StartupFailure {
    if (pidFileFd.isEmpty()) {
      return;
    }
    int fd = pidFileFd.getAsInt();
    byte[] line = (pid + "\n").getBytes(StandardCharsets.US_ASCII);
    try {
      PosixFiles.truncate(fd);
      int written = Descriptors.write(fd, line, 0, line.length);
      if (written != line.length) {
        throw new PosixException("write " + pidFile.orElse(""), -Math.min(written, 0));
      }
    } catch (PosixException failure) {
      throw new StartupFailure("Unable to write pid file: " + failure.getMessage());
    }
    Descriptors.close(fd);
    pidIsOurs = true;
  }

  /**
   * Removes the lock file, then the pid file, if this process owns them; the last action of the
   * process.
   *
   * <p>Files in a directory writable by root only stay.
   */
  public void remove() {
    lockFile.ifPresent(ProcessFiles::removeIfAllowed);
    if (pidIsOurs) {
      pidFile.ifPresent(ProcessFiles::removeIfAllowed);
    }
  }

  private static void removeIfAllowed(String path) {
    try {
      PosixFiles.unlink(path);
    } catch (PosixException notAllowed) {
      // It stays, as in the reference.
    }
  }
}
