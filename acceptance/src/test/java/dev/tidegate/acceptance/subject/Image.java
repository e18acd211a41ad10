package dev.tidegate.acceptance.subject;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A copy of the image that the build has made.
 *
 * @param temporary what is deleted afterwards: the folder, or what was made to hold it
 */
public record Image(Path folder, Path temporary) implements AutoCloseable {

  /**
   * Copies it below /tmp, as an administrator might: with new times. The test is skipped if the
   * build has made none.
   */
  public static Image copied() {
    try {
      Path parent = Files.createTempDirectory(Path.of("/tmp"), "tide image");
      Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwxr-xr-x"));
      Image image = new Image(parent.resolve("moved"), parent);
      image.copyFromBuild();
      return image;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies it to a place where there is no such folder yet. */
  public static Image copiedTo(Path folder) {
    Image image = new Image(folder, folder);
    image.copyFromBuild();
    return image;
  }

  private void copyFromBuild() {
    Path built = Program.projectRoot().resolve("image/target/tidegate");
    Requirements.file(built.resolve("daemon/multiplexor.aot"));
    Outcome.of(List.of("cp", "-r", built.toString(), folder.toString())).succeeded();
  }

  public Path multiplexor() {
    return folder.resolve("bin/mimedefang-multiplexor");
  }

  public Path launcher() {
    return folder.resolve("bin/tidegate");
  }

  /** Deletes the copy. */
  @Override
  public void close() {
    Outcome.of(List.of("rm", "-rf", temporary.toString())).succeeded();
  }
}
