package dev.tidegate.acceptance.transcript;

import dev.tidegate.acceptance.subject.Requirements;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder of one transcript's run: {@code spool} in it is the multiplexor's spool directory. */
final class Spool implements AutoCloseable {
  private final Path base;
  private final Path spool;
  private final Optional<String> user;

  Spool(Filter filter) {
    try {
      base = Files.createTempDirectory("tidegate-");
      permit(base, "rwxr-xr-x");
      spool = Files.createDirectory(base.resolve("spool"));
      Files.createDirectory(base.resolve("dev"));
      user = Requirements.isRoot() ? Optional.of(unprivilegedUser()) : Optional.empty();
      putFilter(filter);
      user.ifPresent(this::handOver);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String unprivilegedUser() throws IOException {
    for (String name : List.of("defang", "nobody")) {
      try {
        Path.of("/").getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name);
        return name;
      } catch (UserPrincipalNotFoundException _) {
        // the next one, then
      }
    }
    throw new IOException("neither a user defang nor nobody to run the multiplexor as");
  }

  private void putFilter(Filter filter) throws IOException {
    Path worker = filterPath();
    switch (filter) {
      case MISSING -> {
        return;
      }
      case EXITS_AT_ONCE -> Files.writeString(worker, "#!/bin/sh\nexit 3\n");
      case SCRIPTED, NOT_EXECUTABLE -> copyResource("worker.pl", worker);
    }
    permit(worker, filter == Filter.NOT_EXECUTABLE ? "rw-r--r--" : "rwxr-xr-x");
  }

  private void handOver(String name) {
    try {
      UserPrincipal owner =
          base.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(name);
      Files.setOwner(spool, owner);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void copyResource(String name, Path to) throws IOException {
    try (InputStream in = Spool.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no resource " + name);
      }
      Files.copy(in, to);
    }
  }

  static void permit(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  /** Whom the multiplexor must run as; empty if it runs as ourselves. */
  Optional<String> user() {
    return user;
  }

  Path base() {
    return base;
  }

  Path path() {
    return spool;
  }

  Path filterPath() {
    return spool.resolve("worker");
  }

  Path socket(ClientSocket door) {
    return spool.resolve(door.fileName());
  }

  String stateOf(String file) {
    try {
      int mode =
          (Integer) Files.getAttribute(spool.resolve(file), "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return "%04o".formatted(mode & 0xFFF);
    } catch (IOException _) {
      return "gone";
    }
  }

  @Override
  public void close() {
    try (Stream<Path> all = Files.walk(base)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException _) {
      // a program that is still ending may put a file there: the system cleans its temporary folder
    }
  }
}
