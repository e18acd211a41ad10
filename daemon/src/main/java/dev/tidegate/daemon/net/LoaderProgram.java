package dev.tidegate.daemon.net;

import dev.tidegate.daemon.posix.Limits;
import dev.tidegate.daemon.posix.WorkerProgram;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What warm parents are made of, and how workers are seen to be ready.
 *
 * @param worker program of workers that are started as processes of their own
 * @param ruleArguments arguments that name the filter's rules, or none
 * @param preload Perl file to run after the filter was loaded
 * @param warmParentText program that a warm parent runs if the filter program is in Perl
 * @param limits limits of a warm parent that differ from those of the daemon
 * @param probe line that a worker answers once it has loaded the program, empty for none
 */
public record LoaderProgram(
    WorkerProgram worker,
    List<String> ruleArguments,
    Optional<String> preload,
    String warmParentText,
    List<Limits.Setting> limits,
    String probe) {

  /** Makes the lists immutable. */
  public LoaderProgram {
    ruleArguments = List.copyOf(ruleArguments);
    limits = List.copyOf(limits);
  }

  private static final class Text {
    static final String OF_WARM_PARENT = read();
  }

  /**
   * Reads the program that a warm parent in Perl runs.
   *
   * <p>It is handed over as text, not as a file: then it can also be run from an image in a folder
   * that the user of the multiplexor cannot read, and it is always of the version of the jar. It is
   * read once, at the first call, which must come before the privileges are dropped.
   */
  public static String readWarmParentText() {
    return Text.OF_WARM_PARENT;
  }

  private static String read() {
    try (InputStream text = LoaderProgram.class.getResourceAsStream("warm-parent.pl")) {
      if (text == null) {
        throw new IllegalStateException("warm-parent.pl is not in the jar");
      }
      return new String(text.readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
