package dev.tidegate.pool;

import dev.tidegate.protocol.control.Command;
import java.util.StringJoiner;

/**
 * What an operator changes of the settings while the pool runs; each change is logged with who
 * asked for it.
 *
 * <p>What is under way keeps the time that it was given: a request with a worker, one that waits, a
 * client. What the pool does at intervals begins a new interval. Everything else asks for the
 * setting at its next use.
 */
final class Tuning {
  private final LiveSettings settings;
  private final Turn turn;
  private final WorkerLife life;

  private final Upkeep upkeep;
  private final Ticks ticks;
  private final Audience audience;

  Tuning(
      LiveSettings settings,
      Turn turn,
      WorkerLife life,
      Upkeep upkeep,
      Ticks ticks,
      Audience audience) {
    this.settings = settings;
    this.turn = turn;
    this.life = life;
    this.upkeep = upkeep;
    this.ticks = ticks;
    this.audience = audience;
  }

  /** Does it and returns the whole answer. */
  String set(Command.Set command, long client) {
    if (command.changes().isEmpty()) {
      return list();
    }
    if (life.isEnding()) {
      return "error: The multiplexor is ending\n";
    }
    return switch (TuningLine.of(command.changes(), settings)) {
      case TuningLine.Refused refused -> "error: Nothing is changed: " + refused.reason() + "\n";
      case TuningLine.Changes changes -> change(changes, client);
    };
  }

  private String change(TuningLine.Changes changes, long client) {
    PoolSettings before = settings.now();
    PoolSettings after = changes.result();
    StringJoiner answer = new StringJoiner(", ", "ok: ", "\n");
    changes
        .values()
        .forEach(
            (setting, value) -> {
              String old = setting.words(setting.of(before));
              String now = setting.words(value);
              if (old.equals(now)) {
                answer.add(setting.longName() + " is " + now + " already");
                return;
              }
              String change = setting.longName() + " " + old + " -> " + now;
              answer.add(change);
              turn.emit(new Effect.LogOfClient(client, LogLevel.NOTICE, "set " + change));
            });
    settings.change(after);
    follow(before, after);
    return answer.toString();
  }

  /** Tells those who have more to do about a change than to use the new value. */
  private void follow(PoolSettings before, PoolSettings now) {
    if (now.maxWorkers() != before.maxWorkers()) {
      life.limit();
    }
    upkeep.follow(before, now);
    ticks.follow(before, now);
    audience.follow(before, now);
  }

  /** Returns a line for each setting: its value, its bounds, and what it was at the start. */
  private String list() {
    StringBuilder text = new StringBuilder();
    for (Setting each : Setting.values()) {
      int now = each.of(settings.now());
      int atStart = each.of(settings.atStart());
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
      case MAX_WORKERS -> settings.now().minWorkers() + " to " + settings.atStart().maxWorkers();
      default -> setting.bounds();
    };
  }
}
