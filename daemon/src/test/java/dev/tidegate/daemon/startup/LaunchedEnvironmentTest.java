package dev.tidegate.daemon.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launchers hand over to the multiplexor's JVM, for which a script stands in here. */
final class LaunchedEnvironmentTest {
  private static final Path PROJECT = Path.of("..");
  private static final List<String> ARGUMENTS = List.of("-D", "two words", "");

  private static final String PROGRAM =
      """
      #!/bin/sh
      cat "/proc/$$/cmdline" >"${0%/*}/words"
      cat "/proc/$$/environ" >"${0%/*}/environment"
      exit 7
      """;

  /** As callers may have it: names that the shell and the scripts use, and names of no variable. */
  private static final Map<String, String> CALLERS =
      Map.ofEntries(
          Map.entry("PATH", "/usr/bin:/bin"),
          Map.entry("PWD", "/of/the/caller"),
          Map.entry("OLDPWD", "/x"),
          Map.entry("SHLVL", "5"),
          Map.entry("_", "u"),
          Map.entry("IFS", "abc"),
          Map.entry("here", "/h"),
          Map.entry("checkout", "c"),
          Map.entry("image", "i"),
          Map.entry("SHELL_VARIABLES", "PATH"),
          Map.entry("odd-name", "two\nlines"),
          Map.entry("1st", "x"),
          Map.entry("LINES", "two\nlines"));

  @TempDir private Path folder = Path.of("none");

  @BeforeEach
  void layCheckoutWithImage() throws IOException {
    copy("tidegate");
    copy("packaging/tidegate");
    copy("packaging/multiplexor.jvm");
    Files.createDirectories(image().resolve("bin"));
    Files.createDirectories(runtime());
    Files.writeString(runtime().resolve("mimedefang-multiplexor"), PROGRAM);
    assertThat(runtime().resolve("mimedefang-multiplexor").toFile().setExecutable(true)).isTrue();
    Files.copy(PROJECT.resolve("packaging/tidegate"), image().resolve("bin/tidegate"));
    Files.createSymbolicLink(image().resolve("bin/mimedefang-multiplexor"), Path.of("tidegate"));
    for (String sources : List.of("protocol", "pool", "daemon", "tools")) {
      Files.createDirectories(folder.resolve(sources));
    }
    Files.writeString(folder.resolve("pom.xml"), "");
    Files.writeString(folder.resolve("image/target/tidegate.built"), "");
  }

  private void copy(String file) throws IOException {
    Files.createDirectories(folder.resolve(file).getParent());
    Files.copy(PROJECT.resolve(file), folder.resolve(file));
  }

  private Path image() {
    return folder.resolve("image/target/tidegate");
  }

  private Path runtime() {
    return image().resolve("runtime/bin");
  }

  @Test
  void workersInheritTheCallersEnvironmentThroughTheStarterOfAnImage() throws Exception {
    assertThat(inheritedThrough(image().resolve("bin/mimedefang-multiplexor")))
        .isEqualTo(new TreeMap<>(CALLERS));
  }

  @Test
  void workersInheritTheCallersEnvironmentThroughTheWrapperOfACheckout() throws Exception {
    Path link = Files.createDirectory(folder.resolve("sbin")).resolve("mimedefang-multiplexor");
    Files.createSymbolicLink(link, Path.of("../tidegate"));

    assertThat(inheritedThrough(link)).isEqualTo(new TreeMap<>(CALLERS));
  }

  /** Runs it, and returns the environment that workers get. */
  private Map<String, String> inheritedThrough(Path launcher) throws Exception {
    List<String> command = new ArrayList<>(List.of(launcher.toString()));
    command.addAll(ARGUMENTS);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(CALLERS);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(output).isEmpty();
    assertThat(process.exitValue()).isEqualTo(7);

    RawArguments words = new RawArguments(parts("words"), ARGUMENTS.size(), parts("environment"));
    assertThat(words.arguments()).isEqualTo(ARGUMENTS);
    Map<String, String> inherited = new TreeMap<>();
    for (String entry : WorkerEnvironment.from(words)) {
      int equals = entry.indexOf('=');
      assertThat(inherited.put(entry.substring(0, equals), entry.substring(equals + 1))).isNull();
    }
    return inherited;
  }

  private List<String> parts(String file) throws IOException {
    String text = Files.readString(runtime().resolve(file), StandardCharsets.ISO_8859_1);
    List<String> parts = new ArrayList<>(List.of(text.split("\0", -1)));
    parts.removeLast();
    return parts;
  }
}
