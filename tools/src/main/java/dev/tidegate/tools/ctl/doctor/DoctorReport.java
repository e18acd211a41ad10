package dev.tidegate.tools.ctl.doctor;

import dev.tidegate.client.Address;
import dev.tidegate.tools.ctl.command.Document;
import dev.tidegate.tools.ctl.command.Server;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Gathers the facts, and has them judged. It changes nothing. */
final class DoctorReport {
  private static final Path DEFAULTS = Path.of("/etc/default/mimedefang");
  private static final Path SPOOL = Path.of("/var/spool/MIMEDefang");
  private static final int DEFAULTS_BYTES = 65_536;
  private static final double SECOND_MILLIS = 1_000;
  private static final Path GROUPS = Path.of("/sys/fs/cgroup");
  private static final Pattern WORKER = Pattern.compile("(?m)^\\d+ [IBK] (\\d{1,10})\\b");
  private static final int MOST_WORKERS = 1_000;
  private static final int PID_BYTES = 20;
  private static final long KIB = 1_024;
  private static final String AS_ROOT = "run the doctor as root";

  private final Server server;
  private final Optional<Path> pidFile;
  private final Optional<Duration> filterLimit;
  private final ProcessTable table = new ProcessTable(Path.of("/proc"));
  private final List<Finding> findings = new ArrayList<>();

  /**
   * @param pidFile where the multiplexor's process is written, if that is known
   * @param filterLimit how long the filter may take to compile; without it, it is not tried
   */
  DoctorReport(Server server, Optional<Path> pidFile, Optional<Duration> filterLimit) {
    this.server = server;
    this.pidFile = pidFile;
    this.filterLimit = filterLimit;
  }

  List<Finding> findings() throws InterruptedException {
    Optional<Document> stats = Optional.empty();
    List<Long> workers = List.of();
    try {
      stats = ask();
      workers = workers();
    } catch (IOException failure) {
      findings.add(
          Finding.bad(
              "multiplexor",
              String.valueOf(failure.getMessage()),
              "systemctl status mimedefang-multiplexor, and the mail log"));
    }
    Optional<HostProcess> process = process(workers);
    Optional<Settings> settings =
        stats.map(Settings::of).or(() -> process.map(HostProcess::words).map(Settings::of));
    process.ifPresent(
        facts ->
            findings.addAll(
                ProcessRules.findings(facts, settings.map(Settings::maxWorkers).orElse(0))));
    files(process);
    if (process.isPresent() && filterLimit.isPresent()) {
      HostProcess facts = process.get();
      FilterTrial trial =
          FilterTrial.of(
              facts.words(), facts.user(), table.groupId(facts.pid()).orElse("0"), self());
      findings.add(FilterRules.finding(trial.run(filterLimit.get())));
    }
    if (settings.isPresent()) {
      settings(settings.get(), stats, process);
    }
    return List.copyOf(findings);
  }

  /** Returns what it tells of itself, if it is ours. */
  private Optional<Document> ask() throws IOException {
    if (!server.isOurs()) {
      findings.add(
          Finding.good(
              "multiplexor",
              "%s answers: MIMEDefang's own %s, which tells nothing of its pool's past or settings"
                  .formatted(server.address(), server.ask("version").strip())));
      states(server.ask("status"));
      return Optional.empty();
    }
    Optional<Document> stats = Document.parse(server.ask("stats"));
    if (stats.isEmpty()) {
      throw new IOException(server.address() + " does not answer 'stats' as a multiplexor does");
    }
    String version = stats.get().text("version");
    findings.add(Finding.good("multiplexor", server.address() + " answers: tidegate " + version));
    ownVersion()
        .filter(own -> !own.equals(version))
        .ifPresent(
            own ->
                findings.add(
                    Finding.note(
                        "version",
                        "it is " + version + ", and these tools are " + own,
                        "restart the multiplexor if an update was installed")));
    Optional<Document> incidents =
        server.knows("incidents") ? Document.parse(server.ask("incidents")) : Optional.empty();
    findings.addAll(
        PoolRules.findings(stats.get(), incidents.filter(each -> each.has("incidents"))));
    return stats;
  }

  private void states(String status) {
    String states = status.split(" ", 2)[0];
    long busy = states.chars().filter(each -> each == 'B').count();
    if (!states.isEmpty() && states.chars().allMatch(each -> each == 'B' || each == 'K')) {
      findings.add(
          Finding.bad(
              "pool",
              "none of " + states.length() + " workers is free",
              "tidegate ctl busyworkers shows with what they are busy"));
    } else {
      findings.add(Finding.good("pool", busy + " of " + states.length() + " workers busy"));
    }
  }

  private List<Long> workers() throws IOException {
    Matcher matcher = WORKER.matcher(server.ask("workers"));
    return matcher.results().limit(MOST_WORKERS).map(each -> Long.valueOf(each.group(1))).toList();
  }

  private Optional<HostProcess> process(List<Long> workers) {
    OptionalLong found = find(workers);
    if (found.isEmpty()) {
      findings.add(
          Finding.unseen(
              "process",
              "the multiplexor's process was not found, so nothing that hangs on it was looked at",
              AS_ROOT + ", on the host of the multiplexor, or name its pid file with -p"));
      return Optional.empty();
    }
    long pid = found.getAsLong();
    OptionalLong start = table.start(pid);
    HostProcess facts = facts(pid, workers);
    if (start.isEmpty() || !table.start(pid).equals(start)) {
      findings.add(
          Finding.unseen(
              "process",
              "the multiplexor's process, " + pid + ", ended while it was looked at",
              "see why in the mail log, and look again"));
      return Optional.empty();
    }
    return Optional.of(facts);
  }

