package dev.tidegate.pool.incidents;

import java.util.List;

/**
 * The facts that the pool itself has about an incident at its moment.
 *
 * @param id counted from 1 since the start
 * @param nanos the moment, monotonic
 * @param kind of the request that the worker held, and so on; empty if it held none
 * @param elapsedMillis how long the worker had had it; −1 if it held none
 * @param busyTimeoutMillis how long it may have it; −1 if it held none
 * @param requests how many the worker was handed since its start
 * @param ageMillis of the worker
 * @param repeatKiller how many workers the message has ended so far, 0 if it is no repeat killer
 * @param reason in words, such as what was out of step or how it died
 * @param stderr the worker's last lines, at most {@value #STDERR_LINES}, oldest first
 */
public record IncidentContext(
    long id,
    long wallMillis,
    long nanos,
    IncidentCause cause,
    int slot,
    int pid,
    String kind,
    String command,
    String queueId,
    String tag,
    long elapsedMillis,
    long busyTimeoutMillis,
    long requests,
    long ageMillis,
    int repeatKiller,
    String reason,
    List<String> stderr) {
  /** How many lines of stderr are kept. */
  public static final int STDERR_LINES = 20;

  static final int COMMAND_CHARS = 1_000;
  static final int QUEUE_ID_CHARS = 200;
  static final int TAG_CHARS = 300;
  static final int REASON_CHARS = 200;
  static final int STDERR_LINE_CHARS = 180;

  /** Truncates each text to the length that answers use. */
  public IncidentContext {
    command = cut(command, COMMAND_CHARS);
    queueId = cut(queueId, QUEUE_ID_CHARS);
    tag = cut(tag, TAG_CHARS);
    reason = cut(reason, REASON_CHARS);
    stderr =
        stderr.stream()
            .skip(Math.max(0, stderr.size() - STDERR_LINES))
            .map(line -> cut(line, STDERR_LINE_CHARS))
            .toList();
  }

  private static String cut(String text, int most) {
    return text.length() > most ? text.substring(0, most) : text;
  }

  int chars() {
    int chars = command.length() + queueId.length() + tag.length() + reason.length();
    for (String each : stderr) {
      chars += each.length();
    }
    return chars;
  }
}
