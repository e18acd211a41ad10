package dev.tidegate.daemon.journal;

import dev.tidegate.daemon.loop.Trace;
import dev.tidegate.pool.Effect;
import dev.tidegate.pool.Event;
import dev.tidegate.pool.ListenerReady;
import dev.tidegate.pool.Now;
import dev.tidegate.pool.values.LogLevel;
import java.time.ZoneId;

/** Writes every input and every effect of the pool to a file, for {@code -d}. */
public final class EventTrace implements Trace {
  /** Path of the file, independent of the process's directories. */
  public static final String PATH = "/var/log/mimedefang-event-debug.log";

  private final AppendFile file;
  private final TimestampFormat stamp;

  /** Opens the file; a failure is only logged. */
  public EventTrace(String path, Journal journal, ZoneId zone) {
    file = new AppendFile(path, 0600, true, text -> journal.log(LogLevel.ERR, text));
    stamp = TimestampFormat.statistics(zone);
    file.reopen();
  }

  @Override
  public void event(Event event, Now now) {
    file.append(stamp.at(now.wallMillis()) + " " + oneLine(event));
  }

  @Override
  public void listenerReady(long id, int room, Now now) {
    file.append(stamp.at(now.wallMillis()) + " " + new ListenerReady(id, room));
  }

  @Override
  public void effect(Effect effect) {
    file.append("  -> " + oneLine(effect));
  }

  private static String oneLine(Object thing) {
    return thing.toString().replace('\n', ' ').replace('\r', ' ');
  }
}
