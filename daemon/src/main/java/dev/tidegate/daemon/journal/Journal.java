package dev.tidegate.daemon.journal;

import dev.tidegate.daemon.posix.DatagramSocket;
import dev.tidegate.pool.values.LogLevel;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.OptionalInt;

/**
 * Sends records to syslog, one line each, without waiting.
 *
 * <p>Records that the syslog daemon does not accept are queued, up to a limit, and sent again;
 * records above the limit are counted, and the count is logged. Calls must come from one thread at
 * a time.
 */
public final class Journal {
  /** Maximum length of a record's text, in bytes. */
  static final int MAX_TEXT_BYTES = 8 * 1024;

  /** Maximum number of queued records. */
  static final int MAX_WAITING = 1000;

  private static final long FULL_RETRY_NANOS = 100_000_000;
  private static final long NOBODY_RETRY_NANOS = 2_000_000_000;

  private final int facility;
  private final String tag;
  private final InstantSource clock;
  private final TimestampFormat stamp;
  private final DatagramSocket syslog;
  private final TerminalLog terminal;
  private final ArrayDeque<String> waiting = new ArrayDeque<>();
  private long lost;
  private DelayedExecutor later = (_, _) -> {};
  private boolean retryIsComing;

  /**
   * Creates it; connects to syslog at the first record.
   *
   * @param facility facility number of syslog(3)
   * @param label text before the pid
   * @param pid pid of this process
   * @param socket path of the syslog socket, usually {@code /dev/log}
   * @param terminal descriptor that gets a copy of each record; empty: none
   */
  public Journal(
      int facility,
      String label,
      int pid,
      String socket,
      OptionalInt terminal,
      InstantSource clock,
      ZoneId zone) {
    this.facility = facility;
    this.tag = label + "[" + pid + "]: ";
    this.clock = clock;
    this.stamp = TimestampFormat.syslog(zone);
    this.syslog = new DatagramSocket(socket);
    this.terminal = new TerminalLog(terminal);
    syslog.connect();
  }

  /**
   * Sets the scheduler of retries for queued records; without one, the next record triggers the
   * retry.
   */
  public void retryBy(DelayedExecutor scheduler) {
    later = scheduler;
    expectRetry(FULL_RETRY_NANOS);
  }

  /** Writes one record; never waits. */
  public void log(LogLevel level, String text) {
    String body = stamp.at(clock.millis()) + " " + tag + clean(text);
    terminal.write(body);
    if (lost > 0 && waiting.size() < MAX_WAITING) {
      waiting.add(lossNotice());
    }
    offer(priority(level) + body);
  }

  private String priority(LogLevel level) {
    return "<" + (facility * 8 + level.severity()) + ">";
  }

  private String lossNotice() {
    String notice =
        priority(LogLevel.WARNING)
            + stamp.at(clock.millis())
            + " "
            + tag
            + lost
            + " log lines lost: nobody took them";
    lost = 0;
    return notice;
  }

  private void offer(String record) {
    if (waiting.size() >= MAX_WAITING) {
      lost++;
      return;
    }
    waiting.add(record);
    drain();
  }

  private void drain() {
    while (true) {
      String first = waiting.peek();
      if (first == null) {
        if (lost == 0) {
          return;
        }
        waiting.add(lossNotice());
        continue;
      }
      switch (syslog.send(first)) {
        case YES -> waiting.remove();
        case FULL -> {
          expectRetry(FULL_RETRY_NANOS);
          return;
        }
        case NOBODY -> {
          expectRetry(NOBODY_RETRY_NANOS);
          return;
        }
      }
    }
  }

  private void expectRetry(long delayNanos) {
    if (!retryIsComing && (!waiting.isEmpty() || lost > 0)) {
      retryIsComing = true;
      later.after(
          delayNanos,
          () -> {
            retryIsComing = false;
            drain();
          });
    }
  }

  /** Returns the text as one line: control characters except the tab become spaces. */
  private static String clean(String text) {
    int length = Math.min(text.length(), MAX_TEXT_BYTES);
    StringBuilder line = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean control = (c < ' ' && c != '\t') || c == 0x7f;
      line.append(control ? ' ' : c);
    }
    return line.toString();
  }
}
