package dev.tidegate.daemon.net;

import dev.tidegate.daemon.posix.Limits;
import dev.tidegate.daemon.posix.WorkerProgram;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.LoaderKind;
import dev.tidegate.pool.values.LoaderStop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A loop with a warm parent of a program that the test writes. */
final class WarmFixture implements AutoCloseable {
  static final long LOADER = 1;
  private static final long DEADLINE_SECONDS = 20;

  /** A program that can be loaded once, as mimedefang.pl can, with Perl to run as it is loaded. */
  static final String LOADABLE =
      """
      #!/usr/bin/perl -w
      use strict;
      our $kept = %s;
      sub main { 0 }
      sub do_main_loop { $| = 1; while (my $line = <STDIN>) { chomp $line; print answer($line), "\\n" } 7 }
      sub answer { my ($code) = @_; my $result = eval $code; defined $result ? $result : "undef: $@" }
      if (!caller) { exit do_main_loop() }
      1;
      """;

  final NetFixture net;
  final Path program;
  private final Path folder;

  private WarmFixture(Path folder, LoaderProgram loaders) throws Exception {
    this.folder = folder;
    this.program = Path.of(loaders.worker().path());
    this.net = NetFixture.with(loaders);
  }

  /** What may differ from a plain warm parent. */
  static final class Builder {
    private final String text;
    private boolean status;
    private String preload = "";
    private String probe = "ping";
    private List<Limits.Setting> workerLimits = List.of();
    private List<String> rules = List.of();
    private String warmParentText = LoaderProgram.readWarmParentText();

    private Builder(String text) {
      this.text = text;
    }

    Builder withStatus() {
      status = true;
      return this;
    }

    Builder preload(String perl) {
      preload = perl;
      return this;
    }

    Builder probe(String line) {
      probe = line;
      return this;
    }

    Builder workerLimits(Limits.Setting... limits) {
      workerLimits = List.of(limits);
      return this;
    }

    Builder rules(String file) {
      rules = List.of("-f", file);
      return this;
    }

    /** Has the warm parent's own program changed. */
    Builder change(String from, String to) {
      if (!warmParentText.contains(from)) {
        throw new AssertionError("the program of warm parents has no " + from);
      }
      warmParentText = warmParentText.replace(from, to);
      return this;
    }

    WarmFixture build() throws Exception {
      Path folder = Files.createTempDirectory("tidegate-warm");
      String path = text;
      if (text.startsWith("#!")) {
        path = folder.resolve("filter").toString();
        Files.writeString(Path.of(path), text, StandardCharsets.ISO_8859_1);
        Files.setPosixFilePermissions(Path.of(path), PosixFilePermissions.fromString("rwxr-xr-x"));
      }
      Optional<String> file = Optional.empty();
      if (!preload.isEmpty()) {
        Path written = Files.writeString(folder.resolve("preload.pl"), preload);
        file = Optional.of(written.toString());
      }
      List<String> arguments = new ArrayList<>(List.of("filter"));
      arguments.addAll(rules);
      arguments.add(status ? "-serveru" : "-server");
      WorkerProgram worker =
          new WorkerProgram(
              path, arguments, List.of("PATH=/usr/bin:/bin", "A=1"), status, workerLimits);
      return new WarmFixture(
          folder, new LoaderProgram(worker, rules, file, warmParentText, List.of(), probe));
    }
  }

  /** The program of a path, or of a text that begins with an interpreter. */
  static Builder of(String program) {
    return new Builder(program);
  }

  /** A program that can be loaded, with a Perl expression that is evaluated then. */
  static Builder loadable(String expression) {
    return new Builder(LOADABLE.formatted(expression));
  }

  /** Starts the warm parent and returns its pid. */
  int start() throws Exception {
    net.run(() -> net.workers.startLoader(LOADER, LoaderKind.WARM_PARENT));
    return net.next(Event.LoaderStarted.class).pid();
  }

  /** Starts the warm parent and waits until it is ready. */
  int ready() throws Exception {
    int pid = start();
    net.next(Event.LoaderReady.class);
    return pid;
  }

  void order(int slot) throws Exception {
    net.run(() -> net.workers.fork(slot, LOADER));
  }

  /** Has a worker forked and returns its pid. */
  int fork(int slot) throws Exception {
    order(slot);
    return net.next(Event.WorkerSpawned.class).pid();
  }

  void stop(LoaderStop how) throws Exception {
    net.run(() -> net.workers.stopLoader(LOADER, how));
  }

  /** Returns what a worker answers. */
  String ask(int slot, String line) throws Exception {
    net.send(slot, line);
    net.next(Event.RequestTaken.class);
    return net.next(Event.WorkerAnswered.class).line();
  }

  /** Returns the fields of /proc/PID/status. */
  static Map<String, String> status(int pid) throws IOException {
    TreeMap<String, String> fields = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/status"))) {
      String[] parts = line.split(":\\s*", 2);
      fields.put(parts[0], parts[1]);
    }
    return fields;
  }

  /** Returns the descriptors of a process: number, kind and flags of each. */
  static Map<Integer, String> descriptors(int pid) throws IOException {
    TreeMap<Integer, String> found = new TreeMap<>();
    try (var files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path each : files.toList()) {
        String number = String.valueOf(each.getFileName());
        String flags = Files.readString(Path.of("/proc/" + pid + "/fdinfo/" + number));
        found.put(
            Integer.valueOf(number),
            Pattern.compile("[0-9]{3,}")
                    .matcher(Files.readSymbolicLink(each).toString())
                    .replaceAll("N")
                + " "
                + flags.lines().filter(line -> line.startsWith("flags")).findFirst().orElse(""));
      }
    }
    return found;
  }

  /** Waits for a condition. */
  static void await(String what, Condition condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
    while (!condition.holds()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("not in time: " + what);
      }
      Thread.onSpinWait();
    }
  }

  /** Something that comes true. */
  interface Condition {
    boolean holds() throws Exception;
  }

  @Override
  public void close() throws IOException {
    net.close();
    try (var files = Files.list(folder)) {
      for (Path each : files.toList()) {
        Files.delete(each);
      }
    }
    Files.delete(folder);
  }
}