  /** Each is another look at /proc: they are of one process only if it has lived all the while. */
  private HostProcess facts(long pid, List<Long> workers) {
    List<Long> workerKib = new ArrayList<>();
    workers.forEach(each -> table.childMemoryKib(each, pid).ifPresent(workerKib::add));
    OptionalLong memory = table.groupLimit(pid, GROUPS, "memory.max");
    return new HostProcess(
        pid,
        table.userId(pid).map(Disk::userName).orElse("?"),
        MultiplexorWords.of(table.words(pid)),
        table.openFiles(pid),
        table.fileLimit(pid),
        table.groupLimit(pid, GROUPS, "pids.max"),
        memory.isPresent() ? OptionalLong.of(memory.getAsLong() / KIB) : memory,
        table.ownMemoryKib(pid),
        workerKib,
        !table.programs(pid).isEmpty(),
        table.replaced(pid),
        table.changed(pid));
  }

  /** By its pid file, by who listens on the socket, or as the parent of a worker. */
  private OptionalLong find(List<Long> workers) {
    if (pidFile.isPresent()) {
      OptionalLong written = written(pidFile.get());
      if (written.isPresent() && table.isMultiplexor(written.getAsLong())) {
        return written;
      }
      findings.add(
          Finding.note(
              "pid file",
              pidFile.get() + " names no multiplexor that runs",
              "see which file its -p names, and whether it runs"));
    }
    if (server.address() instanceof Address.Local local) {
      OptionalLong holder = table.holder(local.path().toAbsolutePath());
      if (holder.isPresent()) {
        return holder;
      }
    }
    return workers.stream()
        .map(table::multiplexorAbove)
        .filter(OptionalLong::isPresent)
        .findFirst()
        .orElse(OptionalLong.empty());
  }

  private static OptionalLong written(Path file) {
    try (var stream = Files.newInputStream(file)) {
      String text = new String(stream.readNBytes(PID_BYTES), StandardCharsets.US_ASCII).strip();
      return text.matches("\\d{1,10}")
          ? OptionalLong.of(Long.parseLong(text))
          : OptionalLong.empty();
    } catch (IOException unreadable) {
      return OptionalLong.empty();
    }
  }

  private void files(Optional<HostProcess> process) throws InterruptedException {
    List<SocketFacts> sockets = new ArrayList<>();
    Optional<String> user = process.map(HostProcess::user);
    if (process.isPresent()) {
      MultiplexorWords words = process.get().words();
      for (char option : "saON".toCharArray()) {
        words.socketFile(option).flatMap(path -> Disk.socket(option, path)).ifPresent(sockets::add);
      }
      findings.addAll(SocketRules.findings(sockets, user));
      findings.addAll(SocketRules.ports(words));
      Optional<SpoolFacts> spool = Disk.spool(words.spool());
      if (spool.isPresent()) {
        findings.addAll(SpoolRules.findings(spool.get(), user));
      } else {
        findings.add(Finding.unseen("spool", words.spool() + " cannot be looked at", AS_ROOT));
      }
    }
  }

  private void settings(Settings settings, Optional<Document> stats, Optional<HostProcess> process)
      throws InterruptedException {
    Postfix postfix = Postfix.ask();
    HostFacts host =
        new HostFacts(
            table.machineMemoryKib(),
            postfix.contentTimeoutSeconds(),
            postfix.commandTimeoutSeconds(),
            table.hasAskingMilter());
    OptionalLong givenMinimum =
        process.isPresent()
            ? OptionalLong.of(process.get().words().number('m', 0))
            : OptionalLong.empty();
    findings.addAll(
        SettingsRules.findings(
            settings,
            host,
            stats.map(DoctorReport::meanScan).orElse(OptionalDouble.empty()),
            givenMinimum));
    // Debian's settings are of the multiplexor with Debian's spool directory.
    if (process.filter(each -> each.words().spool().equals(SPOOL)).isPresent()) {
      stats.flatMap(each -> SettingsRules.embedPerl(each, defaults())).ifPresent(findings::add);
    }
    process.ifPresent(
        facts ->
            findings.add(
                SettingsRules.memory(
                    settings,
                    stats.map(each -> withSharedMemory(facts, each)).orElse(facts),
                    host)));
  }

  /** Returns Debian's settings; empty if they cannot be read. */
  private static String defaults() {
    try (var stream = Files.newInputStream(DEFAULTS)) {
      return new String(stream.readNBytes(DEFAULTS_BYTES), StandardCharsets.ISO_8859_1);
    } catch (IOException unreadable) {
      return "";
    }
  }

  /**
   * What forked workers share with their warm parent is there once, though each seems to have it.
   */
  static HostProcess withSharedMemory(HostProcess process, Document stats) {
    List<Long> privateKib = new ArrayList<>();
    for (Document slot : stats.list("slots")) {
      slot.number("privateKib")
          .ifPresent(
              kib -> {
                if (kib >= 0) {
                  privateKib.add((long) kib);
                }
              });
    }
    double parentKib = stats.number("warmParent", "memoryKib").orElse(-1);
    boolean isForked = stats.text("warmParent", "state").equals("ready");
    return isForked && parentKib >= 0 && !privateKib.isEmpty()
        ? process.withSharedMemory(privateKib, (long) parentKib)
        : process;
  }

  private static OptionalDouble meanScan(Document stats) {
    double count = stats.number("requests_scan", "duration", "count").orElse(0);
    double sum = stats.number("requests_scan", "duration", "sumMs").orElse(0);
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count / SECOND_MILLIS);
  }

  private static String self() {
    return System.getProperty("user.name", "?");
  }

  /** The version of these tools, which the manifest of their jar has. */
  private static Optional<String> ownVersion() {
    return Optional.ofNullable(DoctorReport.class.getPackage().getImplementationVersion());
  }
}
