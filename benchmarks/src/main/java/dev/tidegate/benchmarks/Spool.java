package dev.tidegate.benchmarks;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A directory for one multiplexor, with the worker that it runs: the least that answers each line
 * with itself, cat. It begins only once the gate is open.
 */
final class Spool implements AutoCloseable {
  private static final String MAIL_USER = "defang";
  private static final String USER_WITHOUT_MIMEDEFANG = "nobody";

  private final Path folder;
  private final Optional<String> user;

  /** While this is open the named pipe has a writer, so that no worker waits for one. */
  private @Nullable RandomAccessFile gate;

  private Spool(Path folder, Optional<String> user) {
    this.folder = folder;
    this.user = user;
  }

  static Spool make() throws IOException {
    Path folder = Files.createTempDirectory("tidegate-bench");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path gate = folder.resolve("gate");
    run("mkfifo", "-m", "644", gate.toString());
    Path worker = folder.resolve("worker");
    Files.writeString(worker, "#!/bin/sh\n: <" + gate + "\nexec cat\n");
    Files.setPosixFilePermissions(worker, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new Spool(folder, owner(folder));
  }

  /** Root's multiplexor has to become somebody else, who owns the directory. */
  private static Optional<String> owner(Path folder) throws IOException {
    if (!System.getProperty("user.name").equals("root")) {
      return Optional.empty();
    }
    UserPrincipalLookupService users = folder.getFileSystem().getUserPrincipalLookupService();
    try {
      Files.setOwner(folder, users.lookupPrincipalByName(MAIL_USER));
      return Optional.of(MAIL_USER);
    } catch (UserPrincipalNotFoundException notInstalled) {
      Files.setOwner(folder, users.lookupPrincipalByName(USER_WITHOUT_MIMEDEFANG));
      return Optional.of(USER_WITHOUT_MIMEDEFANG);
    }
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** The options that name this directory, its worker and its sockets. */
  Stream<String> options() {
    return Stream.concat(Stream.of("-f", path("worker").toString()), placeOptions());
  }

  /** The same without a worker. */
  Stream<String> placeOptions() {
    Stream<String> names =
        Stream.of(
                List.of("-z", folder.toString()),
                List.of("-s", path("command.sock").toString()),
                List.of("-O", path("notify.sock").toString()),
                user.map(name -> List.of("-U", name)).orElse(List.of()))
            .flatMap(List::stream);
    return names;
  }

  /** Workers begin to answer, those that are started later at once. */
  void openGate() throws IOException {
    if (gate == null) {
      gate = new RandomAccessFile(path("gate").toFile(), "rw");
    }
  }

  /** Removes it; whatever still waits at the gate goes on and ends. */
  @Override
  public void close() throws IOException {
    openGate();
    delete(folder);
    if (gate != null) {
      gate.close();
    }
  }

  /** Gives a file to the user of the multiplexor. */
  void own(Path file) throws IOException {
    if (user.isPresent()) {
      UserPrincipalLookupService users = file.getFileSystem().getUserPrincipalLookupService();
      Files.setOwner(file, users.lookupPrincipalByName(user.get()));
    }
  }

  /** Deletes a directory with all that is in it. */
  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  private static void run(String... words) throws IOException {
    try {
      int status = new ProcessBuilder(words).inheritIO().start().waitFor();
      if (status != 0) {
        throw new IOException(String.join(" ", words) + " ended with status " + status);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while " + words[0] + " runs");
    }
  }
}
