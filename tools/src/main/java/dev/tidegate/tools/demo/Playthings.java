package dev.tidegate.tools.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** Two small programs that are laid into the directory of a demonstration that is kept. */
record Playthings(Path directory) {

  static Playthings lay(Spool spool) throws IOException {
    write(spool.directory().resolve("ask"), Ask.class, spool.commandSocket());
    write(spool.directory().resolve("listen"), Listen.class, spool.notifySocket());
    return new Playthings(spool.directory());
  }

  private static void write(Path file, Class<?> main, Path socket) throws IOException {
    String java = Path.of(System.getProperty("java.home", ""), "bin", "java").toString();
    String classPath = System.getProperty("java.class.path", "");
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
    List<String> notes = new ArrayList<>();
    notes.add(" In another terminal:  cd " + directory);
    notes.add("   ./ask workers                     who works on what, with process ids: kill one");
    notes.add("   ./ask scan X1 mail/archive        send a mail (letter, pictures, archive)");
    notes.add("   ./ask scan X2 mail/matryoshka     send one that makes its worker hang");
    notes.add("   ./ask reread                      have every worker replaced");
    notes.add("   ./listen YZ                       hear what a gate hears; ./listen: everything");
    notes.add(" or any client of your own on command.sock and notify.sock there.");
    return notes;
  }
}
