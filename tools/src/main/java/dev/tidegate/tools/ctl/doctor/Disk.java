package dev.tidegate.tools.ctl.doctor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Looks at files and file systems. */
final class Disk {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final Duration OLD = Duration.ofDays(1);
  private static final int MOST_FOLDERS = 10_000;

  private Disk() {}

  /** Returns what is known of a socket, if it is there and may be seen. */
  static Optional<SocketFacts> socket(char option, Path path) {
    try {
      PosixFileAttributes seen = attributes(path);
      return Optional.of(new SocketFacts(option, path, seen.owner().getName(), seen.permissions()));
    } catch (IOException unseen) {
      return Optional.empty();
    }
  }

  /** Returns what is known of a spool directory, if it is there and may be seen. */
  static Optional<SpoolFacts> spool(Path path) throws InterruptedException {
    ProgramResult run =
        ProgramResult.of(
            List.of("stat", "-f", "-c", "%T %S %b %a %c %d", "--", path.toString()),
            Optional.empty(),
            LIMIT);
    String[] words = run.output().strip().split(" ", -1);
    boolean isTold = run.passed() && words.length == 6;
    long block = isTold ? number(words[1]).orElse(0) : 0;
    try {
      PosixFileAttributes seen = attributes(path);
      return Optional.of(
          new SpoolFacts(
              path,
              seen.owner().getName(),
              seen.permissions(),
              isTold ? words[0] : "a file system that cannot be asked",
              isTold ? times(number(words[2]), block) : OptionalLong.empty(),
              isTold ? times(number(words[3]), block) : OptionalLong.empty(),
              isTold ? number(words[4]) : OptionalLong.empty(),
              isTold ? number(words[5]) : OptionalLong.empty(),
              oldFolders(path)));
    } catch (IOException unseen) {
      return Optional.empty();
    }
  }

  /** In one look, so that they are of one file. */
  private static PosixFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, PosixFileAttributes.class);
  }

  private static OptionalLong number(String text) {
    return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  private static OptionalLong times(OptionalLong blocks, long size) {
    return blocks.isPresent() ? OptionalLong.of(blocks.getAsLong() * size) : blocks;
  }

  static OptionalLong oldFolders(Path spool) {
    Instant limit = Instant.now().minus(OLD);
    long found = 0;
    int seen = 0;
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(spool, "mdefang-*")) {
      for (Path each : folders) {
        if (++seen > MOST_FOLDERS) {
          break;
        }
        if (isFolderBefore(each, limit)) {
          found++;
        }
      }
    } catch (IOException | DirectoryIteratorException unseen) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(found);
  }

  /** A message that has been handled since the list was read has no folder any more. */
  private static boolean isFolderBefore(Path path, Instant limit) {
    try {
      BasicFileAttributes seen =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return seen.isDirectory() && seen.lastModifiedTime().toInstant().isBefore(limit);
    } catch (IOException gone) {
      return false;
    }
  }

  /** Returns the name of a user by number, or the number if there is none. */
  static String userName(String number) {
    try (var lines = Files.lines(Path.of("/etc/passwd"), ISO_8859_1)) {
      return lines
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length > 2 && fields[2].equals(number))
          .map(fields -> fields[0])
          .findFirst()
          .orElse(number);
    } catch (IOException unreadable) {
      return number;
    }
  }
}
