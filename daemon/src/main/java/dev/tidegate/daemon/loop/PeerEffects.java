package dev.tidegate.daemon.loop;

import dev.tidegate.pool.values.LogLevel;

/** Runs the effects on connections; an id that is no longer open is ignored. */
public interface PeerEffects {

  /** Runs {@link dev.tidegate.pool.Effect.Answer}. */
  void answer(long id, String text);

  /** Runs {@link dev.tidegate.pool.Effect.Drop}. */
  void drop(long id);

  /** Runs {@link dev.tidegate.pool.Effect.LogOfClient}. */
  void log(long id, LogLevel level, String text);

  /** Runs {@link dev.tidegate.pool.Effect.WakeListener}. */
  void wakeListener(long id);

  /** Runs {@link dev.tidegate.pool.Effect.CloseListener}. */
  void closeListener(long id);

  /** Runs {@link dev.tidegate.pool.Effect.StopAccepting}. */
  void stopAccepting();

  /**
   * Writes what listeners are owed, as much as their share of the loop's time allows.
   *
   * @return when it is to be called again, by {@link System#nanoTime}; {@link Long#MAX_VALUE} when
   *     nothing is left to write
   */
  long serveListeners();

  /** Offers all that is unsent to the peers once more, without waiting for any. */
  void flush();

  /** Gives every client that waits this answer, one line. */
  void answerAllWaiting(String text);
}
