package dev.tidegate.acceptance.subject;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A multiplexor that can be started: Debian's, the yardstick, or ours. */
public enum Program {
  REFERENCE,
  OURS;

  /** The words that start it, options to follow. */
  public List<String> command() {
    return switch (this) {
      case REFERENCE -> List.of("/usr/bin/mimedefang-multiplexor");
      case OURS -> List.of(launcher().toString(), "multiplexor");
    };
  }

  /** Aborts the test, or fails it in CI, if this program is not here. */
  public void require() {
    Requirements.executable(
        switch (this) {
          case REFERENCE -> Path.of("/usr/bin/mimedefang-multiplexor");
          case OURS -> launcher();
        });
  }

  /** The launcher at the top of the project. */
  public static Path launcher() {
    return projectRoot().resolve("tidegate");
  }

  /** The top of the project. */
  public static Path projectRoot() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("acceptance"))) {
      Path parent = folder.getParent();
      if (parent == null) {
        throw new IllegalStateException("no project above " + Path.of("").toAbsolutePath());
      }
      folder = parent;
    }
    return folder;
  }
}
