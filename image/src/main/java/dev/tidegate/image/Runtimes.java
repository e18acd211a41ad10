package dev.tidegate.image;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;

/** Runtimes with only those modules of the JDK that some jars need. */
final class Runtimes {
  /**
   * What libraries could use and do not here: Netty would tell a flight recorder what it does,
   * Jetty its state to beans and directories, and Gson knows the dates of databases.
   */
  private static final Set<String> DISPENSABLE =
      Set.of("jdk.jfr", "java.desktop", "java.management", "java.naming", "java.sql");

  private Runtimes() {}

  /** Makes a runtime out of the JDK that this program runs on. */
  static void link(List<Path> jars, Path runtime) throws IOException {
    tool(
        "jlink",
        "--add-modules",
        String.join(",", modulesOf(jars)),
        "--strip-debug",
        "--no-header-files",
        "--no-man-pages",
        "--compress",
        "zip-6",
        "--vm",
        "server",
        "--output",
        runtime.toString());
  }

  private static Set<String> modulesOf(List<Path> jars) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "--multi-release",
                Integer.toString(Runtime.version().feature()),
                "--ignore-missing-deps",
                // Not those without the ones that they imply: one of these may be dispensable.
                "--list-deps"));
    jars.stream().distinct().map(Path::toString).forEach(words::add);
    Set<String> modules = new TreeSet<>();
    for (String line : tool("jdeps", words.toArray(String[]::new)).lines().toList()) {
      String module = line.strip().split("/", 2)[0];
      if (module.matches("(java|jdk)\\.[a-z.]+")) {
        modules.add(module);
      }
    }
    modules.removeAll(DISPENSABLE);
    return modules;
  }

  private static String tool(String name, String... words) throws IOException {
    StringWriter said = new StringWriter();
    PrintWriter writer = new PrintWriter(said);
    ToolProvider tool =
        ToolProvider.findFirst(name)
            .orElseThrow(() -> new IOException("this is no whole JDK: it has no " + name));
    int status = tool.run(writer, writer, words);
    if (status != 0) {
      throw new IOException(name + " ended with status " + status + ": " + said);
    }
    return said.toString();
  }
}
