package dev.tidegate.acceptance.service;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Place;
import dev.tidegate.acceptance.subject.PrivateHost;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.Requirements;
import dev.tidegate.acceptance.subject.Script;
import dev.tidegate.acceptance.subject.Until;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A private host in which a real systemd is the first process, with next to no units but ours. */
final class SystemdHost implements Place, AutoCloseable {

  static final String COMMAND_SOCKET = "/var/spool/MIMEDefang/mimedefang-multiplexor.sock";

  private static final String SYSTEMD = "/lib/systemd/systemd";
  private static final String UNITS = "/etc/systemd/system/";

  private final PrivateHost host;
  private final Path folder;
  private final Process entry;
  private final long systemdPid;

  private SystemdHost(PrivateHost host, Path folder, Process entry, long systemdPid) {
    this.host = host;
    this.folder = folder;
    this.entry = entry;
    this.systemdPid = systemdPid;
  }

  /** Starts systemd; every unit is still stopped. */
  static SystemdHost start() {
    Program.OURS.require();
    Requirements.file(Path.of(SYSTEMD));
    Requirements.programs("systemctl", "systemd-analyze", "mimedefang");
    PrivateHost host = PrivateHost.start();
    try {
      Path folder = Files.createTempDirectory(Path.of("/tmp"), "tidesystemd");
      Path script = Script.copy(SystemdHost.class, "systemd-host.sh", folder);
      Path scratch = Files.createDirectory(folder.resolve("scratch"));
      host.run("mount", "-t", "tmpfs", "-o", "mode=755", "none", scratch.toString()).succeeded();
      List<String> words =
          List.of("sh", script.toString(), scratch.toString(), Program.projectRoot().toString());
      Process entry =
          new ProcessBuilder(host.command(words))
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("console").toFile())
              .start();
      SystemdHost systemd = new SystemdHost(host, folder, entry, awaitSystemd(entry, folder));
      Until.holds("systemd answers", () -> systemd.systemctl("list-units").status() == 0);
      return systemd;
    } catch (IOException e) {
      host.close();
      throw new UncheckedIOException(e);
    }
  }

  private static long awaitSystemd(Process entry, Path folder) {
    Until.holds(
        "systemd runs",
        () -> {
          if (!entry.isAlive()) {
            throw new AssertionError(Files.readString(folder.resolve("console"), ISO_8859_1));
          }
          return find(entry).count() > 0;
        });
    return find(entry).findFirst().orElseThrow().pid();
  }

  private static Stream<ProcessHandle> find(Process entry) {
    return entry
        .descendants()
        .filter(process -> process.info().command().orElse("").endsWith("/systemd"));
  }

  @Override
  public List<String> command(List<String> words) {
    List<String> entered = new ArrayList<>();
    entered.addAll(List.of("nsenter", "--target", Long.toString(systemdPid), "--all", "--"));
    entered.addAll(words);
    return entered;
  }

  @Override
  public Path seenFromHere(String path) {
    return Path.of("/proc/" + systemdPid + "/root" + path);
  }

  Outcome systemctl(String... words) {
    List<String> all = new ArrayList<>(List.of("systemctl", "--no-pager"));
    all.addAll(List.of(words));
    return run(all.toArray(String[]::new));
  }

  /** Copies a file of packaging/systemd to where units are, and has it read. */
  void install(String... names) {
    for (String name : names) {
      Path from = Program.projectRoot().resolve("packaging/systemd").resolve(name);
      run("install", "-D", "-m", "644", from.toString(), UNITS + name).succeeded();
    }
    systemctl("daemon-reload").succeeded();
  }

  /** Writes a file to where units are, and has it read. */
  void unit(String name, String text) {
    text(UNITS + name, text);
    systemctl("daemon-reload").succeeded();
  }

  /** Writes a file. */
  void text(String path, String text) {
    try {
      Path file = seenFromHere(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text, ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes a file that can be executed. */
  void script(String path, String text) {
    Script.write(seenFromHere(path), text);
  }

  /** A file's text, or nothing if there is no such file. */
  String read(String path) {
    return run("sh", "-c", "cat " + path + " 2>/dev/null").output();
  }

  /** Everything that came to the system log so far. */
  String log() {
    return host.log();
  }

  /** What systemd says of a unit, such as {@code ActiveState}. */
  String property(String unit, String name) {
    return systemctl("show", "--property", name, "--value", unit).succeeded().output().strip();
  }

  void await(String unit, String property, String value) {
    Until.holds(
        unit + " has " + property + "=" + value,
        Duration.ofMinutes(1),
        () -> property(unit, property).equals(value),
        () -> systemctl("status", unit).output());
  }

  /** Fails unless systemd says that the start has succeeded. */
  void begin(String unit) {
    Outcome started = systemctl("start", unit);
    if (started.status() != 0) {
      throw new AssertionError(started.output() + systemctl("status", "*.service").output());
    }
  }

  /** What the command socket answers there, through md-mx-ctrl. */
  String ask(String command) {
    List<String> words = new ArrayList<>(List.of("md-mx-ctrl", "-s", COMMAND_SOCKET));
    words.addAll(List.of(command.split(" ")));
    return run(words.toArray(String[]::new)).output();
  }

  @Override
  public void close() {
    try {
      String group =
          Files.readString(Path.of("/proc/" + systemdPid + "/root" + folder + "/scratch/group"));
      entry.descendants().forEach(ProcessHandle::destroyForcibly);
      entry.destroyForcibly().waitFor(1, TimeUnit.MINUTES);
      Until.holds(
          "its control groups are gone",
          () -> {
            host.run("find", group.strip(), "-depth", "-type", "d", "-exec", "rmdir", "{}", ";");
            return host.run("test", "-e", group.strip()).status() != 0;
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      host.close();
      Place.HERE.run("rm", "-rf", folder.toString());
    }
  }
}
