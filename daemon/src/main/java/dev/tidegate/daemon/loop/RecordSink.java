package dev.tidegate.daemon.loop;

import dev.tidegate.pool.values.LogLevel;

/** Receiver of log records and statistics. */
public interface RecordSink {

  /** Writes one record to the log; never waits. */
  void log(LogLevel level, String text);

  /** Writes one record to the statistics file and syslog, as configured. */
  void statistic(String text);
}
