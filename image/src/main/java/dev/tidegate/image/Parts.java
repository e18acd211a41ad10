package dev.tidegate.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What an image is made of, beside the runtime.
 *
 * @param systemdUnits a folder of text
 * @param completion a folder of text, for shells
 * @param daemonJar its manifest names {@code daemonLibraries} as {@code lib/NAME}
 * @param toolsJar its manifest names {@code toolsLibraries} as {@code lib/NAME}
 * @param program not in the image, but makes it what it is: these classes
 */
record Parts(
    Path launcher,
    Path licence,
    Path systemdUnits,
    Path completion,
    Path daemonOptions,
    Path daemonJar,
    List<Path> daemonLibraries,
    Path toolsJar,
    List<Path> toolsLibraries,
    List<Path> program) {
  private static final String NATIVE_IN_JAR = "META-INF/native/";

  /** Finds them in a project whose other modules are packaged. */
  static Parts of(Path project) throws IOException {
    Path daemon = project.resolve("daemon/target");
    Path tools = project.resolve("tools/target");
    return new Parts(
        project.resolve("packaging/tidegate"),
        project.resolve("LICENSE"),
        project.resolve("packaging/systemd"),
        project.resolve("packaging/completion"),
        project.resolve("packaging/multiplexor.jvm"),
        daemon.resolve(Layout.DAEMON_JAR),
        librariesOf(daemon.resolve(Layout.DAEMON_JAR)),
        tools.resolve(Layout.TOOLS_JAR),
        librariesOf(tools.resolve(Layout.TOOLS_JAR)),
        filesIn(project.resolve("image/target/classes/dev/tidegate/image"), ".class"));
  }

  /** Those that its manifest names: beside them may lie what an earlier build has left. */
  private static List<Path> librariesOf(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      String classPath =
          file.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      return Stream.of(classPath.split(" ", -1)).map(jar::resolveSibling).sorted().toList();
    }
  }

  private static List<Path> filesIn(Path folder, String ending) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** All jars. */
  List<Path> jars() {
    List<Path> jars = new ArrayList<>(daemonLibraries);
    jars.add(daemonJar);
    jars.addAll(toolsLibraries);
    jars.add(toolsJar);
    return jars;
  }

  /** Returns a text that is another one if any byte of them is, or the JDK, or this program. */
  String digest() throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
    List<Path> files = new ArrayList<>(jars());
    files.addAll(List.of(launcher, licence, daemonOptions));
    files.add(Path.of(System.getProperty("java.home"), "release"));
    files.addAll(program);
    files.addAll(filesBelow(systemdUnits));
    files.addAll(filesBelow(completion));
    for (Path file : files) {
      digest.update(Files.readAllBytes(file));
    }
    return HexFormat.of().formatHex(digest.digest()) + "\n";
  }

  private static List<Path> filesBelow(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Copies them into an image. */
  void lay(Layout image) throws IOException {
    Files.createDirectories(image.launcher().getParent());
    Files.copy(launcher, image.launcher());
    image.launcher().toFile().setExecutable(true, false);
    Files.createSymbolicLink(
        image.launcher().resolveSibling("mimedefang-multiplexor"), Path.of("tidegate"));
    Files.createSymbolicLink(image.launcher().resolveSibling("md-mx-ctrl"), Path.of("tidegate"));
    // The kernel takes a process's name from the file that is executed, link or not.
    Files.createSymbolicLink(
        image.java().resolveSibling("mimedefang-multiplexor"), Path.of("java"));
    Files.copy(licence, image.root().resolve("LICENSE"));
    Folders.copy(systemdUnits, image.systemdUnits());
    Folders.copy(completion, image.completion());
    layJars(image.daemon(), daemonJar, daemonLibraries);
    layJars(image.tools(), toolsJar, toolsLibraries);
    Files.copy(daemonOptions, image.daemonOptions());
    Files.createDirectories(image.nativeLibraries());
    for (Path library : daemonLibraries) {
      layNativeLibraries(library, image.nativeLibraries());
    }
  }

  private static void layJars(Path folder, Path jar, List<Path> libraries) throws IOException {
    Files.createDirectories(folder.resolve("lib"));
    Files.copy(jar, folder.resolve(jar.getFileName()));
    for (Path library : libraries) {
      Files.copy(library, folder.resolve("lib").resolve(library.getFileName()));
    }
  }

  private static void layNativeLibraries(Path jar, Path folder) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        String name = entry.getName();
        if (name.startsWith(NATIVE_IN_JAR) && name.endsWith(".so")) {
          try (InputStream library = zip.getInputStream(entry)) {
            Files.copy(library, folder.resolve(name.substring(NATIVE_IN_JAR.length())));
          }
        }
      }
    } catch (UncheckedIOException failure) {
      throw new IOException("cannot read " + jar, failure);
    }
  }
}
