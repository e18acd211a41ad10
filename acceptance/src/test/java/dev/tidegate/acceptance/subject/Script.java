package dev.tidegate.acceptance.subject;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/** A script that lies beside a test class, or in its text, as an executable file. */
public final class Script {

  private Script() {}

  /** Copies the script of that name that lies beside the class into the folder. */
  public static Path copy(Class<?> owner, String name, Path folder) {
    try (InputStream text =
        Objects.requireNonNull(owner.getResourceAsStream(name), "no resource " + name)) {
      return write(folder.resolve(name), new String(text.readAllBytes(), ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes an executable file; returns its path. */
  public static Path write(Path file, String text) {
    try {
      Files.writeString(file, text, ISO_8859_1);
      return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
