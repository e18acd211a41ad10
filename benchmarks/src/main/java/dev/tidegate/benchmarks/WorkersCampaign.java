package dev.tidegate.benchmarks;

import dev.tidegate.benchmarks.WorkersTable.WorkerKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/** Workers with the real mimedefang.pl: starts, memory, and what rereads do to mail. */
final class WorkersCampaign {
  private static final int POOL = 10;
  private static final int MANY = 100;
  private static final int STARTS = 5;
  private static final int SCANS = 50;
  private static final double SCANS_PER_SECOND = 5;
  private static final long MAIL_NANOS = TimeUnit.SECONDS.toNanos(6);
  private static final long POLL_FREE_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);
  private static final String GATE_CHECK = "relayok 127.0.0.1 " + RealFilter.GATE_HOST;
  private static final String REPORTED = "Reread failed";
  private static final Path PRELOAD = Path.of("packaging/warm/preload-spamassassin.pl");

  /** SpamAssassin makes it, in the home of the mail user. */
  private static final Path USER_STATE = Path.of("/var/spool/MIMEDefang/.spamassassin");

  private final BenchHost benchHost;

  WorkersCampaign(BenchHost benchHost) {
    this.benchHost = benchHost;
  }

  void run() throws IOException {
    boolean hadState = Files.exists(USER_STATE);
    int runs = benchHost.runs(benchHost.plan().pace().fewerRuns());
    try {
      for (int run = 0; run < runs; run++) {
        List<WorkerSetup> setups = List.of(WorkerSetup.values());
        for (WorkerSetup setup : run % 2 == 0 ? setups : setups.reversed()) {
          if (benchHost.has(setup.program())) {
            measure(setup);
          }
        }
      }
    } finally {
      if (!hadState && Files.isDirectory(USER_STATE)) {
        Spool.delete(USER_STATE);
      }
    }
  }

  /** What cannot be measured is told, and the others go on. */
  private void measure(WorkerSetup setup) {
    if (System.nanoTime() - benchHost.deadlineNanos() > 0) {
      benchHost.measurements().shorten();
      return;
    }
    try {
      pool(setup);
      if (setup.embedded() && !setup.stock()) {
        hundred(setup);
      }
    } catch (IOException | RuntimeException failure) {
      benchHost.say("%s failed: %s", setup.label(), failure);
      benchHost.measurements().failed(Part.WORKERS, setup.label() + ": " + failure.getMessage());
    }
  }

  /** A multiplexor with its filter. */
  private record Host(MultiplexorProcess multiplexor, RealFilter filter) implements AutoCloseable {
    double relayMillis() throws IOException {
      long start = System.nanoTime();
      multiplexor.ask("relayok 127.0.0.1 localhost");
      return (System.nanoTime() - start) / NANOS_PER_MILLI;
    }

    /** Negative if it was not scanned. */
    double scanMillis() throws IOException {
      Path message = filter.message();
      try {
        long start = System.nanoTime();
        String answer = multiplexor.ask("scan q1 " + message);
        double millis = (System.nanoTime() - start) / NANOS_PER_MILLI;
        return answer.startsWith("ok") ? millis : -1;
      } finally {
        Spool.delete(message);
      }
    }

    void endWorkers() throws IOException {
      for (long pid : multiplexor.workerPids()) {
        ProcessHandle.of(pid)
            .filter(multiplexor::isChild)
            .ifPresent(ProcessHandle::destroyForcibly);
      }
      await("workers gone", () -> count() == 0);
    }

    int count() {
      try {
        return multiplexor.workerPids().size();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }

    @Override
    public void close() throws IOException {
      multiplexor.close();
    }
  }

  private Host start(WorkerSetup setup, int workers) throws IOException {
    Spool spool = Spool.make();
    RealFilter filter = new RealFilter(spool, setup.stock());
    List<String> options = new ArrayList<>(filter.options());
    options.addAll(List.of("-m", "0", "-x", Integer.toString(workers), "-b", "8"));
    options.addAll(List.of("-q", "128", "-I", "200", "-r", "700000000", "-i", "3600"));
    if (setup.embedded()) {
      options.add("-E");
    }
    if (setup.stock() && setup.program() == Program.OURS) {
      Path root = Path.of(System.getProperty("tidegate.root", "")).toAbsolutePath();
      options.addAll(List.of("--preload", filter.copy(root.resolve(PRELOAD)).toString()));
    }
    List<String> command = benchHost.commands().of(setup.program());
    MultiplexorProcess multiplexor = MultiplexorProcess.begin(command, spool, options, workers);
    Host host = new Host(multiplexor, filter);
    try {
      multiplexor.awaitSocket();
      host.relayMillis();
      host.endWorkers();
      return host;
    } catch (IOException failure) {
      host.close();
      throw failure;
    }
  }

  private void pool(WorkerSetup setup) throws IOException {
    try (Host host = start(setup, POOL)) {
      for (int start = 0; start < STARTS; start++) {
        add(setup, WorkerFigure.FIRST_RELAY, host.relayMillis());
        host.endWorkers();
      }
      for (int start = 0; start < STARTS; start++) {
        add(setup, WorkerFigure.FIRST_SCAN, host.scanMillis());
        host.endWorkers();
      }
      for (int scan = 0; scan < SCANS; scan++) {
        host.scanMillis();
      }
      long worker = host.multiplexor().workerPids().getFirst();
      add(setup, WorkerFigure.PRIVATE, memoryMib(worker, "Private_"));
      await(
          "all workers",
          () -> {
            atOnce(POOL, host::scanMillis);
            return host.count() == POOL;
          });
      double pss = 0;
      for (long pid : host.multiplexor().family()) {
        pss += memoryMib(pid, "Pss:");
      }
      add(setup, WorkerFigure.POOL, pss);
      add(setup, WorkerFigure.FREE_BEFORE, longestFree(host));
      Mail before = mail(host);
      add(setup, WorkerFigure.MAIL_P99, before.p99Millis());
      host.multiplexor().ask("reread");
      Mail during = mail(host);
      add(setup, WorkerFigure.REREAD_P99, during.p99Millis());
      add(setup, WorkerFigure.REREAD_UNSERVED, during.unserved());
      host.multiplexor().ask("reread");
      add(setup, WorkerFigure.FREE_LOADING, longestFree(host));
      broken(setup, host);
    }
  }

  private void broken(WorkerSetup setup, Host host) throws IOException {
    host.filter().breakFilter();
    long start = System.nanoTime();
    host.multiplexor().ask("reread");
    // The reference says nothing about it.
    if (setup.program() == Program.OURS) {
      Thread.ofVirtual()
          .start(
              () -> {
                await("the failure reported", () -> host.multiplexor().hasSaid(REPORTED));
                synchronized (benchHost) {
                  double millis = (System.nanoTime() - start) / NANOS_PER_MILLI;
                  add(setup, WorkerFigure.BROKEN_REPORTED, millis);
                }
              });
    }
    Mail mail = mail(host);
    synchronized (benchHost) {
      add(setup, WorkerFigure.BROKEN_UNSERVED, mail.unserved());
    }
  }

  private void hundred(WorkerSetup setup) throws IOException {
    try (Host host = start(setup, MANY)) {
      long start = System.nanoTime();
      Thread all =
          Thread.ofPlatform()
              .start(
                  () ->
                      atOnce(
                          MANY,
                          () -> {
                            host.multiplexor().ask(GATE_CHECK);
                            return 0;
                          }));
      await("100 workers at the gate", () -> host.filter().began().toFile().length() == MANY);
      add(setup, WorkerFigure.HUNDRED, (System.nanoTime() - start) / NANOS_PER_MILLI);
      host.multiplexor().openGate();
      join(all);
    }
  }

  /** Scans at a fixed rate; how long they took, and how many were not served. */
  private record Mail(double p99Millis, double unserved) {}

  private static Mail mail(Host host) {
    Histogram nanos = new Histogram(3);
    AtomicInteger unserved = new AtomicInteger();
    List<Thread> clients = new ArrayList<>();
    long start = System.nanoTime();
    long interval = (long) (TimeUnit.SECONDS.toNanos(1) / SCANS_PER_SECOND);
    for (long due = start; due - start < MAIL_NANOS; due += interval) {
      LockSupport.parkNanos(due - System.nanoTime());
      clients.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    double millis = -1;
                    try {
                      millis = host.scanMillis();
                    } catch (IOException noAnswer) {
                      // Not served.
                    }
                    if (millis < 0) {
                      unserved.incrementAndGet();
                      return;
                    }
                    synchronized (nanos) {
                      nanos.recordValue((long) (millis * NANOS_PER_MILLI));
                    }
                  }));
    }
    clients.forEach(WorkersCampaign::join);
    synchronized (nanos) {
      double p99 =
          nanos.getTotalCount() == 0
              ? Double.NaN
              : nanos.getValueAtPercentile(99) / NANOS_PER_MILLI;
      return new Mail(p99, unserved.get());
    }
  }

  private static double longestFree(Host host) throws IOException {
    long end = System.nanoTime() + POLL_FREE_NANOS;
    long longest = 0;
    while (System.nanoTime() < end) {
      long start = System.nanoTime();
      host.multiplexor().ask("free");
      longest = Math.max(longest, System.nanoTime() - start);
      LockSupport.parkNanos(POLL_NANOS);
    }
    return longest / NANOS_PER_MILLI;
  }

  private interface Request {
    double millis() throws IOException;
  }

  private static void atOnce(int count, Request request) {
    ConcurrentLinkedQueue<IOException> failures = new ConcurrentLinkedQueue<>();
    List<Thread> clients = new ArrayList<>();
    for (int client = 0; client < count; client++) {
      clients.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      request.millis();
                    } catch (IOException failure) {
                      failures.add(failure);
                    }
                  }));
    }
    clients.forEach(WorkersCampaign::join);
    IOException failure = failures.peek();
    if (failure != null) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while clients wait", interrupted);
    }
  }

  private static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not within a minute: " + what);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /** The sum of all fields of that name. */
  private static double memoryMib(long pid, String field) throws IOException {
    Path file = Path.of("/proc", Long.toString(pid), "smaps_rollup");
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return lines
              .filter(line -> line.startsWith(field) && !line.startsWith("Private_Hugetlb"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
              .sum()
          / 1024.0;
    }
  }

  private void add(WorkerSetup setup, WorkerFigure figure, double value) {
    benchHost.measurements().workers().add(new WorkerKey(setup, figure), value);
    benchHost.say("%s: %s: %.1f", setup.label(), figure.meaning(), value);
  }
}
