package dev.tidegate.tools.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Small programs that are laid into the directory of a demonstration that is kept. */
record KeepScripts(Path directory, boolean hasPrograms) {

  /**
   * @param launcher of all our programs; empty if it is not known
   */
  static KeepScripts lay(DemoFolder spool, Optional<Path> launcher) throws IOException {
    Path directory = spool.directory();
    write(directory.resolve("ask"), java(DemoRequest.class, spool.commandSocket()));
    write(directory.resolve("listen"), java(DemoListener.class, spool.notifySocket()));
    if (launcher.isPresent()) {
      String sockets =
          " --to " + quote(spool.notifySocket()) + " --control " + quote(spool.commandSocket());
      String program = quote(launcher.get());
      write(directory.resolve("top"), program + " top" + sockets);
      write(
          directory.resolve("dashboard"),
          program + " dashboard" + sockets + " --listen 127.0.0.1:0");
    }
    return new KeepScripts(directory, launcher.isPresent());
  }

  private static String java(Class<?> main, Path socket) {
    Path java = Path.of(System.getProperty("java.home", ""), "bin", "java");
    String classPath =
        Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator))
            .map(each -> Path.of(each).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    return "%s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp %s %s %s"
        .formatted(quote(java), quote(classPath), main.getName(), quote(socket));
  }

  private static void write(Path file, String command) throws IOException {
    Files.writeString(file, "#!/bin/sh\nexec " + command + " \"$@\"\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private static String quote(Path path) {
    return quote(path.toString());
  }

  private static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** What to try, in another terminal. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add(" In another terminal:  cd " + directory);
    notes.add("   ./ask workers                   who works on what; kill one by its number");
    notes.add("   ./ask scan X1 mail/archive      send a mail (or mail/letter, mail/pictures)");
    notes.add("   ./ask scan X2 mail/matryoshka   send one that makes its worker hang");
    notes.add("   ./ask reread                    have every worker replaced");
    notes.add("   ./listen YZ                     hear what a gate hears; ./listen: everything");
    if (hasPrograms) {
      notes.add(
          "   ./top                           see it all, and act; ./dashboard: in a browser");
    }
    notes.add(" The sockets there: mimedefang-multiplexor.sock for commands, notify.sock.");
    return notes;
  }
}
