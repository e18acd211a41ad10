package dev.tidegate.acceptance.subject;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a test needs of the machine: without it the test is skipped, but in CI it fails. */
public final class Requirements {

  private static final Pattern OPEN_FILES = Pattern.compile("Max open files +(\\d+) ");

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

  /** Each of this process and of the multiplexor may open so many. */
  public static void descriptors(int count) {
    String limits;
    try {
      limits = Files.readString(Path.of("/proc/self/limits"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Matcher limit = OPEN_FILES.matcher(limits);
    if (!limit.find() || Long.parseLong(limit.group(1)) < count) {
      missing("Skipped below " + count + " descriptors: raise the hard limit (ulimit -Hn).");
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

  /** Anything else that a test needs and has looked for itself; the sentence says what is not. */
  public static void that(boolean holds, String sentence) {
    if (!holds) {
      missing(sentence);
    }
  }

  private static void missing(String sentence) {
    if ("true".equals(System.getenv("CI"))) {
      fail(sentence);
    }
    abort(sentence);
  }
}
