package dev.tidegate.pool.values;

/**
 * The resources that a process has used since its start; −1 for unknown ones.
 *
 * @param readBytes by read(2) and its like, from files, pipes and terminals
 * @param writtenBytes likewise
 */
public record ProcessUsage(long userMillis, long systemMillis, long readBytes, long writtenBytes) {
  /** Nothing is known. */
  public static final ProcessUsage UNKNOWN = new ProcessUsage(-1, -1, -1, -1);

  /** Returns the usage since an earlier one. */
  public ProcessUsage since(ProcessUsage earlier) {
    return new ProcessUsage(
        difference(userMillis, earlier.userMillis),
        difference(systemMillis, earlier.systemMillis),
        difference(readBytes, earlier.readBytes),
        difference(writtenBytes, earlier.writtenBytes));
  }

  private static long difference(long now, long earlier) {
    return now < 0 || earlier < 0 ? -1 : Math.max(0, now - earlier);
  }
}
