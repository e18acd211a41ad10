package dev.tidegate.daemon.loop;

import dev.tidegate.pool.values.LogLevel;

/** Where records for people and their scripts go. */
public interface Records {

  /** Writes one record to the log; never waits. */
  void log(LogLevel level, String text);

  /** Writes one record to the statistics file and syslog, where they are wanted. */
  void statistic(String text);
}
