package dev.tidegate.pool.values;

/**
 * What a process has used up since it was started; −1 for what is not known.
 *
 * @param readBytes by read(2) and its like, from files, pipes and terminals
 * @param writtenBytes likewise
 */
public record ProcessUsage(long userMillis, long systemMillis, long readBytes, long writtenBytes) {
  /** Nothing is known. */
  public static final ProcessUsage UNKNOWN = new ProcessUsage(-1, -1, -1, -1);

  /** Returns what was used after an earlier look. */
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
