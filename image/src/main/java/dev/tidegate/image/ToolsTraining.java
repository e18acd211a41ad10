package dev.tidegate.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the cache of what the tools load besides what the multiplexor's cache has, on top of which
 * it lies: so it is small, and the tools share the rest.
 *
 * @param spool where the multiplexor is to run, with a copy of its jars
 * @param daemonJar that copy
 * @param multiplexor the words that start one there
 */
record ToolsTraining(Layout image, Path spool, String daemonJar, List<String> multiplexor) {
  private static final String JARS = "tools";
  private static final String PROGRAM = "dev.tidegate.tools.ctl.Ctl";

  /** As the launcher has it, as far as the cache depends on it. */
  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:+UseCompactObjectHeaders",
          "-XX:TieredStopAtLevel=1",
          "-XX:-UsePerfData",
          "--enable-native-access=ALL-UNNAMED");

  /** The status of a run in which one of the commands was none. */
  private static final int MISUSED = 2;

  /** What an operator asks; each of these loads something. */
  private static final String COMMANDS =
      """
      status
      barstatus
      jsonstatus
      workers
      load
      hload
      load1 60
      jsonload1 60
      rawload
      histo
      version
      stats
      incidents
      drain 3
      resume 3
      set
      nonsense
      ask free
      """;

  void run(Path output) throws IOException, InterruptedException {
    // The cache keeps the names of these files, and nothing in an image tells where it was made.
    Folders.copy(image.tools(), spool.resolve(JARS));
    Files.createSymbolicLink(
        image.usualCache(), image.virtualMachine().relativize(image.daemonCache()));
    Process daemon = Training.process(output, multiplexor).start();
    try {
      new TrainingWorkload(spool, daemon).awaitStart();
      train(output);
      daemon.destroy();
      Training.awaitSuccess(daemon, "the multiplexor for the tools", output);
    } finally {
      daemon.destroyForcibly();
    }
    checkThatItIsUsed();
  }

  private void train(Path output) throws IOException, InterruptedException {
    List<String> words = java("-XX:ArchiveClassesAtExit=" + image.toolsCache());
    words.addAll(ctl());
    Path commands = Files.writeString(spool.resolve("commands"), COMMANDS);
    Process tools = Training.process(output, words).redirectInput(commands.toFile()).start();
    if (tools.waitFor() > MISUSED || !Files.exists(image.toolsCache())) {
      throw new IOException("the tools' training run failed: " + Files.readString(output));
    }
  }

  private List<String> ctl() {
    return List.of(PROGRAM, "-s", spool.resolve("command").toString(), "-i");
  }

  private List<String> java(String option) {
    List<String> words = new ArrayList<>(List.of(image.java().toString()));
    words.addAll(OPTIONS);
    Path toolsJar = spool.resolve(JARS).resolve(Layout.TOOLS_JAR);
    words.addAll(List.of(option, "-cp", daemonJar + ":" + toolsJar));
    return words;
  }

  /** The JVM runs without a cache that it does not like, so nobody would notice. */
  private void checkThatItIsUsed() throws IOException, InterruptedException {
    Path output = image.root().resolveSibling("check.log");
    List<String> words = java("-XX:SharedArchiveFile=" + image.toolsCache());
    words.addAll(List.of("-Xlog:class+load", PROGRAM, "--help"));
    Training.awaitSuccess(Training.process(output, words).start(), "ctl with its cache", output);
    String said = Files.readString(output);
    if (!said.contains(PROGRAM + " source: shared objects file (top)")) {
      throw new IOException("the tools' cache is not used: " + said.lines().limit(20).toList());
    }
    Files.delete(output);
  }
}
