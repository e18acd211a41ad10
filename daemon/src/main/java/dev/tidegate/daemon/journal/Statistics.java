package dev.tidegate.daemon.journal;

import dev.tidegate.pool.values.LogLevel;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;

/** Statistics file and its copy in syslog, each optional. */
public final class Statistics {
  private final Optional<AppendFile> file;
  private final boolean toSyslog;
  private final Journal journal;
  private final InstantSource clock;
  private final TimestampFormat stamp;

  /**
   * Opens the file; a failure is only logged, and {@link #reopen} tries again.
   *
   * @param path absolute; empty: no file
   * @param mode 0600 or 0640
   * @param flushEachLine {@code -u}
   * @param toSyslog {@code -T}
   */
  public Statistics(
      Optional<String> path,
      int mode,
      boolean flushEachLine,
      boolean toSyslog,
      Journal journal,
      InstantSource clock,
      ZoneId zone) {
    this.file =
        path.map(
            name ->
                new AppendFile(name, mode, flushEachLine, text -> journal.log(LogLevel.ERR, text)));
    this.toSyslog = toSyslog;
    this.journal = journal;
    this.clock = clock;
    this.stamp = TimestampFormat.statistics(zone);
    reopen();
  }

  /** Writes one record; the text begins with the event's name. */
  public void record(String text) {
    if (file.isEmpty() && !toSyslog) {
      return;
    }
    long millis = clock.millis();
    String line = seconds(millis) + " " + text;
    file.ifPresent(open -> open.append(stamp.at(millis) + " " + line));
    if (toSyslog) {
      journal.log(LogLevel.INFO, "stats " + line);
    }
  }

  private static String seconds(long millis) {
    String fraction = String.valueOf(1000 + Math.floorMod(millis, 1000L));
    return Math.floorDiv(millis, 1000L) + "." + fraction.substring(1);
  }

  /** Closes the file and opens it again by its name, for log rotation. */
  public void reopen() {
    file.ifPresent(AppendFile::reopen);
  }

  /** Writes the buffered records. */
  public void flush() {
    file.ifPresent(AppendFile::flush);
  }
}
