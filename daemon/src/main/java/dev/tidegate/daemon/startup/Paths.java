package dev.tidegate.daemon.startup;

/** Makes file names absolute: the JVM does not notice changes of the process's directory. */
final class Paths {
  private Paths() {}

  static String resolve(String directory, String path) {
    return path.startsWith("/") ? path : directory + "/" + path;
  }

  static String baseName(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
