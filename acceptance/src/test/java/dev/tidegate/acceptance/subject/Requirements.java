package dev.tidegate.acceptance.subject;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What a test needs of the machine: without it the test is skipped, but in CI it fails. */
public final class Requirements {

  private static final List<Path> FOLDERS =
      Stream.of("/usr/sbin", "/usr/bin", "/sbin", "/bin").map(Path::of).toList();

  private Requirements() {}

  /** Whether this test run may use root's rights. */
  public static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** The slow tests run only when asked for, with {@code ./check --full}. */
  public static boolean isFull() {
    return Boolean.getBoolean("tidegate.full");
  }

  public static void root() {
    if (!isRoot()) {
      missing("Skipped without root: it needs namespaces of its own.");
    }
  }

  public static void programs(String... names) {
    for (String name : names) {
      if (FOLDERS.stream().noneMatch(folder -> Files.isExecutable(folder.resolve(name)))) {
        missing(
            "Skipped without the program " + name + ", which ./check installs when it is root.");
      }
    }
  }

  static void executable(Path program) {
    if (!Files.isExecutable(program)) {
      missing("Skipped without " + program + ".");
    }
  }

  public static void file(Path file) {
    if (!Files.isReadable(file)) {
      missing("Skipped without " + file + ".");
    }
  }

  private static void missing(String sentence) {
    if ("true".equals(System.getenv("CI"))) {
      fail(sentence);
    }
    abort(sentence);
  }
}
