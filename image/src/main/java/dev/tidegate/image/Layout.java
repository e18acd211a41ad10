package dev.tidegate.image;

import java.nio.file.Path;

/**
 * Where what lies in an image; the launcher knows it too.
 *
 * @param root the folder that may be copied anywhere
 */
record Layout(Path root) {
  static final String DAEMON_JAR = "tidegate-daemon.jar";
  static final String TOOLS_JAR = "tidegate-tools.jar";

  Path launcher() {
    return root.resolve("bin/tidegate");
  }

  Path runtime() {
    return root.resolve("runtime");
  }

  Path java() {
    return runtime().resolve("bin/java");
  }

  Path daemon() {
    return root.resolve("daemon");
  }

  Path tools() {
    return root.resolve("tools");
  }

  /** The options of the multiplexor's JVM. */
  Path daemonOptions() {
    return daemon().resolve("multiplexor.jvm");
  }

  /** What the training run has left: classes, linked, for the multiplexor's JVM. */
  Path daemonCache() {
    return daemon().resolve("multiplexor.aot");
  }

  /**
   * Where a JVM with small headers of objects looks for a cache by itself: the tools' cache may lie
   * on top of this one wherever the image is copied to.
   */
  Path usualCache() {
    return virtualMachine().resolve("classes_coh.jsa");
  }

  Path virtualMachine() {
    return runtime().resolve("lib/server");
  }

  /** What the tools load besides; it lies on top of the multiplexor's cache. */
  Path toolsCache() {
    return tools().resolve("tools.jsa");
  }

  /** Files for an administrator to copy. */
  Path systemdUnits() {
    return root.resolve("systemd");
  }

  Path completion() {
    return root.resolve("completion");
  }

  /** Libraries that would else be unpacked at run time, to where that may not be allowed. */
  Path nativeLibraries() {
    return daemon().resolve("native");
  }
}
