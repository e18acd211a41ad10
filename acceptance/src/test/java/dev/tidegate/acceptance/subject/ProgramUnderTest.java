package dev.tidegate.acceptance.subject;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A multiplexor running in the foreground in a spool directory of its own. */
public final class ProgramUnderTest implements AutoCloseable {

  /**
   * A worker that answers {@code ok} and the command. If the command ends in {@code hold} it waits
   * at the gate first, if it ends in {@code hold=NAME} at the gate of that name.
   */
  public static final String PATIENT_WORKER =
      """
      #!/usr/bin/perl
      $| = 1;
      while (<STDIN>) {
        chomp;
        if (/ hold$/) { open(my $gate, '<', 'gate'); }
        if (/ hold=(\\S+)$/) { open(my $gate, '<', $1); }
        print "ok $_\\n";
      }
      """;

  private static final String UNPRIVILEGED_USER = "defang";
  private static final Duration SOON = Duration.ofMillis(500);
  private static final Duration START_PATIENCE = Duration.ofMinutes(2);
  private static final Pattern PROCESS_OF_WORKER = Pattern.compile("(?m)^\\d+ [IBK] (\\d+)");

  private final Path spool;
  private final Process process;
  private final Gate gate;

  private ProgramUnderTest(Path spool, Process process, Gate gate) {
    this.spool = spool;
    this.process = process;
    this.gate = gate;
  }

  /** Starts it with the patient worker. */
  public static ProgramUnderTest start(Program program, String... options) {
    return startWithWorker(program, PATIENT_WORKER, options);
  }

  /** Starts it here with a worker program of that text. */
  public static ProgramUnderTest startWithWorker(
      Program program, String worker, String... options) {
    return startIn(Place.HERE, program, worker, options);
  }

  /** Starts it; returns when it takes connections. */
  public static ProgramUnderTest startIn(
      Place place, Program program, String worker, String... options) {
    program.require();
    return startIn(place, program.command(), worker, options);
  }

  /** Starts a program of these words there; returns when it takes connections. */
  public static ProgramUnderTest startIn(
      Place place, List<String> program, String worker, String... options) {
    try {
      // Below /tmp whatever the default is: the path of a socket is short.
      Path spool = Files.createTempDirectory(Path.of("/tmp"), "tidespool");
      Script.write(spool.resolve("worker"), worker);
      Gate gate = Gate.make(spool, List.of("gate")).getFirst();
      List<String> words = new ArrayList<>(program);
      words.addAll(List.of("-D", "-z", spool.toString(), "-f", spool.resolve("worker").toString()));
      words.addAll(List.of("-s", spool.resolve("mx.sock").toString()));
      words.addAll(List.of("-a", spool.resolve("any.sock").toString()));
      words.addAll(List.of("-N", spool.resolve("map.sock").toString()));
      if (!List.of(options).contains("-O")) {
        words.addAll(List.of("-O", spool.resolve("notify.sock").toString()));
      }
      Files.setPosixFilePermissions(spool, PosixFilePermissions.fromString("rwxr-xr-x"));
      if (Requirements.isRoot()) {
        words.addAll(List.of("-U", UNPRIVILEGED_USER));
        giveToUser(spool);
      }
      words.addAll(Arrays.asList(options));
      Process process =
          new ProcessBuilder(place.command(words))
              .redirectErrorStream(true)
              .redirectOutput(spool.resolve("output").toFile())
              .start();
      ProgramUnderTest started = new ProgramUnderTest(spool, process, gate);
      try {
        started.awaitSockets();
      } catch (AssertionError neverReady) {
        started.close();
        throw neverReady;
      }
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void giveToUser(Path spool) throws IOException {
    var owner =
        spool
            .getFileSystem()
            .getUserPrincipalLookupService()
            .lookupPrincipalByName(UNPRIVILEGED_USER);
    Files.setOwner(spool, owner);
  }

  private void awaitSockets() {
    Until.holds(
        "the command socket takes connections",
        START_PATIENCE,
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError("ended with status " + process.exitValue() + "\n" + output());
          }
          return answers();
        },
        this::output);
  }

