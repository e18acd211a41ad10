package dev.tidegate.tools.gate;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process, named so that another one can tell later whether it still lives.
 *
 * @param pid as it is in its namespace
 * @param startTicks when it started, since the machine's start: a pid is given again, the two
 *     together are not
 * @param pidNamespace the number of the namespace that the pid is of
 */
record Owner(long pid, long startTicks, long pidNamespace) {
  private static final Pattern MARK =
      Pattern.compile("tidegate gate pid=(\\d{1,18}) start=(\\d{1,18}) ns=(\\d{1,18})");
  private static final Path PROC = Path.of("/proc");

  /** Whether a process lives. */
  enum Life {
    LIVES,
    IS_DEAD,
    /** It is of another namespace, so its pid says nothing here. */
    CANNOT_TELL
  }

  /** Returns this process. */
  static Owner self() throws IOException {
    return of(ProcessHandle.current().pid());
  }

  /** Returns a process that lives. */
  static Owner of(long pid) throws IOException {
    long ticks =
        startTicks(pid).orElseThrow(() -> new IOException("/proc does not show process " + pid));
    return new Owner(pid, ticks, namespace());
  }

  /** Finds a mark in a text. */
  static Optional<Owner> find(String text) {
    Matcher mark = MARK.matcher(text);
    if (!mark.find()) {
      return Optional.empty();
    }
    return Optional.of(
        new Owner(
            Long.parseLong(mark.group(1)),
            Long.parseLong(mark.group(2)),
            Long.parseLong(mark.group(3))));
  }

  /** Returns the text by which {@link #find} finds it again. */
  String mark() {
    return "tidegate gate pid=" + pid + " start=" + startTicks + " ns=" + pidNamespace;
  }

  /**
   * Makes sure that what has the mark in this text is of a gate that has died.
   *
   * @param name what it is, for people
   * @param remedy what deletes it, for people
   * @throws BackendException if it is of a gate that may live, or of none
   */
  static void checkThatIsLeftOver(String text, String name, String remedy) throws BackendException {
    Owner owner =
        find(text)
            .orElseThrow(
                () ->
                    new BackendException(
                        name
                            + " is there and is not of a gate: it is left alone; choose another"
                            + " name with --table"));
    Life life;
    try {
      life = owner.life();
    } catch (IOException e) {
      throw new BackendException("cannot look into /proc: " + e.getMessage(), e);
    }
    switch (life) {
      case LIVES ->
          throw new BackendException(
              name
                  + " belongs to another gate, process "
                  + owner.pid()
                  + ": end that one, or choose another name with --table");
      case CANNOT_TELL ->
          throw new BackendException(
              name
                  + " belongs to a gate in another process namespace (a container?), so it cannot"
                  + " be told whether that one lives; if it does not: "
                  + remedy);
      case IS_DEAD -> {}
    }
  }

  Life life() throws IOException {
    if (namespace() != pidNamespace) {
      return Life.CANNOT_TELL;
    }
    return startTicks(pid).filter(ticks -> ticks == startTicks).isPresent()
        ? Life.LIVES
        : Life.IS_DEAD;
  }

  private static Optional<Long> startTicks(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(pid + "/stat"), ISO_8859_1);
      // The name, in brackets, may contain anything; the state is the first field behind it.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      boolean isZombie = fields[0].equals("Z");
      return isZombie ? Optional.empty() : Optional.of(Long.valueOf(fields[19]));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static long namespace() throws IOException {
    String link = Files.readSymbolicLink(PROC.resolve("self/ns/pid")).toString();
    return Long.parseLong(link.replaceAll("\\D", ""));
  }
}
