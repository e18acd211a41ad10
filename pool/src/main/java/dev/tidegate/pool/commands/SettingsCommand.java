package dev.tidegate.pool.commands;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.dispatch.RunningRequests;
import dev.tidegate.pool.feed.ListenerTimers;
import dev.tidegate.pool.requests.Ticks;
import dev.tidegate.pool.settings.LiveSettings;
import dev.tidegate.pool.settings.ParsedSettings;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.settings.Setting;
import dev.tidegate.pool.values.LogLevel;
import dev.tidegate.pool.workers.Maintenance;
import dev.tidegate.pool.workers.WorkerLifecycle;
import dev.tidegate.protocol.control.Order;
import java.util.StringJoiner;

/**
 * Changes settings while the pool runs; each change is logged with the client that requested it.
 *
 * <p>Requests with a worker follow the timeout of their class. Other timeouts that run keep their
 * time: of a request that waits, of a client. Periodic tasks begin a new interval. Everything else
 * reads the setting at its next use.
 */
public final class SettingsCommand {
  private final LiveSettings settings;
  private final EventContext context;
  private final WorkerLifecycle lifecycle;
  private final RunningRequests runningRequests;
  private final Maintenance maintenance;
  private final Ticks ticks;
  private final ListenerTimers listenerTimers;

  public SettingsCommand(
      EventContext context,
      WorkerLifecycle lifecycle,
      RunningRequests runningRequests,
      Maintenance maintenance,
      Ticks ticks,
      ListenerTimers listenerTimers) {
    this.settings = context.liveSettings();
    this.context = context;
    this.lifecycle = lifecycle;
    this.runningRequests = runningRequests;
    this.maintenance = maintenance;
    this.ticks = ticks;
    this.listenerTimers = listenerTimers;
  }

  /** Lists or changes settings; returns the complete answer. */
  public String set(Order.Set command, long client) {
    if (command.changes().isEmpty()) {
      return list();
    }
    if (lifecycle.isEnding()) {
      return "error: The multiplexor is ending\n";
    }
    return switch (ParsedSettings.parse(command.changes(), settings)) {
      case ParsedSettings.Refused refused ->
          "error: Nothing is changed: " + refused.reason() + "\n";
      case ParsedSettings.Changes changes -> change(changes, client);
    };
  }

  private String change(ParsedSettings.Changes changes, long client) {
    PoolSettings before = settings.now();
    PoolSettings after = changes.result();
    StringJoiner answer = new StringJoiner(", ", "ok: ", "\n");
    changes
        .values()
        .forEach(
            (setting, value) -> {
              String old = setting.words(before.get(setting));
              String now = setting.words(value);
              if (old.equals(now)) {
                answer.add(setting.longName() + " is " + now + " already");
                return;
              }
              String change = setting.longName() + " " + old + " -> " + now;
              answer.add(change);
              context.logOfClient(client, LogLevel.NOTICE, "set " + change);
            });
    settings.change(after);
    follow(before, after);
    return answer.toString();
  }

  /** Notifies the parts that have more to do about a change than to read the new value. */
  private void follow(PoolSettings before, PoolSettings now) {
    if (now.maxWorkers() != before.maxWorkers()) {
      lifecycle.limit();
    }
    runningRequests.followTimeouts();
    maintenance.follow(before, now);
    ticks.follow(before, now);
    listenerTimers.follow(before, now);
  }

  /** Returns a line for each setting: its value, its bounds, and its value at the start. */
  private String list() {
    StringBuilder text = new StringBuilder();
    for (Setting each : Setting.live()) {
      int now = settings.now().get(each);
      int atStart = settings.atStart().get(each);
      text.append(each.longName()).append('=').append(each.words(now));
      text.append(" (").append(bounds(each));
      if (now != atStart) {
        text.append("; ").append(each.words(atStart)).append(" at the start");
      }
      text.append(")\n");
    }
    return text.toString();
  }

  private String bounds(Setting setting) {
    return switch (setting) {
      case MIN_WORKERS -> "1 to " + settings.now().maxWorkers();
      case MAX_WORKERS -> settings.now().minWorkers() + " to " + settings.maxWorkersLimit();
      default -> setting.bounds();
    };
  }
}
