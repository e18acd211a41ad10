package dev.tidegate.acceptance.image;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Place;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A system with nothing but what every Debian has, made by debootstrap and entered by chroot; /tmp
 * is the one from here. Its packages are unpacked; only in the full run are they set up too.
 */
final class EmptyRoot implements Place, AutoCloseable {

  /** A worker for which a shell is enough. */
  static final String SHELL_WORKER =
      """
      #!/bin/sh
      while read -r line; do
        echo "ok $line"
      done
      """;

  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final String PASSWD = "etc/passwd";

  private final Path root;
  private final Process host;

  private EmptyRoot(Path root, Process host) {
    this.root = root;
    this.host = host;
  }

  /** Makes it, once for all runs until {@code mvn clean}, and enters it. */
  static EmptyRoot enter() {
    Requirements.root();
    Requirements.programs("debootstrap", "apt-get", "unshare", "nsenter");
    try {
      Path root = bootstrapped();
      Path setup =
          Script.copy(EmptyRoot.class, "empty-root.sh", Files.createTempDirectory("tideroot"));
      Process host =
          new ProcessBuilder(
                  "unshare",
                  "--mount",
                  "--pid",
                  "--fork",
                  "--kill-child=KILL",
                  "sh",
                  setup.toString(),
                  root.toString())
              .redirectErrorStream(true)
              .start();
      int first = host.getInputStream().read();
      Files.delete(setup);
      Files.delete(setup.getParent());
      if (first != '.') {
        throw new AssertionError(
            "no empty root: "
                + (char) first
                + new String(host.getInputStream().readAllBytes(), ISO_8859_1));
      }
      return new EmptyRoot(root, host);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path bootstrapped() throws IOException {
    Path target = Program.projectRoot().resolve("acceptance/target");
    String name = Requirements.isFull() ? "empty-root" : "unpacked-root";
    Path root = target.resolve(name);
    Path done = target.resolve(name + ".done");
    if (Files.exists(done)) {
      return root;
    }
    Optional<Mirror> mirror = Mirror.ofThisMachine();
    Requirements.that(mirror.isPresent(), "Skipped without a mirror: apt knows none.");
    Outcome.of(List.of("rm", "-rf", "--one-file-system", root.toString())).succeeded();
    // What debootstrap mounts is in a namespace that ends with it, however it ends.
    List<String> words = new ArrayList<>(outside());
    words.addAll(List.of("unshare", "--mount", "--propagation", "private"));
    words.addAll(List.of("--pid", "--fork", "--kill-child=KILL", "--mount-proc"));
    words.addAll(List.of("debootstrap", "--variant=minbase"));
    if (!Requirements.isFull()) {
      words.add("--foreign");
    }
    words.addAll(List.of(mirror.get().release(), root.toString(), mirror.get().address()));
    Outcome made = Outcome.of(words, PATIENCE);
    Requirements.that(
        made.status() == 0,
        "Skipped without an empty root: debootstrap could not make one, as on a machine without"
            + " network or without the right to make devices:\n"
            + made.output());
    if (!Requirements.isFull()) {
      replaceSetUp(root);
    }
    String account = "defang:x:" + idOf("-u") + ":" + idOf("-g") + "::/nonexistent:/bin/false\n";
    Files.writeString(root.resolve(PASSWD), account, StandardOpenOption.APPEND);
    Files.writeString(done, "");
    return root;
  }

  /** Makes what debootstrap and base-files would make when the packages are set up. */
  private static void replaceSetUp(Path root) throws IOException {
    // Until then it is a link to the one outside.
    Path proc = root.resolve("proc");
    Files.deleteIfExists(proc);
    Files.createDirectory(proc);
    Files.createDirectory(root.resolve("opt"));
    Files.writeString(root.resolve(PASSWD), "root:x:0:0:root:/root:/bin/sh\n");
  }

  /** Tests may have a network of their own, without a mirror: Maven, their parent, has not. */
  private static List<String> outside() {
    return ProcessHandle.current()
        .parent()
        .map(parent -> List.of("nsenter", "--net=/proc/" + parent.pid() + "/ns/net", "--"))
        .orElse(List.of());
  }

  private static String idOf(String option) {
    return Outcome.of(List.of("id", option, "defang")).succeeded().output().strip();
  }

  /**
   * Where this machine gets its packages from.
   *
   * @param release its name, like {@code bookworm}
   */
  private record Mirror(String address, String release) {
    static Optional<Mirror> ofThisMachine() {
      return Outcome.of(
              List.of("apt-get", "indextargets", "--format", "$(RELEASE) $(COMPONENT) $(SITE)"))
          .output()
          .lines()
          .map(line -> line.split(" ", 3))
          // The first suite, not the one with its updates.
          .filter(
              words -> words.length == 3 && words[0].matches("[a-z]+") && words[1].equals("main"))
          .map(words -> new Mirror(words[2], words[0]))
          .findFirst();
    }
  }

  @Override
  public List<String> command(List<String> words) {
    long pid = host.children().findFirst().orElseThrow().pid();
    List<String> entered = new ArrayList<>();
    entered.addAll(List.of("nsenter", "--target", Long.toString(pid)));
    entered.addAll(List.of("--mount", "--pid", "--root", "--wd", "--"));
    entered.addAll(words);
    return entered;
  }

  @Override
  public Path seenFromHere(String path) {
    return Path.of(root + path);
  }

  /** Ends everything in it. */
  @Override
  public void close() {
    try {
      host.getOutputStream().close();
      host.destroyForcibly().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
