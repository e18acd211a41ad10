package dev.tidegate.tools.ctl.doctor;

import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The spool directory and the file system it is in; what may not be seen is empty.
 *
 * @param type of the file system, such as {@code tmpfs}
 * @param bytes altogether
 * @param freeBytes for those who are not root
 * @param files how many it can have; 0 if it has no such limit
 * @param oldFolders messages' folders in it that are older than a day
 */
record SpoolFacts(
    Path path,
    String owner,
    Set<PosixFilePermission> modes,
    String type,
    OptionalLong bytes,
    OptionalLong freeBytes,
    OptionalLong files,
    OptionalLong freeFiles,
    OptionalLong oldFolders) {
  SpoolFacts {
    modes = Set.copyOf(modes);
  }

  boolean isTmpfs() {
    return type.equals("tmpfs") || type.equals("ramfs");
  }
}
