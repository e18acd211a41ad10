package dev.tidegate.daemon.startup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Arguments and environment with which this process was started, as bytes.
 *
 * <p>The JVM decodes both by the locale, and mail filters run with {@code LC_ALL=C}, which would
 * lose most bytes. So they are read from /proc.
 */
public final class RawArguments {
  private static final String PROPERTY = "-Dtidegate.";

  private final List<String> vmWords;
  private final List<String> arguments;
  private final List<String> environment;

  RawArguments(List<String> words, int argumentCount, List<String> environment) {
    int split = words.size() - argumentCount;
    this.vmWords = List.copyOf(words.subList(0, split));
    this.arguments = List.copyOf(words.subList(split, words.size()));
    this.environment = List.copyOf(environment);
  }

  /**
   * Reads them.
   *
   * @param argumentCount number of the program's own arguments, which come last
   */
  public static RawArguments read(int argumentCount) {
    return new RawArguments(
        split(Path.of("/proc/self/cmdline")), argumentCount, split(Path.of("/proc/self/environ")));
  }

  private static List<String> split(Path file) {
    String text;
    try {
      text = Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read " + file, failure);
    }
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int end = text.indexOf('\0'); end >= 0; end = text.indexOf('\0', start)) {
      parts.add(text.substring(start, end));
      start = end + 1;
    }
    return parts;
  }

  /** Returns the program's own arguments. */
  public List<String> arguments() {
    return arguments;
  }

  /** Returns {@code NAME=VALUE} of each variable, as left by the launcher's shell. */
  List<String> environment() {
    return environment;
  }

  /** Returns the value of the launcher's {@code -Dtidegate.NAME=VALUE}. */
  public Optional<String> launcherProperty(String name) {
    return launcherProperties(name + "=").findFirst();
  }

  /** Returns the rest of each launcher argument {@code -Dtidegate.BEGINNING…}. */
  Stream<String> launcherProperties(String beginning) {
    String start = PROPERTY + beginning;
    return vmWords.stream()
        .filter(word -> word.startsWith(start))
        .map(word -> word.substring(start.length()));
  }

  /** Returns the descriptors, except 0 to 2, inherited from the launcher's caller. */
  List<Integer> inheritedDescriptors() {
    return launcherProperty("inherited").stream()
        .flatMap(numbers -> Stream.of(numbers.split(" ", -1)))
        .filter(number -> !number.isEmpty())
        .map(Integer::valueOf)
        .toList();
  }
}
