package dev.tidegate.benchmarks;

import dev.tidegate.benchmarks.Measurements.PoolRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs {@link PoolBenchmark} and reads its results. */
final class PoolReport {
  /** The name of the row of a whole request. */
  static final String WHOLE = "scan, whole";

  private static final String BYTES_PER_OPERATION = "gc.alloc.rate.norm";

  /** In the order in which they happen. */
  private static final List<String> STEPS =
      List.of("connected", "lineArrived", "requestTaken", "workerAnswered", "listenersTold");

  private final BenchHost benchHost;

  PoolReport(BenchHost benchHost) {
    this.benchHost = benchHost;
  }

  void run() throws IOException {
    Path log = Files.createTempFile("tidegate-jmh", ".log");
    try {
      for (RunResult result : new Runner(options(log)).run()) {
        rows(result);
      }
      Files.delete(log);
    } catch (RunnerException failure) {
      throw new IOException("JMH failed, see " + log, failure);
    }
  }

  private Options options(Path log) {
    Plan.Pool plan = benchHost.plan().pool();
    int iterations = benchHost.runs(plan.iterations());
    TimeValue time = TimeValue.milliseconds((long) (plan.seconds() * 1000));
    return new OptionsBuilder()
        .include(PoolBenchmark.class.getName())
        .param("workers", words(plan.workers()))
        .param("listeners", words(plan.listeners()))
        .warmupIterations((iterations + 1) / 2)
        .warmupTime(time)
        .measurementIterations(iterations)
        .measurementTime(time)
        .jvmArgs("-XX:+UseSerialGC", "-Xms48m", "-Xmn32m", "-Xmx192m")
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true)
        .output(log.toString())
        .build();
  }

  private static String[] words(List<Integer> numbers) {
    return numbers.stream().map(String::valueOf).toArray(String[]::new);
  }

  private void rows(RunResult result) {
    int workers = Integer.parseInt(result.getParams().getParam("workers"));
    int listeners = Integer.parseInt(result.getParams().getParam("listeners"));
    if (result.getPrimaryResult().getLabel().equals("scan")) {
      double nanos = result.getPrimaryResult().getStatistics().getPercentile(50);
      add(new PoolRow(workers, listeners, WHOLE, nanos, score(result, BYTES_PER_OPERATION)));
      return;
    }
    double requests = score(result, "requests");
    for (String step : STEPS) {
      double nanos = score(result, step + "Nanos") / requests;
      double bytes = score(result, step + "Bytes") / requests;
      add(new PoolRow(workers, listeners, inWords(step), nanos, bytes));
    }
  }

  private void add(PoolRow row) {
    benchHost.measurements().pool().add(row);
    benchHost.say(
        "N=%-4d listeners=%-4d %-16s %8.0f ns  %6.0f bytes",
        row.workers(), row.listeners(), row.event(), row.nanos(), row.bytes());
  }

  private static double score(RunResult run, String name) {
    Result<?> result = run.getSecondaryResults().get(name);
    return result == null ? Double.NaN : result.getScore();
  }

  static Collection<String> steps() {
    return STEPS.stream().map(PoolReport::inWords).toList();
  }

  private static String inWords(String name) {
    return name.replaceAll("([A-Z])", " $1").toLowerCase(Locale.ROOT);
  }
}
