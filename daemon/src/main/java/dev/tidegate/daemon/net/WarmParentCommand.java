package dev.tidegate.daemon.net;

import dev.tidegate.daemon.posix.WorkerProgram;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Command line of a warm parent.
 *
 * @param program program to execute
 * @param isPerl whether it is Perl with the multiplexor's own text; otherwise the filter program
 *     itself has to speak the protocol
 */
record WarmParentCommand(WorkerProgram program, boolean isPerl) {
  /** Number of bytes of a program that the kernel looks at for the interpreter. */
  private static final int FIRST_LINE_BYTES = 256;

  /** Makes it from the first line of the program, as the program may have been replaced. */
  static WarmParentCommand of(LoaderProgram loader) {
    List<String> interpreter = interpreter(firstLine(loader.worker().path()));
    boolean isPerl = runsPerl(interpreter);
    boolean status = loader.worker().statusPipe();
    List<String> arguments = new ArrayList<>();
    if (isPerl) {
      arguments.addAll(interpreter);
      arguments.add("-e");
      arguments.add(loader.warmParentText());
      arguments.add(loader.worker().path());
      arguments.add(loader.preload().orElse(""));
      arguments.addAll(loader.ruleArguments());
      arguments.add(status ? "-embserveru" : "-embserver");
    } else {
      arguments.add(loader.worker().arguments().get(0));
      arguments.addAll(loader.ruleArguments());
      arguments.add(status ? "-warmu" : "-warm");
    }
    return new WarmParentCommand(
        new WorkerProgram(
            isPerl ? interpreter.get(0) : loader.worker().path(),
            arguments,
            loader.worker().environment(),
            status,
            loader.limits()),
        isPerl);
  }

  /** Returns the first line; empty if the file cannot be read, as its execution will report. */
  private static String firstLine(String path) {
    try (FileInputStream file = new FileInputStream(path)) {
      String text = new String(file.readNBytes(FIRST_LINE_BYTES), StandardCharsets.ISO_8859_1);
      return text.lines().findFirst().orElse("");
    } catch (IOException unreadable) {
      return "";
    }
  }

  /**
   * Splits the first line as the kernel does: the interpreter, and all that follows it as one
   * argument.
   */
  static List<String> interpreter(String firstLine) {
    if (!firstLine.startsWith("#!")) {
      return List.of();
    }
    String[] words = firstLine.substring(2).strip().split("[ \t]+", 2);
    return words[0].isEmpty() ? List.of() : List.of(words);
  }

  /** Returns whether the interpreter is Perl, or env(1) that looks for Perl. */
  static boolean runsPerl(List<String> interpreter) {
    Optional<String> name = interpreter.stream().findFirst().map(WarmParentCommand::baseName);
    if (name.isEmpty()) {
      return false;
    }
    if (!name.get().equals("env")) {
      return name.get().startsWith("perl");
    }
    return interpreter.stream()
        .skip(1)
        .flatMap(words -> List.of(words.split("[ \t]+", -1)).stream())
        .filter(word -> !word.startsWith("-") && !word.contains("="))
        .findFirst()
        .filter(word -> baseName(word).startsWith("perl"))
        .isPresent();
  }

  private static String baseName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
