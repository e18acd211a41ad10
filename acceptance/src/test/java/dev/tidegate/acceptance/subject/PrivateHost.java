package dev.tidegate.acceptance.subject;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * A little host with files, network, process numbers and a system log of its own, made of
 * namespaces: what is installed here is there, and nothing that happens there is seen here.
 */
public final class PrivateHost implements Place, AutoCloseable {

  private static final List<String> UNSHARE =
      List.of(
          "unshare",
          "--mount",
          "--net",
          "--pid",
          "--uts",
          "--ipc",
          "--fork",
          "--kill-child=KILL",
          "--mount-proc");

  private final Process unshare;
  private final Path folder;
  private final long initPid;

  private PrivateHost(Process unshare, Path folder, long initPid) {
    this.unshare = unshare;
    this.folder = folder;
    this.initPid = initPid;
  }

  /** Starts a host; the test is skipped without root. */
  public static PrivateHost start() {
    Requirements.root();
    Requirements.programs("unshare", "nsenter", "ip", "perl");
    try {
      Path folder = Files.createTempDirectory("tidehost");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      Path setup = Script.copy(PrivateHost.class, "private-host.sh", folder);
      Path init = Script.copy(PrivateHost.class, "private-host-init.pl", folder);
      Path scratch = Files.createDirectory(folder.resolve("scratch"));
      List<String> words = new ArrayList<>(UNSHARE);
      words.addAll(List.of("sh", setup.toString(), scratch.toString(), init.toString()));
      Process unshare = new ProcessBuilder(words).redirectErrorStream(true).start();
      awaitReady(unshare);
      long initPid = unshare.children().findFirst().orElseThrow().pid();
      return new PrivateHost(unshare, folder, initPid);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitReady(Process unshare) throws IOException {
    BufferedReader reader =
        new BufferedReader(new InputStreamReader(unshare.getInputStream(), ISO_8859_1));
    StringBuilder said = new StringBuilder();
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.equals("ready")) {
        return;
      }
      said.append(line).append('\n');
    }
    throw new AssertionError("the private host did not start:\n" + said);
  }

  @Override
  public List<String> command(List<String> words) {
    List<String> entered = new ArrayList<>();
    entered.addAll(List.of("nsenter", "--target", Long.toString(initPid)));
    entered.addAll(List.of("--mount", "--net", "--pid", "--uts", "--ipc", "--"));
    entered.addAll(words);
    return entered;
  }

  @Override
  public Path seenFromHere(String path) {
    return Path.of("/proc/" + initPid + "/root" + path);
  }

  /** Runs a shell script there, stopping at its first failing command. */
  public Outcome shell(String script) {
    return run("sh", "-ec", script);
  }

  /** Writes a file there. */
  public void write(String path, String text) {
    try {
      Files.writeString(seenFromHere(path), text, ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file's text, or nothing if there is no such file. */
  public String read(String path) {
    Path file = seenFromHere(path);
    try {
      return Files.exists(file) ? Files.readString(file, ISO_8859_1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Everything that came to the system log so far. */
  public String log() {
    return read("/var/log/syslog");
  }

  /** Stops whoever reads the system log there, until {@link #thaw}. */
  public void freeze() {
    Outcome.of(List.of("kill", "-STOP", Long.toString(initPid))).succeeded();
  }

  public void thaw() {
    Outcome.of(List.of("kill", "-CONT", Long.toString(initPid))).succeeded();
  }

  /** Ends everything in the host. */
  @Override
  public void close() {
    try {
      unshare.getOutputStream().close();
      unshare.destroyForcibly().waitFor();
      try (var files = Files.walk(folder)) {
        files.sorted((a, b) -> b.compareTo(a)).forEach(PrivateHost::delete);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
