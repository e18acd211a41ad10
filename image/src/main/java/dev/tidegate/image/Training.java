package dev.tidegate.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Makes the cache of loaded and linked classes: the multiplexor runs once with all that happens in
 * a day's work, and the JVM writes down what it needed.
 */
final class Training {
  private static final long PATIENCE_SECONDS = 300;

  /** Who may run the multiplexor if this is root, who may not. */
  private static final String USER = "nobody";

  private static final String JARS = "daemon";

  /** Answers all, says what it does, and dies when told to. */
  private static final String WORKER =
      """
      #!/bin/sh
      while read -r line; do
        case $line in
          *die*) exit 3 ;;
          *complain*) echo "a complaint" >&2 ;;
        esac
        echo "working on it" >&3
        echo "ok $line"
      done
      """;

  private static final String SIGNALS = "HUP,INT,TERM";

  private final Layout image;
  private final Path configuration;
  private final Path spool;

  private Training(Layout image, Path configuration, Path spool) {
    this.image = image;
    this.configuration = configuration;
    this.spool = spool;
  }

  /**
   * Trains an image that is whole but for the cache.
   *
   * @param scratch a folder for files that are not wanted afterwards
   */
  static void run(Layout image, Path scratch) throws IOException, InterruptedException {
    // The name of a socket is short, that of a build folder may be long.
    Path spool = Files.createTempDirectory("tidegate-training");
    try {
      new Training(image, scratch.resolve("multiplexor.aotconf"), spool).run();
    } finally {
      Folders.delete(spool);
    }
  }

  private void run() throws IOException, InterruptedException {
    boolean root = System.getProperty("user.name").equals("root");
    Folders.copy(image.daemon(), spool.resolve(JARS));
    Path worker = Files.writeString(spool.resolve("worker"), WORKER);
    Files.setPosixFilePermissions(worker, PosixFilePermissions.fromString("rwxr-xr-x"));
    if (root) {
      Files.setOwner(
          spool, spool.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));
    }
    Path output = image.root().resolveSibling("training.log");
    Files.deleteIfExists(output);
    ProcessBuilder recording = process(output, recording(root));
    // A service manager is spoken to as well, but never the one that the build runs under.
    recording.environment().keySet().removeIf(name -> name.matches("LISTEN_.*|WATCHDOG_.*"));
    recording.environment().put("NOTIFY_SOCKET", spool.resolve("manager").toString());
    Process daemon = recording.start();
    try {
      TrainingWorkload work = new TrainingWorkload(spool, daemon);
      work.awaitStart();
      work.run();
      daemon.destroy();
      awaitSuccess(daemon, "the training run", output);
    } finally {
      daemon.destroyForcibly();
    }
    assemble(output);
    checkThatItIsUsedInSilence();
    Files.delete(configuration);
    new ToolsTraining(image, spool, daemonJar(), running(root)).run(output);
  }

  private List<String> java(String mode) {
    // The cache remembers the class path's files by their names: relative ones tell nothing of
    // here.
    return new ArrayList<>(
        List.of(
            image.java().toString(),
            "@" + image.daemonOptions(),
            "-XX:AOTMode=" + mode,
            "-XX:AOTConfiguration=" + configuration,
            "-cp",
            daemonJar()));
  }

  /** The cache keeps the names of the jars, and nothing in an image tells where it was made. */
  private String daemonJar() {
    return spool.resolve(JARS).resolve(Layout.DAEMON_JAR).toString();
  }

  private List<String> recording(boolean root) {
    return multiplexor(root, java("record"));
  }

  private List<String> running(boolean root) {
    return multiplexor(
        root, List.of(image.java().toString(), "@" + image.daemonOptions(), "-cp", daemonJar()));
  }

  private List<String> multiplexor(boolean root, List<String> java) {
    // As the launcher does it.
    List<String> words = new ArrayList<>(List.of("env"));
    words.addAll(List.of("--block-signal=" + SIGNALS, "--ignore-signal=" + SIGNALS));
    words.addAll(java);
    words.add("-Djava.library.path=" + image.nativeLibraries());
    words.add("dev.tidegate.daemon.Multiplexor");
    words.addAll(List.of("-D", "-l", "-Z", "-T", "-k", "-m", "2", "-x", "4", "-q", "10"));
    words.addAll(List.of("-Y", "tidegate-training", "-S", "user", "-r", "50"));
    words.addAll(List.of("-z", spool.toString(), "-f", spool.resolve("worker").toString()));
    words.addAll(List.of("-s", "command", "-a", "unprivileged", "-N", "map", "-O", "notify"));
    words.addAll(List.of("-p", spool.resolve("pid").toString(), "-t", "statistics"));
    if (root) {
      words.addAll(List.of("-U", USER));
    }
    return words;
  }

  private void assemble(Path output) throws IOException, InterruptedException {
    List<String> words = java("create");
    words.add("-XX:AOTCache=" + image.daemonCache());
    Process create = process(output, words).start();
    awaitSuccess(create, "making the cache", output);
  }

  /** The JVM runs without a cache that it does not like, so nobody would notice. */
  private void checkThatItIsUsedInSilence() throws IOException, InterruptedException {
    Path output = image.root().resolveSibling("check.log");
    List<String> words =
        new ArrayList<>(
            List.of(
                image.java().toString(),
                "@" + image.daemonOptions(),
                "-XX:AOTMode=on",
                "-XX:AOTCache=" + image.daemonCache(),
                "-cp",
                daemonJar(),
                "dev.tidegate.daemon.Multiplexor",
                "-v"));
    awaitSuccess(process(output, words).start(), "a start with the cache", output);
    List<String> said = Files.readAllLines(output);
    if (said.size() != 1 || !said.getFirst().startsWith("mimedefang-multiplexor version ")) {
      throw new IOException("a start with the cache says " + said);
    }
    Files.delete(output);
  }

  static ProcessBuilder process(Path output, List<String> words) {
    ProcessBuilder process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
    // What the JVM is told there would be part of what the cache is made for.
    process
        .environment()
        .keySet()
        .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"));
    return process;
  }

  static void awaitSuccess(Process process, String what, Path output)
      throws IOException, InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(what + " does not end; it says: " + Files.readString(output));
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          what + " ended with status " + process.exitValue() + ": " + Files.readString(output));
    }
  }
}
