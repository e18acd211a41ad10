package dev.tidegate.daemon.startup;

/** Names of files, made absolute once: changing the directory does not move the JVM's own idea. */
final class Paths {
  private Paths() {}

  static String resolve(String directory, String path) {
    return path.startsWith("/") ? path : directory + "/" + path;
  }

  static String baseName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
