package dev.tidegate.pool.simulation;

import dev.tidegate.pool.Effect;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** The forms of the lines that users' programs read in the log and in the statistics file. */
final class LogShapes {
  private static final String WORKER = "\\d+ \\(pid \\d+\\)";

  /** By how such a line begins. */
  private static final Map<String, Pattern> LINES = new LinkedHashMap<>();

  static {
    line(
        "started;",
        "started; minWorkers=\\d+, maxWorkers=\\d+, maxRequests=\\d+,"
            + " maxLifetime=\\d+, maxIdleTime=\\d+, busyTimeout=\\d+, clientTimeout=\\d+");
    line(
        "Starting worker ",
        "Starting worker "
            + WORKER
            + " \\(\\d+ running\\): (Bringing workers up to minWorkers \\(\\d+\\)|About to perform"
            + " scan|About to execute command '.{0,100}'|About to handle map request|About to run"
            + " tick|Autoscale: scale-out \\(ema_busy=\\d\\.\\d\\d\\)"
            + "|Replacing a worker after a reread|Trying whether workers start again)");
    line(
        "Killing ",
        "Killing (idle|busy) worker "
            + WORKER
            + " req=\\d+ age=\\d+ req_age=-?\\d+:"
            + " (Busy timeout|Idle timeout|Worker has processed \\d+ requests"
            + "|Worker has exceeded maximum lifetime of \\d+ seconds|Forcing reread of filter rules"
            + "|New generation -- forcing reread of filter rules|Error talking to worker process"
            + "|[A-Z].*)");
    line(
        "Reap: ",
        "Reap: worker "
            + WORKER
            + " exited (normally with status \\d+"
            + "|due to SIGTERM/SIGKILL as expected\\.|due to signal \\d+)"
            + "( \\(WORKER DIED UNEXPECTEDLY\\))?");
    line(
        "Worker status: ",
        "Worker status: Stopped=\\d+ Idle=\\d+ Busy=\\d+ Killed=\\d+"
            + " Queued=\\d+ Msgs=\\d+ Activations=\\d+");
    line("Tick ", "Tick \\d+ skipped -- no free workers");
    line("All workers are busy", "All workers are busy: Queueing request \\(\\d+ queued\\)");
    line("Hit per-domain", "Hit per-domain recipok limit \\(\\d+\\) for domain .*");
    line("Unable to activate", "Unable to activate worker \\d+");
    line(
        "Did not start",
        "Did not start worker \\d+: Not enough time elapsed since last worker" + " activation");
    line(
        "Scheduling ",
        "Scheduling (Idle|Stopped) worker \\d+ for cmdno (-1|[0-3])"
            + " \\(activated=\\d+, last=(-2|[0-3])\\)");
    line("Autoscaling", "Autoscaling enabled: interval=15s scale_out=80% scale_in=30%");
    line(
        "Autoscale: scaled out",
        "Autoscale: scaled out to \\d+ workers" + " \\(ema_busy=\\d\\.\\d\\d queued=\\d+\\)");
    line(
        "Autoscale: scaled in", "Autoscale: scaled in to \\d+ workers \\(ema_busy=\\d\\.\\d\\d\\)");
  }

  private static final Pattern STATISTIC =
      Pattern.compile(
          "(StartWorker|KillWorker|ReapWorker|StartFilter|EndFilter) worker=\\d+ nworkers=\\d+"
              + " nbusy=\\d+( req=\\d+ age=\\d+)?( numRequests=\\d+)?( reason=\".*\")?");

  private LogShapes() {}

  private static void line(String beginning, String whole) {
    LINES.put(beginning, Pattern.compile(whole));
  }

  static void check(Effect.Log log) {
    checkOneLine(log.text());
    for (Map.Entry<String, Pattern> each : LINES.entrySet()) {
      if (log.text().startsWith(each.getKey())) {
        Violation.check(
            each.getValue().matcher(log.text()).matches(),
            "log lines have the form that log readers know",
            log.text());
        return;
      }
    }
  }

  static void check(Effect.Statistic statistic) {
    checkOneLine(statistic.text());
    Violation.check(
        STATISTIC.matcher(statistic.text()).matches(),
        "statistics have the form that their readers know",
        statistic.text());
  }

  private static void checkOneLine(String text) {
    Violation.check(text.indexOf('\n') < 0 && text.indexOf('\0') < 0, "a record is one line", text);
  }
}
