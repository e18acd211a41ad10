package dev.tidegate.pool;

import dev.tidegate.pool.values.ClientSocket;
import dev.tidegate.pool.values.InputFault;
import dev.tidegate.pool.values.ProcessFacts;
import dev.tidegate.pool.values.ReadySign;
import dev.tidegate.pool.values.ResourceUsage;
import dev.tidegate.pool.values.WorkerExit;
import dev.tidegate.pool.values.WorkerMemory;
import java.util.List;
import java.util.Optional;

/**
 * An event outside the pool; the driver hands each to {@link Pool#handle}, one at a time.
 *
 * <p>Text is ISO-8859-1: one char, one byte. Lines come without their newline. A connection's id is
 * never used twice in the life of the process. Events about a connection that the pool does not
 * know (any more) are ignored.
 */
public sealed interface Event extends PoolInput {

  /** The sockets listen; the first event of all. */
  record Started() implements Event {}

  /** A peer connected; nothing was read from it yet. */
  record Connected(long id, ClientSocket socket) implements Event {}

  /**
   * A peer sent a complete line, or, on the map socket, a complete netstring.
   *
   * <p>On the command sockets at most one a connection; on the map socket the next one only after
   * the answer to the last.
   */
  record LineArrived(long id, String line) implements Event {}

  /** A peer sent no valid line; nothing more is read from it except on the map socket. */
  record BadInput(long id, InputFault fault) implements Event {}

  /** A peer has shut down its sending side; lines that were complete have been delivered. */
  record InputEnded(long id) implements Event {}

  /** A peer is gone in both directions; the driver has closed its descriptor. */
  record Disconnected(long id) implements Event {}

  /** An answer could not be written at once; the driver goes on writing. */
  record AnswerStalled(long id) implements Event {}

  /** An answer that had stalled has been written to its end. */
  record AnswerSent(long id) implements Event {}

  /** The result of {@link Effect.Spawn} or {@link Effect.Fork}: the process runs. */
  record WorkerSpawned(int slot, int pid) implements Event {}

  /**
   * The result of {@link Effect.Spawn} or {@link Effect.Fork}: there is no process; {@code reason}
   * says why.
   */
  record SpawnFailed(int slot, String reason) implements Event {}

  /**
   * A result of {@link Effect.Fork}: the warm parent has replied to nothing for a second, or not to
   * this order for five.
   */
  record ForkUnanswered(int slot) implements Event {}

  /** The result of {@link Effect.AwaitReady}. */
  record WorkerReady(int slot, ReadySign sign) implements Event {}

  /** The result of {@link Effect.StartLoader}: the process runs. */
  record LoaderStarted(long loader, int pid) implements Event {}

  /** The result of {@link Effect.StartLoader}: there is no process; {@code reason} says why. */
  record LoaderNotStarted(long loader, String reason) implements Event {}

  /** A loader has loaded the program: it can fork workers, or be given a slot. */
  record LoaderReady(long loader, ReadySign sign) implements Event {}

  /** A loader wrote a line to its stderr. */
  record LoaderStderr(long loader, String line) implements Event {}

  /**
   * A warm parent broke the protocol, or the program cannot be one.
   *
   * @param what a sentence in the words of the log, such as {@code it reported the pid 7, which is
   *     no child of ours}
   * @param unsupported whether the program does not speak the protocol at all
   */
  record LoaderFaulted(long loader, String what, boolean unsupported) implements Event {}

  /** A loader's process is gone and reaped; its stderr was read to its end before. */
  record LoaderEnded(long loader, WorkerExit exit) implements Event {}

  /**
   * A worker printed a complete line while it held a request.
   *
   * @param moreFollowed whether there was more output right after the line
   */
  record WorkerAnswered(int slot, String line, boolean moreFollowed) implements Event {}

  /**
   * A worker's output cannot be matched to a request: output without a request, also if found by
   * the check before a request is written, or an answer beyond its bound.
   *
   * @param what in words for the log, such as {@code output without a request}
   */
  record WorkerOutOfStep(int slot, String what) implements Event {}

  /** A worker's stdout came to its end; the process may be about to end too. */
  record WorkerOutputEnded(int slot) implements Event {}

  /**
   * A result of {@link Effect.SendToWorker}: a part of the request is written and the pipe is full;
   * the driver goes on writing.
   */
  record RequestStalled(int slot) implements Event {}

  /**
   * A result of {@link Effect.SendToWorker}, at once or after {@link RequestStalled}: the request
   * is written to its end.
   */
  record RequestTaken(int slot) implements Event {}

  /**
   * A result of {@link Effect.SendToWorker}: the request could not be written to its worker, which
   * is alive; {@code reason} says why.
   */
  record RequestRefused(int slot, String reason) implements Event {}

  /** A worker wrote a line to its status descriptor. */
  record WorkerStatus(int slot, String line) implements Event {}

  /** A worker wrote a line to its stderr. */
  record WorkerStderr(int slot, String line) implements Event {}

  /**
   * A worker's process is gone and reaped; everything that it had written was read before.
   *
   * @param requestUnread whether it was given a request of which it has not read a byte
   * @param lastAnswer a complete line that it printed while it held a request and that was not yet
   *     delivered
   */
  record WorkerExited(
      int slot,
      WorkerExit exit,
      ResourceUsage usage,
      boolean requestUnread,
      Optional<String> lastAnswer)
      implements Event {}

  /** The result of {@link Effect.Examine}; the worker may be gone meanwhile. */
  record Examined(int slot, long look, ProcessFacts facts) implements Event {}

  /** A part of the result of {@link Effect.MeasureMemory}; some may be gone meanwhile. */
  record MemoryMeasured(List<WorkerMemory> workers) implements Event {
    public MemoryMeasured {
      workers = List.copyOf(workers);
    }
  }

  /** A result of {@link Effect.MeasureMemory}: the resident memory of a loader. */
  record LoaderMeasured(long loader, long residentKib) implements Event {}

  /**
   * Whether requests for work may still be served, or the open connections are so many that the
   * remaining ones are reserved for questions. Reported before each line of the command sockets if
   * it has changed since the last report, so it is current for that line and for nothing else.
   *
   * @param onlyReserveLeft whether only the reserve is left
   */
  record ConnectionReserve(boolean onlyReserveLeft) implements Event {}

  /** The time that {@link Pool#nextDeadlineNanos} named has come; one timer fires. */
  record DeadlineReached() implements Event {}

  /** Someone asked by signal for a reread of the filter rules. */
  record RereadSignalled() implements Event {}

  /** Someone asked by signal for an orderly end. */
  record TerminateSignalled() implements Event {}
}
