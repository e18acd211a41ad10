package dev.tidegate.acceptance.scale;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/** What is measured during a soak, and how its second and its last fifth compare. */
final class SoakSamples {
  private static final int FIFTHS = 5;

  /** By how much the last fifth may be above the second, beside a fraction of it. */
  private static final double MEMORY_GROWTH = 0.08;

  private static final long MEMORY_SLACK_KIB = 4 * 1024;
  private static final double LATENCY_GROWTH = 0.5;
  private static final double LATENCY_SLACK_MICROS = 1_000;

  /** What comes and goes at any moment: connections in flight, a worker about to be reaped. */
  private static final int DESCRIPTOR_SLACK = 8;

  private static final int PROCESS_SLACK = 2;

  /** The state of the process at one moment. */
  record Sample(
      long residentKib, int descriptors, int processes, long processorMillis, double askMicros) {}

  private final List<Sample> samples = new ArrayList<>();
  private final Map<String, LongAdder> outcomes = new TreeMap<>();
  private final Map<String, Long> notes = new LinkedHashMap<>();

  synchronized void add(Sample sample) {
    samples.add(sample);
  }

  synchronized void count(String outcome) {
    outcomes.computeIfAbsent(outcome, _ -> new LongAdder()).increment();
  }

  synchronized void note(String what, long number) {
    notes.put(what, number);
  }

  /** Prints a line after so many samples, which is once a minute. */
  synchronized void tell(int samplesApart) {
    if (samples.size() % samplesApart == 0) {
      Sample last = samples.getLast();
      System.out.printf(
          Locale.ROOT,
          "soak: %3d min, resident %.1f MiB, %d descriptors, %d workers, free in %.0f us, %s%n",
          samples.size() / samplesApart,
          last.residentKib / 1024.0,
          last.descriptors,
          last.processes,
          last.askMicros,
          outcomes);
    }
  }

  private List<Sample> fifth(int number) {
    int size = samples.size();
    return samples.subList(number * size / FIFTHS, (number + 1) * size / FIFTHS);
  }

  private static double median(List<Sample> some, ToDoubleFunction<Sample> of) {
    double[] values = some.stream().mapToDouble(of).toArray();
    Arrays.sort(values);
    return values.length == 0 ? 0 : values[values.length / 2];
  }

  synchronized String table() {
    StringBuilder text = new StringBuilder("\nmedians of each fifth\n");
    text.append("fifth  resident MiB  descriptors  workers  free us  processor s\n");
    for (int number = 0; number < FIFTHS; number++) {
      List<Sample> fifth = fifth(number);
      text.append(
          String.format(
              Locale.ROOT,
              "%5d %13.1f %12.0f %8.0f %8.0f %12.2f%n",
              number + 1,
              median(fifth, Sample::residentKib) / 1024,
              median(fifth, Sample::descriptors),
              median(fifth, Sample::processes),
              median(fifth, Sample::askMicros),
              fifth.isEmpty()
                  ? 0.0
                  : (fifth.getLast().processorMillis - fifth.getFirst().processorMillis) / 1e3));
    }
    outcomes.forEach((name, count) -> text.append(row(name, count.sum())));
    notes.forEach((name, count) -> text.append(row(name, count)));
    return text.toString();
  }

  private static String row(String name, long count) {
    return String.format(Locale.ROOT, "%10d  %s%n", count, name);
  }

  /** However short it was. */
  synchronized void bounded(long mostResidentKib, int slots) {
    assertThat(samples).isNotEmpty();
    for (Sample each : samples) {
      assertThat(each.residentKib).as("resident KiB").isLessThan(mostResidentKib);
      // One more of each slot may be dying.
      assertThat(each.processes).as("processes").isLessThanOrEqualTo(2 * slots);
    }
  }

  /** The second fifth against the last one: what is warm must not go on growing. */
  synchronized void flat() {
    List<Sample> early = fifth(1);
    List<Sample> late = fifth(FIFTHS - 1);
    double resident = median(early, Sample::residentKib);
    assertThat(median(late, Sample::residentKib))
        .as("resident KiB")
        .isLessThan(resident * (1 + MEMORY_GROWTH) + MEMORY_SLACK_KIB);
    assertThat(median(late, Sample::descriptors))
        .as("descriptors")
        .isLessThanOrEqualTo(median(early, Sample::descriptors) + DESCRIPTOR_SLACK);
    assertThat(median(late, Sample::processes))
        .as("processes")
        .isLessThanOrEqualTo(median(early, Sample::processes) + PROCESS_SLACK);
    assertThat(median(late, Sample::askMicros))
        .as("microseconds for an answer to free")
        .isLessThan(median(early, Sample::askMicros) * (1 + LATENCY_GROWTH) + LATENCY_SLACK_MICROS);
  }
}
