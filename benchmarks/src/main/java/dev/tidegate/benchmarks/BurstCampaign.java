package dev.tidegate.benchmarks;

import dev.tidegate.benchmarks.Measurements.PoolSize;
import dev.tidegate.benchmarks.Measurements.RereadSample;
import dev.tidegate.benchmarks.Measurements.SnapshotSample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** What befalls all listeners or all workers at once, while mail goes on at a fixed rate. */
final class BurstCampaign {
  /** The words of an interest line, and whether its answer is JSON. */
  static final List<String> SNAPSHOT_WORDS = List.of("?* snapshot", "?* json snapshot");

  static final double MAIL_PER_SECOND = 500;
  private static final double LIMIT_SECONDS = 15;
  private static final double BEFORE_SECONDS = 1;
  private static final double REREAD_WARM_UP_SECONDS = 2;
  private static final int RUNS = 2;
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final BenchHost benchHost;
  private final Plan plan;
  private final Measurements measurements;

  BurstCampaign(BenchHost benchHost) {
    this.benchHost = benchHost;
    this.plan = benchHost.plan();
    this.measurements = benchHost.measurements();
  }

  /** The time of a moment that a thread waits for, seen when it looks. */
  private static final class Moment implements BooleanSupplier {
    private final BooleanSupplier condition;
    private final long startNanos = System.nanoTime();
    private long millis = -1;

    private Moment(BooleanSupplier condition) {
      this.condition = condition;
    }

    @Override
    public boolean getAsBoolean() {
      if (millis < 0 && condition.getAsBoolean()) {
        millis = (System.nanoTime() - startNanos) / MILLI;
      }
      return millis >= 0;
    }

    double millis() {
      return millis < 0 ? Double.NaN : millis;
    }
  }

  /** Only ours has them. */
  void snapshots() throws IOException {
    if (!benchHost.has(Program.OURS)) {
      return;
    }
    int workers = plan.scale().snapshotWorkers();
    try (Subject subject = benchHost.warmSubject(Program.OURS, workers)) {
      int runs = benchHost.runs(Math.min(RUNS, plan.pace().runs()));
      for (int run = 0; run < runs; run++) {
        for (String words : SNAPSHOT_WORDS) {
          snapshots(subject, words);
        }
      }
    }
  }

  private void snapshots(Subject subject, String words) throws IOException {
    int count = plan.scale().mostListeners();
    subject.listen(count, "");
    Listeners listeners = subject.listeners();
    MultiplexorProcess multiplexor = subject.multiplexor();
    try (Deadman _ = multiplexor.deadman(2 * LIMIT_SECONDS + BEFORE_SECONDS);
        SteadyLoad mail = new SteadyLoad(multiplexor.commandSocket(), MAIL_PER_SECOND)) {
      Load before = mail.run(Subject.nanos(BEFORE_SECONDS));
      Moment allTold = new Moment(() -> listeners.snapshotsEnded() == count);
      listeners.send(words);
      Load during = mail.run(allTold, Subject.nanos(LIMIT_SECONDS));
      SnapshotSample sample =
          new SnapshotSample(
              count,
              listeners.snapshotsEnded(),
              allTold.millis(),
              before.micros(99),
              during.micros(99));
      measurements.snapshots().add(words, sample);
      benchHost.say(
          "N=%d %d x %s: %d ended in %.0f ms, p99 of mail %.0f us, before %.0f us",
          subject.workers(),
          count,
          words,
          sample.ended(),
          sample.millis(),
          sample.p99Micros(),
          sample.p99BeforeMicros());
    }
    subject.listen(0, "");
  }

  void rereads() throws IOException {
    int runs = benchHost.runs(Math.min(RUNS, plan.pace().runs()));
    for (int workers : plan.scale().rereadWorkers()) {
      for (int run = 0; run < runs; run++) {
        for (Program program : benchHost.programs()) {
          try (Subject subject = benchHost.subject(program, workers)) {
            subject.warmUp(Math.min(REREAD_WARM_UP_SECONDS, plan.pace().warmUpSeconds(program)));
            reread(subject);
          } catch (Subject.CrashedException crash) {
            benchHost.crashed(program, workers, 0, crash);
          }
        }
      }
    }
  }

  private void reread(Subject subject) throws IOException {
    MultiplexorProcess multiplexor = subject.multiplexor();
    List<Long> old = new ArrayList<>(multiplexor.workerPids());
    int workers = old.size();
    Libc libc = new Libc();
    try (Deadman _ = multiplexor.deadman(2 * LIMIT_SECONDS + BEFORE_SECONDS);
        SteadyLoad mail = new SteadyLoad(multiplexor.commandSocket(), MAIL_PER_SECOND)) {
      Load before = mail.run(Subject.nanos(BEFORE_SECONDS));
      Moment allGone = new Moment(() -> noneLeft(libc, old));
      multiplexor.ask("reread");
      Load during = mail.run(allGone, Subject.nanos(LIMIT_SECONDS));
      Load after = mail.run(Subject.nanos(BEFORE_SECONDS));
      during.latenciesNanos().add(after.latenciesNanos());
      RereadSample sample =
          new RereadSample(
              workers,
              workers - old.size(),
              allGone.millis(),
              before.micros(99),
              during.micros(99),
              during.refused() + during.wrong() + after.refused() + after.wrong());
      measurements.rereads().add(new PoolSize(subject.program(), subject.workers()), sample);
      benchHost.say(
          "N=%d %s reread: %d of %d gone in %.0f ms, p99 of mail %.0f us, before %.0f us,"
              + " not served %d",
          subject.workers(),
          subject.program().label(),
          sample.gone(),
          workers,
          sample.millis(),
          sample.p99Micros(),
          sample.p99BeforeMicros(),
          sample.unserved());
    }
  }

  /** The last are looked at first: as long as one of them is there, no other matters. */
  private static boolean noneLeft(Libc libc, List<Long> pids) {
    while (!pids.isEmpty() && !libc.exists(pids.getLast())) {
      pids.removeLast();
    }
    return pids.isEmpty();
  }
}
