package dev.tidegate.tools.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Two small programs that are laid into the directory of a demonstration that is kept. */
record Playthings(Path directory) {

  static Playthings lay(Spool spool) throws IOException {
    write(spool.directory().resolve("ask"), Ask.class, spool.commandSocket());
    write(spool.directory().resolve("listen"), Listen.class, spool.notifySocket());
    return new Playthings(spool.directory());
  }

  private static void write(Path file, Class<?> main, Path socket) throws IOException {
    String java = Path.of(System.getProperty("java.home", ""), "bin", "java").toString();
    String classPath =
        Stream.of(System.getProperty("java.class.path", "").split(File.pathSeparator))
            .map(each -> Path.of(each).toAbsolutePath().toString())
            .collect(Collectors.joining(File.pathSeparator));
    Files.writeString(
        file,
        """
        #!/bin/sh
        exec %s -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp %s %s %s "$@"
        """
            .formatted(quote(java), quote(classPath), main.getName(), quote(socket.toString())));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  private static String quote(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  /** What to try, in another terminal. */
  List<String> notes() {
    return List.of(
        " In another terminal:  cd " + directory,
        "   ./ask workers                   who works on what; kill one by its number",
        "   ./ask scan X1 mail/archive      send a mail (or mail/letter, mail/pictures)",
        "   ./ask scan X2 mail/matryoshka   send one that makes its worker hang",
        "   ./ask reread                    have every worker replaced",
        "   ./listen YZ                     hear what a gate hears; ./listen: everything",
        " The sockets there: mimedefang-multiplexor.sock for commands, notify.sock.");
  }
}
