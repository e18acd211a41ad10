package dev.tidegate.pool.counters;

/** What is counted of the requests of one kind. */
public final class RequestCounters {
  private final Tally<Outcome> outcomes = new Tally<>(Outcome.class);
  private final Distribution waits = new Distribution();
  private final Distribution durations = new Distribution();

  RequestCounters() {}

  /** A worker has taken one that had waited so long since it arrived. */
  public void taken(long waitedNanos) {
    waits.add(waitedNanos);
  }

  /** A worker is done with one that it had for so long, well or not. */
  public void left(long durationNanos) {
    durations.add(durationNanos);
  }

  /** One is over. */
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
