package dev.tidegate.tools.ctl.doctor;

import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What is wrong with the spool directory. */
final class SpoolRules {
  private static final long MEBIBYTE = 1024 * 1024;

  /** Hardly room for one large message and its parts. */
  private static final long FEW_BYTES = 100 * MEBIBYTE;

  private static final double LITTLE = 0.1;
  private static final double VERY_LITTLE = 0.02;

  private SpoolRules() {}

  static List<Finding> findings(SpoolFacts spool, Optional<String> user) {
    List<Finding> findings = new ArrayList<>();
    findings.add(modes(spool, user));
    findings.add(space(spool));
    inodes(spool).ifPresent(findings::add);
    if (spool.oldFolders().orElse(0) > 0) {
      findings.add(
          Finding.note(
              "spool",
              "%d folders of messages in %s are older than a day"
                  .formatted(spool.oldFolders().getAsLong(), spool.path()),
              "look into one (kept by mimedefang -k or -d, or left by a crash), then delete them"));
    }
    return findings;
  }

  private static Finding modes(SpoolFacts spool, Optional<String> user) {
    String state =
        "%s, %s, of %s"
            .formatted(spool.path(), PosixFilePermissions.toString(spool.modes()), spool.owner());
    if (spool.modes().contains(PosixFilePermission.OTHERS_WRITE)) {
      return Finding.bad(
          "spool",
          state + ": everybody on this host can put files and sockets there",
          "chmod o= " + spool.path());
    }
    if (user.isPresent()
        && !user.get().equals(spool.owner())
        && !spool.modes().contains(PosixFilePermission.GROUP_WRITE)) {
      return Finding.bad(
          "spool",
          state + ", where " + user.get() + " may not write",
          "chown " + user.get() + " " + spool.path());
    }
    if (spool.modes().contains(PosixFilePermission.OTHERS_READ)) {
      return Finding.note(
          "spool",
          state + ": everybody on this host can list what is handled",
          "chmod o= " + spool.path());
    }
    return Finding.good("spool", state);
  }

  private static Finding space(SpoolFacts spool) {
    if (spool.bytes().isEmpty() || spool.freeBytes().isEmpty()) {
      return Finding.unseen(
          "space", "the file system of " + spool.path() + " cannot be asked", "run it as root");
    }
    long free = spool.freeBytes().getAsLong();
    String state =
        "%s of %s are free on %s"
            .formatted(size(free), size(spool.bytes().getAsLong()), kind(spool));
    String remedy =
        spool.isTmpfs()
            ? "mount -o remount,size=... " + spool.path() + ", if memory allows"
            : "find what fills it: du -x " + spool.path();
    double share = (double) free / Math.max(1, spool.bytes().getAsLong());
    if (free < FEW_BYTES || share < VERY_LITTLE) {
      return Finding.bad("space", state + ": mail will fail for want of room", remedy);
    }
    return share < LITTLE ? Finding.note("space", state, remedy) : Finding.good("space", state);
  }

  private static String kind(SpoolFacts spool) {
    return spool.isTmpfs()
        ? spool.type() + ", in memory"
        : spool.type() + " (each mail is written there and deleted again; a tmpfs is faster)";
  }

  private static Optional<Finding> inodes(SpoolFacts spool) {
    long all = spool.files().orElse(0);
    if (all == 0 || spool.freeFiles().isEmpty()) {
      return Optional.empty();
    }
    long free = spool.freeFiles().getAsLong();
    String state = free + " of " + all + " inodes are free";
    String remedy = "find what has so many files: du --inodes -x " + spool.path();
    double share = (double) free / all;
    return Optional.of(
        share < VERY_LITTLE
            ? Finding.bad("inodes", state + ": mail will fail for want of files", remedy)
            : share < LITTLE
                ? Finding.note("inodes", state, remedy)
                : Finding.good("inodes", state));
  }

  private static String size(long bytes) {
    double mebibytes = (double) bytes / MEBIBYTE;
    return mebibytes < 10_240
        ? String.format(Locale.ROOT, "%.0f MiB", mebibytes)
        : String.format(Locale.ROOT, "%.0f GiB", mebibytes / 1_024);
  }
}