  private boolean answers() {
    try (Wire wire = command()) {
      return wire.send("free\n").rest().endsWith("\n");
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** A connection to the command socket. */
  public Wire command() {
    return Wire.connect(commandSocket());
  }

  public Wire unprivileged() {
    return Wire.connect(unprivilegedSocket());
  }

  public Wire map() {
    return Wire.connect(spool.resolve("map.sock"));
  }

  public Wire listener() {
    return Wire.connect(spool.resolve("notify.sock"));
  }

  /**
   * A listener whose interest is known to have been taken: requests are made until it is told of
   * one, and what it was told is read. Its interest must have S or F in it, or with one slot Y or
   * Z.
   */
  public Wire listenerTo(String interest) {
    Wire wire = listener();
    if (!wire.line().equals("*OK")) {
      throw new AssertionError("not taken as a listener");
    }
    wire.send(interest + "\n");
    awaitToldTo(wire);
    return wire;
  }

  /** Makes requests until this listener is told of one, and reads what it is told. */
  public void awaitToldTo(Wire wire) {
    Until.holds(
        "the listener is told",
        () -> {
          ask("scan q0 /nowhere");
          return wire.line(SOON).isPresent();
        });
    while (wire.line(SOON).isPresent()) {
      // Until there is nothing left.
    }
  }

  public Path commandSocket() {
    return spool.resolve("mx.sock");
  }

  public Path unprivilegedSocket() {
    return spool.resolve("any.sock");
  }

  public Path spool() {
    return spool;
  }

  public Gate gate() {
    return gate;
  }

  /** Makes further gates. */
  public List<Gate> gates(List<String> names) {
    return Gate.make(spool, names);
  }

  /** Sends one command and returns the whole answer. */
  public String ask(String line) {
    try (Wire wire = command()) {
      return wire.send(line + "\n").rest();
    }
  }

  /** Sends a command without waiting for its answer. */
  public Wire request(String line) {
    return command().send(line + "\n");
  }

  /** What the command {@code free} answers. */
  public int free() {
    return Integer.parseInt(ask("free").strip());
  }

  /** One letter a slot. */
  public String states() {
    return ask("status").split(" ", 2)[0];
  }

  /** The processes of the workers that have one. */
  public List<Long> workerPids() {
    return PROCESS_OF_WORKER
        .matcher(ask("workers"))
        .results()
        .map(match -> Long.valueOf(match.group(1)))
        .toList();
  }

  /** The multiplexor's own process, as seen from here. */
  public ProcessHandle handle() {
    ProcessHandle handle = process.toHandle();
    boolean isNsenter = handle.info().command().orElse("").endsWith("nsenter");
    return isNsenter ? handle.children().findFirst().orElseThrow() : handle;
  }

  /** Resident memory of the multiplexor's own process. */
  public long residentKib() {
    try (var lines = Files.lines(Path.of("/proc/" + handle().pid() + "/status"), ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> Long.valueOf(line.replaceAll("\\D", "")))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many descriptors the multiplexor's own process has open. */
  public int openDescriptors() {
    String[] open = new File("/proc/" + handle().pid() + "/fd").list();
    if (open == null) {
      throw new AssertionError("no such process");
    }
    return open.length;
  }

  /** Processor time that the multiplexor's own process has used. */
  public Duration processorTime() {
    return handle().info().totalCpuDuration().orElseThrow();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Sends a signal by its name. */
  public void signal(String name) {
    Outcome.of(List.of("kill", "-" + name, Long.toString(handle().pid()))).succeeded();
  }

  /** Sends TERM; returns the exit status, or fails if it does not end in time. */
  public int stop(Duration patience) {
    signal("TERM");
    return awaitExit(patience);
  }

  /** Waits for its end, which is to come by itself; returns the exit status. */
  public int awaitExit(Duration patience) {
    try {
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("still alive after " + patience + "\n" + output());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
    return process.exitValue();
  }

  /** What it wrote to its standard output and error. */
  public String output() {
    try {
      return Files.readString(spool.resolve("output"), ISO_8859_1);
    } catch (IOException e) {
      return "(no output: " + e + ")";
    }
  }

  /** Ends it and every worker at once. */
  @Override
  public void close() {
    gate.close();
    List<ProcessHandle> all = process.toHandle().descendants().toList();
    process.destroyForcibly();
    all.forEach(ProcessHandle::destroyForcibly);
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Outcome.of(List.of("rm", "-rf", spool.toString())).succeeded();
  }
}
