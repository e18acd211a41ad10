package dev.tidegate.tools.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The directory of one demonstration: worker script, sockets, log. Removed as a whole. */
record DemoFolder(Path directory, Optional<UserPrincipal> user) {
  private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** Leaves room for a socket's name within the 107 bytes of a Unix socket's path. */
  private static final int MAX_PATH_CHARS = 90;

  /** Users that may do nothing, for a demonstration that is started by root. */
  private static final List<String> HARMLESS_USERS = List.of("nobody", "daemon");

  /** Creates the directory and the worker script in it. */
  static DemoFolder create(Path parent) throws IOException {
    DemoFolder spool = new DemoFolder(createDirectory(parent), unprivilegedUser());
    spool.write("worker.sh");
    if (spool.user().isPresent()) {
      Files.setOwner(spool.directory(), spool.user().get());
      Files.setOwner(spool.workerProgram(), spool.user().get());
    }
    return spool;
  }

  /** Returns where to put it: TMPDIR if that is of use to us, else /tmp. */
  static Path parent(Optional<String> tmpdir) throws IOException {
    return tmpdir
        .map(Path::of)
        .filter(each -> each.isAbsolute() && Files.isWritable(each))
        .filter(
            each -> each.toString().length() < MAX_PATH_CHARS - "/tidegate-demo-1234567".length())
        .filter(each -> !isRoot())
        .orElse(Path.of("/tmp"));
  }

  private static Path createDirectory(Path parent) throws IOException {
    Path named = parent.resolve("tidegate-demo-" + ProcessHandle.current().pid());
    try {
      return Files.createDirectory(named, PRIVATE);
    } catch (FileAlreadyExistsException leftOver) {
      return Files.createTempDirectory(parent, "tidegate-demo-", PRIVATE);
    }
  }

  /** Empty unless we are root: only root may be, and must be, somebody else. */
  private static Optional<UserPrincipal> unprivilegedUser() throws IOException {
    if (!isRoot()) {
      return Optional.empty();
    }
    for (String name : HARMLESS_USERS) {
      Optional<UserPrincipal> user = user(name);
      if (user.isPresent()) {
        return user;
      }
    }
    throw new IOException(
        "started by root, but there is no user " + String.join(" or ", HARMLESS_USERS) + " to be");
  }

  private static Optional<UserPrincipal> user(String name) throws IOException {
    try {
      return Optional.of(
          FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(name));
    } catch (UserPrincipalNotFoundException none) {
      return Optional.empty();
    }
  }

  private static boolean isRoot() {
    try {
      return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException noProc) {
      return false;
    }
  }

  private void write(String resource) throws IOException {
    try (InputStream script = DemoFolder.class.getResourceAsStream(resource)) {
      if (script == null) {
        throw new IOException(resource + " is missing from this build");
      }
      Path file = directory.resolve(resource);
      Files.copy(script, file);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
  }

  Path workerProgram() {
    return directory.resolve("worker.sh");
  }

  Path commandSocket() {
    return directory.resolve("mimedefang-multiplexor.sock");
  }

  Path notifySocket() {
    return directory.resolve("notify.sock");
  }

  Path log() {
    return directory.resolve("multiplexor.log");
  }

  UnixDomainSocketAddress commandAddress() {
    return UnixDomainSocketAddress.of(commandSocket());
  }

  UnixDomainSocketAddress notifyAddress() {
    return UnixDomainSocketAddress.of(notifySocket());
  }

  /** Removes the directory and all that is in it. */
  void remove() {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot remove " + directory, failure);
    }
  }
}
