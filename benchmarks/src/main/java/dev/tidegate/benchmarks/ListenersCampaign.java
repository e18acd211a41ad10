package dev.tidegate.benchmarks;

import dev.tidegate.benchmarks.Measurements.ListenerKey;
import dev.tidegate.benchmarks.Measurements.ListenerSample;
import dev.tidegate.benchmarks.Measurements.RateSample;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What listeners cost mail, under full load and at a fixed rate. Each number of them takes its turn
 * on one and the same process, round by round, and none of them too.
 */
final class ListenersCampaign {
  static final String EVERYTHING = "?*";
  static final String LEVEL = "?YZ";
  private static final int ROUNDS = 3;
  static final int RATE_ROUNDS = 2;

  private final BenchHost benchHost;
  private final Plan plan;
  private final Measurements measurements;

  ListenersCampaign(BenchHost benchHost) {
    this.benchHost = benchHost;
    this.plan = benchHost.plan();
    this.measurements = benchHost.measurements();
  }

  void fullLoad() throws IOException {
    for (int workers : plan.scale().fullLoadWorkers()) {
      for (Program program : benchHost.programs()) {
        try (Subject subject = benchHost.warmSubject(program, workers)) {
          int rounds = benchHost.runs(Math.min(ROUNDS, plan.pace().runs()));
          for (int round = 0; round < rounds; round++) {
            for (ListenerKey key : keys(program, workers)) {
              fullLoad(subject, key);
            }
          }
        } catch (Subject.CrashedException crash) {
          benchHost.crashed(program, workers, Plan.FULL_LOAD_CLIENTS, crash);
        }
      }
    }
  }

  void fixedRate() throws IOException {
    int workers = plan.scale().rateWorkers();
    for (Program program : benchHost.programs()) {
      try (Subject subject = benchHost.warmSubject(program, workers)) {
        int rounds = benchHost.runs(Math.min(RATE_ROUNDS, plan.pace().runs()));
        int most = program == Program.OURS ? plan.scale().mostListeners() : Plan.FEW_LISTENERS;
        for (int round = 0; round < rounds; round++) {
          fixedRate(subject, new ListenerKey(program, workers, EVERYTHING, 0));
          fixedRate(subject, new ListenerKey(program, workers, EVERYTHING, most));
        }
      } catch (Subject.CrashedException crash) {
        benchHost.crashed(program, workers, 1, crash);
      }
    }
  }

  /** With none, and with every number and interest that the program takes. */
  private List<ListenerKey> keys(Program program, int workers) {
    List<ListenerKey> keys = new ArrayList<>();
    keys.add(new ListenerKey(program, workers, EVERYTHING, 0));
    for (String interest : List.of(LEVEL, EVERYTHING)) {
      for (int count : plan.scale().listeners()) {
        if (program == Program.OURS || count <= Plan.FEW_LISTENERS) {
          keys.add(new ListenerKey(program, workers, interest, count));
        }
      }
    }
    return keys;
  }

  private void fullLoad(Subject subject, ListenerKey key) throws IOException {
    subject.listen(key.listeners(), key.interest());
    Subject.Measured measured = subject.measure(Plan.FULL_LOAD_CLIENTS, plan.pace().seconds());
    Listeners.Heard heard = subject.heardSince();
    Load load = measured.load();
    ListenerSample sample =
        new ListenerSample(
            load.requestsPerSecond(),
            load.micros(99),
            measured.cpuMicrosPerRequest(),
            measured.loadShare(),
            heard.delivered(),
            heard.dropped(),
            subject.listeners().accountedFor(leastOwed(key, measured), isAllOwed(key)),
            subject.listeners().agreeing(subject.multiplexor().truth()),
            subject.multiplexor().figures().residentMib());
    measurements.listeners().add(key, sample);
    benchHost.say(
        "N=%-4d K=%d %-9s %4d x %-3s %6.0f requests/s  delivered %d  dropped %d  accounted %d"
            + "  true %d",
        key.workers(),
        Plan.FULL_LOAD_CLIENTS,
        key.program().label(),
        key.listeners(),
        key.interest(),
        sample.requestsPerSecond(),
        sample.delivered(),
        sample.dropped(),
        sample.accounted(),
        sample.agreeing());
    subject.listen(0, "");
  }

  private static long leastOwed(ListenerKey key, Subject.Measured measured) {
    return key.interest().equals(LEVEL)
        ? 0
        : measured.requestsInAll() * Subject.MESSAGES_PER_REQUEST;
  }

  /** Where there are more workers than clients there is no Z and no Y, which cannot be reckoned. */
  private static boolean isAllOwed(ListenerKey key) {
    return key.workers() > Plan.FULL_LOAD_CLIENTS;
  }

  private void fixedRate(Subject subject, ListenerKey key) throws IOException {
    subject.listen(key.listeners(), key.interest());
    Subject.Measured measured =
        subject.measureRate(plan.scale().requestsPerSecond(), plan.pace().rateSeconds());
    Listeners.Heard heard = subject.heardSince();
    Load load = measured.load();
    RateSample sample =
        new RateSample(
            load.requestsPerSecond(),
            load.micros(50),
            load.micros(99),
            measured.multiplexorShare(),
            measured.loadShare(),
            heard.delivered(),
            heard.dropped(),
            subject.listeners().agreeing(subject.multiplexor().truth()));
    measurements.rates().add(key, sample);
    benchHost.say(
        "N=%-4d %-9s %4d x %-3s at %.0f requests/s: p50 %.0f us  p99 %.0f us  %.2f cores"
            + "  delivered %d  dropped %d  true %d",
        key.workers(),
        key.program().label(),
        key.listeners(),
        key.interest(),
        sample.servedPerSecond(),
        sample.medianMicros(),
        sample.p99Micros(),
        sample.multiplexorShare(),
        sample.delivered(),
        sample.dropped(),
        sample.agreeing());
    subject.listen(0, "");
  }
}
