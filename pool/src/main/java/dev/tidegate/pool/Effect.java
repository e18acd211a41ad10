package dev.tidegate.pool;

import dev.tidegate.pool.values.InspectionDepth;
import dev.tidegate.pool.values.LoaderKind;
import dev.tidegate.pool.values.LoaderStop;
import dev.tidegate.pool.values.LogLevel;
import dev.tidegate.pool.values.ServiceState;
import dev.tidegate.pool.values.WorkerSignal;

/**
 * One action for the driver, to be run in list order; that order is part of the contract.
 *
 * <p>Text is ISO-8859-1: one char, one byte.
 */
public sealed interface Effect {

  /**
   * Start a worker; answered by {@link Event.WorkerSpawned} or {@link Event.SpawnFailed}, before
   * the next outside event.
   */
  record Spawn(int slot) implements Effect {}

  /**
   * Have a warm parent fork a worker; answered later by one of {@link Event.WorkerSpawned}, {@link
   * Event.SpawnFailed} (the fork failed), {@link Event.ForkUnanswered} (no reply in time), or by
   * the end of the warm parent, {@link Event.LoaderEnded}. A worker whose pid is reported after
   * that is killed by the driver.
   */
  record Fork(int slot, long loader) implements Effect {}

  /**
   * Watch a worker until it is ready; answered later by {@link Event.WorkerReady}, unless its
   * process or the watch ends before. Only for a worker that is given no request before.
   */
  record AwaitReady(int slot) implements Effect {}

  /**
   * Start a process outside the slots that loads the program; answered by {@link
   * Event.LoaderStarted} or {@link Event.LoaderNotStarted} before the next outside event, and later
   * by {@link Event.LoaderReady} and {@link Event.LoaderEnded}.
   *
   * @param loader its number, never used twice
   */
  record StartLoader(long loader, LoaderKind kind) implements Effect {}

  /** End a loader. */
  record StopLoader(long loader, LoaderStop how) implements Effect {}

  /** Make a ready loader of the kind {@link LoaderKind#WORKER} the worker of a stopped slot. */
  record Adopt(long loader, int slot) implements Effect {}

  /**
   * Check the worker's stdout once more, then write the line to it with a newline.
   *
   * <p>Always answered, before the next outside event, by one of: {@link Event.RequestTaken} (all
   * is written), {@link Event.RequestStalled} (a part is, and {@link Event.RequestTaken} follows in
   * time), {@link Event.RequestRefused} (writing failed); or, if the check found something and
   * nothing was written, by {@link Event.WorkerOutOfStep}, {@link Event.WorkerOutputEnded} or
   * {@link Event.WorkerExited}. The worker counts as busy from the first two on only.
   */
  record SendToWorker(int slot, String line) implements Effect {}

  /** Close the worker's stdin, which orders it to end. */
  record CloseStdin(int slot) implements Effect {}

  /** Send a signal to the worker. */
  record Signal(int slot, WorkerSignal signal) implements Effect {}

  /**
   * Inspect the worker's process, away from the loop; answered later by {@link Event.Examined}. At
   * most one inspection of each depth is under way in a slot.
   *
   * @param look the inspection's number
   */
  record Examine(int slot, long look, InspectionDepth depth) implements Effect {}

  /**
   * Read the memory of every worker, away from the loop and in no hurry; answered by one or more
   * {@link Event.MemoryMeasured}.
   */
  record MeasureMemory() implements Effect {}

  /**
   * Write the text to a client of a command socket, then close; or, on the map socket, write it as
   * a netstring and read on. The pool forgets a command client here, unless {@link
   * Event.AnswerStalled} comes back.
   */
  record Answer(long id, String text) implements Effect {}

  /** Close a connection at once, with unwritten data if there is any. */
  record Drop(long id) implements Effect {}

  /**
   * A listener has something to read: fetch it with {@link Pool#handle(long, java.nio.ByteBuffer,
   * Now)} until that is empty, as fast as the listener takes it. Not repeated before it was empty.
   */
  record WakeListener(long id) implements Effect {}

  /** Close a listener when its backlog has been written, or writing fails. */
  record CloseListener(long id) implements Effect {}

  /** Write one record to the log. */
  record Log(LogLevel level, String text) implements Effect {}

  /** Write one record to the log, with the process at the other end of a client's connection. */
  record LogOfClient(long id, LogLevel level, String text) implements Effect {}

  /** Write one record to the statistics file and syslog, where they are wanted. */
  record Statistic(String text) implements Effect {}

  /** Close the listening sockets and remove their files. */
  record StopAccepting() implements Effect {}

  /** Notify the service manager, if there is one, of a new state of the process. */
  record TellServiceManager(ServiceState state) implements Effect {}

  /** End the process, after one more attempt to write unsent answers and messages. */
  record Exit(int status) implements Effect {}
}
