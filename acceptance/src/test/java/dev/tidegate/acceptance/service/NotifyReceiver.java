package dev.tidegate.acceptance.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tidegate.acceptance.subject.Place;
import dev.tidegate.acceptance.subject.Script;
import dev.tidegate.acceptance.subject.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A service manager's ear: everything that comes to its socket, in order. */
final class NotifyReceiver implements AutoCloseable {

  private static final String COMMAND_SOCKET = "command-socket";

  private final Path folder;
  private final String name;
  private final Process process;

  private NotifyReceiver(Path folder, String name, Process process) {
    this.folder = folder;
    this.name = name;
    this.process = process;
  }

  /** Hears under a path of its own. */
  static NotifyReceiver atPath() {
    return open(false);
  }

  /** Hears under an abstract name. */
  static NotifyReceiver atAbstractName() {
    return open(true);
  }

  private static NotifyReceiver open(boolean isAbstract) {
    try {
      Path folder = Files.createTempDirectory(Path.of("/tmp"), "tidenotify");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      String name = (isAbstract ? "@" : "") + folder.resolve("socket");
      Path script = Script.copy(NotifyReceiver.class, "notify-receiver.pl", folder);
      Process process =
          new ProcessBuilder(
                  "perl", script.toString(), name, folder.resolve(COMMAND_SOCKET).toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("heard").toFile())
              .start();
      NotifyReceiver receiver = new NotifyReceiver(folder, name, process);
      Until.holds("the receiver is open", () -> receiver.lines().contains("open"));
      return receiver;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A place in which programs are told of this receiver, and it of their command sockets.
   *
   * @param variables for their environment too, as NAME=VALUE
   */
  Place place(String... variables) {
    return new Place() {
      @Override
      public List<String> command(List<String> words) {
        knows(words.get(words.indexOf("-s") + 1));
        List<String> all = new ArrayList<>(List.of("env", "NOTIFY_SOCKET=" + name));
        all.addAll(List.of(variables));
        all.addAll(words);
        return all;
      }

      @Override
      public Path seenFromHere(String path) {
        return Path.of(path);
      }
    };
  }

  private void knows(String commandSocket) {
    try {
      Files.writeString(folder.resolve(COMMAND_SOCKET), commandSocket, ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What came so far. */
  List<String> heard() {
    List<String> lines = lines();
    return lines.subList(1, lines.size());
  }

  private List<String> lines() {
    try {
      String text = Files.readString(folder.resolve("heard"), ISO_8859_1);
      // The last line may not be whole yet.
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many of what came so far begin like that. */
  long count(String beginning) {
    return heard().stream().filter(line -> line.startsWith(beginning)).count();
  }

  void await(String beginning) {
    Until.holds("it says " + beginning, () -> count(beginning) > 0);
  }

  /** Reads nothing from now on. */
  void freeze() {
    Place.HERE.run("kill", "-STOP", Long.toString(process.pid())).succeeded();
  }

  void thaw() {
    Place.HERE.run("kill", "-CONT", Long.toString(process.pid())).succeeded();
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
    Place.HERE.run("rm", "-rf", folder.toString()).succeeded();
  }
}
