package dev.tidegate.pool.incidents;

import dev.tidegate.pool.values.ProcessFacts;
import dev.tidegate.pool.values.UnreadField;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The record of one worker that took long, was killed or died. */
public final class Incident {
  /** What it costs besides its texts. */
  private static final int BYTES = 1_000;

  /** A line, a file, an unread field, besides its text. */
  private static final int TEXT_BYTES = 60;

  /** Of the usage: since the start of the process, not since some time of the request. */
  public static final long SINCE_START = -1;

  private final IncidentContext context;
  private @Nullable Examination examination;

  /**
   * The result of the inspection of the process.
   *
   * @param facts with the usage since {@code sinceMillis}
   * @param afterMillis how long after the incident that was
   * @param sinceMillis from when on its usage is counted, in milliseconds after it was handed the
   *     request, or {@link #SINCE_START}
   */
  public record Examination(ProcessFacts facts, long afterMillis, long sinceMillis) {}

  public Incident(IncidentContext context) {
    this.context = context;
  }

  public IncidentContext context() {
    return context;
  }

  /** Returns the result of the inspection; empty as long as it is not over. */
  public Optional<Examination> examination() {
    return Optional.ofNullable(examination);
  }

  void examined(Examination seen) {
    examination = seen;
  }

  int bytes() {
    int bytes = BYTES + context.chars() + TEXT_BYTES * context.stderr().size();
    if (examination != null) {
      ProcessFacts facts = examination.facts();
      for (String each : facts.openFiles()) {
        bytes += TEXT_BYTES + each.length();
      }
      for (UnreadField each : facts.unread()) {
        bytes += TEXT_BYTES + each.why().length();
      }
    }
    return bytes;
  }
}
