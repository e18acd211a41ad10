package dev.tidegate.tools.ctl.doctor;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * One of the multiplexor's sockets in the file system.
 *
 * @param option the letter of the option that makes it
 * @param owner a name, or a number
 * @param modes who may do what with it
 */
record SocketFacts(char option, Path path, String owner, Set<PosixFilePermission> modes) {
  SocketFacts {
    modes = Set.copyOf(modes);
  }

  /** What it is, in words. */
  String purpose() {
    return switch (option) {
      case 's' -> "command socket";
      case 'a' -> "unprivileged socket";
      case 'N' -> "map socket";
      default -> "notification socket";
    };
  }
}
