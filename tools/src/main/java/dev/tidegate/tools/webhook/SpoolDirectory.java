package dev.tidegate.tools.webhook;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The directory of a spool: for its owner alone, and for one process at a time. */
final class SpoolDirectory implements AutoCloseable {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final String SEGMENT_PATTERN = "events-\\d{19}";

  private final Path path;
  private final FileChannel lockFile;

  private SpoolDirectory(Path path, FileChannel lockFile) {
    this.path = path;
    this.lockFile = lockFile;
  }

  /**
   * Makes it if it is not there, looks whether it is ours alone, and locks it.
   *
   * @throws WebhookException with a sentence for the operator
   */
  static SpoolDirectory open(Path path) throws WebhookException {
    try {
      make(path);
      checkOwner(path);
      return new SpoolDirectory(path, lock(path));
    } catch (IOException failure) {
      throw new WebhookException(
          "cannot use the directory " + path + " for the webhook's spool: " + reason(failure));
    }
  }

  private static void make(Path path) throws IOException {
    Path parent = path.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      Files.createDirectory(path, OWNER_ONLY);
    } catch (FileAlreadyExistsException isThere) {
      // Whether it is a directory, and whose, is looked at next.
    }
  }

  /** The mode is not mended here: that could be the mode of /tmp, if someone named that. */
  private static void checkOwner(Path path) throws IOException, WebhookException {
    if (!Files.isDirectory(path)) {
      throw new WebhookException(path + ", named for the webhook's spool, is no directory");
    }
    PosixFileAttributes attributes = Files.readAttributes(path, PosixFileAttributes.class);
    Object us = Files.getAttribute(Path.of("/proc/self"), "unix:uid", LinkOption.NOFOLLOW_LINKS);
    Object owner = Files.getAttribute(path, "unix:uid");
    if (!owner.equals(us)) {
      throw new WebhookException(
          path + ", named for the webhook's spool, belongs to " + attributes.owner().getName());
    }
    if (!Set.copyOf(attributes.permissions())
        .equals(PosixFilePermissions.fromString("rwx------"))) {
      throw new WebhookException(
          "others may look into "
              + path
              + ", named for the webhook's spool ("
              + PosixFilePermissions.toString(attributes.permissions())
              + "): name another, or 'chmod 700' it");
    }
  }

  private static FileChannel lock(Path path) throws IOException, WebhookException {
    FileChannel file =
        FileChannel.open(
            path.resolve("lock"),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            OWNER_FILE);
    try {
      FileLock lock = file.tryLock();
      if (lock != null) {
        return file;
      }
    } catch (OverlappingFileLockException isOurs) {
      // Told below, as if another process had it.
    } catch (IOException failure) {
      file.close();
      throw failure;
    }
    file.close();
    throw new WebhookException(
        "the webhook's spool " + path + " is used by another process: give each its own");
  }

  /** Returns the numbers of the segments that are there, ascending. */
  List<Long> segments() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches(SEGMENT_PATTERN))
          .map(name -> Long.valueOf(name.substring(name.indexOf('-') + 1)))
          .sorted()
          .toList();
    }
  }

  FileChannel makeSegment(long number) throws IOException {
    return open(
        segment(number),
        StandardOpenOption.CREATE_NEW,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  FileChannel openSegment(long number) throws IOException {
    return open(segment(number), StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  void deleteSegment(long number) throws IOException {
    Files.deleteIfExists(segment(number));
  }

  FileChannel openPosition() throws IOException {
    return open(
        path.resolve("position"),
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  private static FileChannel open(Path file, OpenOption... options) throws IOException {
    return FileChannel.open(file, Set.of(options), OWNER_FILE);
  }

  private Path segment(long number) {
    // Of fixed width, so that a listing is in order.
    return path.resolve(String.format("events-%019d", number));
  }

  /** Has the disk keep which files there are. */
  void sync() throws IOException {
    try (FileChannel directory = FileChannel.open(path, StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  /** What a failure of the file system says, for people. */
  static String reason(IOException failure) {
    if (failure instanceof NoSuchFileException) {
      return failure.getMessage() + " is not there";
    }
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }

  @Override
  public String toString() {
    return path.toString();
  }

  @Override
  public void close() {
    try {
      lockFile.close();
    } catch (IOException failure) {
      // The lock ends with the process at the latest.
    }
  }
}
