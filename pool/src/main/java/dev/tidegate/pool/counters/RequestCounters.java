package dev.tidegate.pool.counters;

/** Counters of one kind of requests. */
public final class RequestCounters {
  private final Tally<Outcome> outcomes = new Tally<>(Outcome.class);
  private final Distribution waits = new Distribution();
  private final Distribution durations = new Distribution();

  RequestCounters() {}

  /** A worker has taken one that had waited so long since it arrived. */
  public void taken(long waitedNanos) {
    waits.add(waitedNanos);
  }

  /** Counts a duration with a worker, whatever the result. */
  public void left(long durationNanos) {
    durations.add(durationNanos);
  }

  /** Counts a result. */
  public void ended(Outcome outcome) {
    outcomes.add(outcome);
  }

  /** Returns how many ended how. */
  public Tally<Outcome> outcomes() {
    return outcomes;
  }

  /** Returns how long they had waited when a worker took them. */
  public Distribution waits() {
    return waits;
  }

  /** Returns how long a worker had them. */
  public Distribution durations() {
    return durations;
  }
}
