package dev.tidegate.acceptance.gate;

import dev.tidegate.acceptance.subject.Gate;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.stream.IntStream;

/**
 * A multiplexor whose workers are made busy and freed at will, and a listener of the test's own
 * that tells when it said so.
 */
public final class BusyPool implements AutoCloseable {

  private static final Duration SOON = Duration.ofMillis(500);
  private static final int HOLDS = 20;

  private final ProgramUnderTest subject;
  private final Wire witness;
  private final List<Wire> requests = new ArrayList<>();

  /**
   * Where workers wait, each used once: a process that is started at the wrong moment holds an
   * opened one open for a while.
   */
  private final Queue<String> unusedHolds = new ArrayDeque<>();

  private final Map<String, Gate> holds = new HashMap<>();
  private String hold = "";
  private final int workers;

  private BusyPool(ProgramUnderTest subject, Wire witness, int workers) {
    this.subject = subject;
    this.witness = witness;
    this.workers = workers;
  }

  /** Starts it in the mail host with that many workers, all of them free. */
  public static BusyPool start(SmtpHost mail, Program program, int workers) {
    // A worker is not replaced after some hundred requests, for that is an edge more.
    ProgramUnderTest subject =
        ProgramUnderTest.startIn(
            mail.host(),
            program,
            ProgramUnderTest.PATIENT_WORKER,
            "-x",
            Integer.toString(workers),
            "-r",
            "1000000");
    return new BusyPool(subject, subject.listenerTo("?FYZ"), workers);
  }

  /**
   * Makes every worker busy.
   *
   * @return when the witness read {@code Z}, by {@link System#nanoTime}
   */
  public long saturate() {
    request(workers - requests.size());
    return awaitTold("Z");
  }

  /** Makes that many more workers busy, but not all. */
  public void occupy(int count) {
    request(count);
    Until.holds("workers are busy", () -> subject.free() == workers - requests.size());
  }

  private void request(int count) {
    if (requests.isEmpty()) {
      hold = nextHold();
    }
    for (int i = 0; i < count; i++) {
      requests.add(subject.request("scan q" + requests.size() + " hold=" + hold));
    }
  }

  /**
   * Lets the workers finish after {@link #saturate}.
   *
   * @return when the witness read {@code Y}, by {@link System#nanoTime}
   */
  public long free() {
    currentHold().open();
    long toldNanos = awaitTold("Y");
    finish();
    return toldNanos;
  }

  /**
   * Makes so many requests, each of which is answered at once.
   *
   * @return how often the witness read {@code Z} or {@code Y} because of them
   */
  public int flicker(int requestCount) {
    int edges = 0;
    for (int i = 0; i < requestCount; i++) {
      subject.ask("scan q0 /nowhere");
      // Read at once, so that it does not fall behind.
      edges += edgesWithin(Duration.ZERO);
    }
    return edges + edgesWithin(SOON);
  }

  private int edgesWithin(Duration patience) {
    int edges = 0;
    for (var line = witness.line(patience); line.isPresent(); line = witness.line(patience)) {
      edges += line.get().startsWith("F") ? 0 : 1;
    }
    return edges;
  }

  /** Lets the workers finish. */
  public void release() {
    currentHold().open();
    finish();
  }

  private void finish() {
    requests.forEach(Wire::rest);
    requests.forEach(Wire::close);
    requests.clear();
    Until.holds("all workers are free", () -> subject.free() == workers);
    currentHold().shut();
  }

  private String nextHold() {
    if (unusedHolds.isEmpty()) {
      List<String> names =
          IntStream.range(0, HOLDS).mapToObj(i -> "hold" + (holds.size() + i)).toList();
      List<Gate> made = subject.gates(names);
      IntStream.range(0, HOLDS).forEach(i -> holds.put(names.get(i), made.get(i)));
      unusedHolds.addAll(names);
    }
    return unusedHolds.remove();
  }

  private Gate currentHold() {
    return Objects.requireNonNull(holds.get(hold));
  }

  /** Waits until the witness reads that line; returns when it did. */
  private long awaitTold(String letter) {
    String line = witness.line();
    while (!line.equals(letter)) {
      line = witness.line();
    }
    return System.nanoTime();
  }

  public ProgramUnderTest subject() {
    return subject;
  }

  @Override
  public void close() {
    requests.forEach(Wire::close);
    holds.values().forEach(Gate::close);
    witness.close();
    subject.close();
  }
}
