package dev.tidegate.client;

import dev.tidegate.client.Knowledge.Level;
import dev.tidegate.protocol.notify.Message;
import dev.tidegate.protocol.notify.MessageForm;
import dev.tidegate.protocol.notify.MessageType;
import dev.tidegate.protocol.notify.PoolCounts;
import java.util.Optional;
import java.util.OptionalInt;

/** Pool state derived from the messages of one connection and from polled answers. */
final class LevelTracker {
  private final ListenerSettings settings;
  private String whyUnknown = "not connected yet";
  private Optional<Level> level = Optional.empty();
  private OptionalInt free = OptionalInt.empty();
  private OptionalInt serviceable = OptionalInt.empty();
  private OptionalInt maxWorkers = OptionalInt.empty();

  /** Whether the messages are replayed ones; ends with a snapshot. */
  private boolean replaying;

  LevelTracker(ListenerSettings settings) {
    this.settings = settings;
  }

  /** Makes the state unknown, for that reason. */
  void forget(String why) {
    whyUnknown = why;
    level = Optional.empty();
    free = OptionalInt.empty();
    serviceable = OptionalInt.empty();
  }

  /** Resets for a new connection, about whose server nothing is known. */
  void reset(String why) {
    forget(why);
    maxWorkers = OptionalInt.empty();
    replaying = false;
  }

  /**
   * Applies a message; returns whether it shows if a worker is free at present (not in a replay).
   */
  boolean hear(Message message) {
    if (message instanceof Message.Hello hello) {
      maxWorkers = OptionalInt.of(hello.maxWorkers());
      replaying = false;
    }
    boolean showsLevel =
        message.form() instanceof MessageForm.Json json
            ? applyJson(message, json)
            : applyLetters(message);
    if (message instanceof Message.Hello hello) {
      replaying = hello.resumption() == Message.Resumption.RESUMED;
    }
    return showsLevel && settings.tellsLevel();
  }

  private boolean applyJson(Message message, MessageForm.Json form) {
    if (form.snapshot()
        || message instanceof Message.SnapshotEnded
        || message instanceof Message.Dropped) {
      replaying = false;
    }
    if (replaying) {
      return false;
    }
    PoolCounts counts = form.counts();
    serviceable = OptionalInt.of(counts.serviceable());
    learn(counts.free());
    return true;
  }

  private boolean applyLetters(Message message) {
    if (message instanceof Message.SomeFree) {
      if (free.orElse(0) == 0) {
        free = OptionalInt.empty();
      }
      level = Optional.of(Level.SOME_FREE);
      return true;
    }
    if (message instanceof Message.NoneFree) {
      learn(0);
      return true;
    }
    if (message instanceof Message.FreeWorkers freeWorkers) {
      learn(freeWorkers.free());
      return true;
    }
    if (message instanceof Message.Dropped dropped) {
      forget(dropped.count() + " messages were lost");
    }
    return false;
  }

  /** Sets the present number of free workers. */
  void learn(int freeNow) {
    free = OptionalInt.of(freeNow);
    level = Optional.of(freeNow > 0 ? Level.SOME_FREE : Level.NONE_FREE);
  }

  boolean isKnown() {
    return settings.tellsLevel() && level.isPresent();
  }

  Knowledge knowledge() {
    if (!settings.tellsLevel()) {
      return new Knowledge.Unknown("the types asked for do not tell it: ask for Y and Z, or for F");
    }
    if (level.isEmpty()) {
      return new Knowledge.Unknown(whyUnknown);
    }
    boolean keptUp = settings.wants(MessageType.FREE_WORKERS);
    boolean noneFree = level.get() == Level.NONE_FREE;
    return new Knowledge.Known(
        level.get(),
        keptUp || noneFree ? free : OptionalInt.empty(),
        keptUp ? serviceable : OptionalInt.empty(),
        maxWorkers);
  }
}
