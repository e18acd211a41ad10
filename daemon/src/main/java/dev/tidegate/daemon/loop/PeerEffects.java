package dev.tidegate.daemon.loop;

import dev.tidegate.pool.values.LogLevel;

/** Executor of the effects on connections; ids of closed connections are ignored. */
public interface PeerEffects {

  /** Executes {@link dev.tidegate.pool.Effect.Answer}. */
  void answer(long id, String text);

  /** Executes {@link dev.tidegate.pool.Effect.Drop}. */
  void drop(long id);

  /** Executes {@link dev.tidegate.pool.Effect.LogOfClient}. */
  void log(long id, LogLevel level, String text);

  /** Executes {@link dev.tidegate.pool.Effect.WakeListener}. */
  void wakeListener(long id);

  /** Executes {@link dev.tidegate.pool.Effect.CloseListener}. */
  void closeListener(long id);

  /** Executes {@link dev.tidegate.pool.Effect.StopAccepting}. */
  void stopAccepting();

  /**
   * Writes pending output of listeners, within their share of the loop's time.
   *
   * @return time of the next call, by {@link System#nanoTime}; {@link Long#MAX_VALUE} when no
   *     output is pending
   */
  long serveListeners();

  /** Tries once more to send all pending output, without waiting. */
  void flush();

  /** Sends this answer, one line, to every waiting client. */
  void answerAllWaiting(String text);
}
