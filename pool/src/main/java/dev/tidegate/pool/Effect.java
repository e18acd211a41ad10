package dev.tidegate.pool;

/**
 * Something that the driver is to do, in list order; that order is part of the contract.
 *
 * <p>Text is ISO-8859-1: one char, one byte.
 */
public sealed interface Effect {

  /** Start a worker; answered by {@link Event.WorkerSpawned} or {@link Event.SpawnFailed}. */
  record Spawn(int slot) implements Effect {}

  /**
   * Look once more at the worker's stdout, then hand it the line with a newline.
   *
   * <p>Always answered, before the next outside event, by one of: {@link Event.RequestTaken} (all
   * is written), {@link Event.RequestStalled} (a part is, and {@link Event.RequestTaken} follows in
   * time), {@link Event.RequestRefused} (writing failed); or, when the look found something and
   * nothing was written, by {@link Event.WorkerOutOfStep}, {@link Event.WorkerOutputEnded} or
   * {@link Event.WorkerExited}. The worker counts as busy from the first two on only.
   */
  record SendToWorker(int slot, String line) implements Effect {}

  /** Close the worker's stdin, which tells it to end. */
  record CloseStdin(int slot) implements Effect {}

  /** Send a signal to the worker. */
  record Signal(int slot, WorkerSignal signal) implements Effect {}

  /**
   * Look at the worker's process, away from the loop; answered by {@link Event.Examined}, in its
   * time. At most one look of each depth is under way in a slot.
   *
   * @param look its number
   */
  record Examine(int slot, long look, InspectionDepth depth) implements Effect {}

  /**
   * Ask the system for the memory of every worker, away from the loop and in no hurry; answered by
   * {@link Event.MemoryMeasured}, as many as it takes.
   */
  record MeasureMemory() implements Effect {}

  /**
   * Write the text to a client of a command socket, then close; or, on the map socket, write it as
   * a netstring and read on. The pool forgets a command client here, unless {@link
   * Event.AnswerStalled} comes back.
   */
  record Answer(long id, String text) implements Effect {}

  /** Close a connection at once, whatever was not yet written. */
  record Drop(long id) implements Effect {}

  /**
   * A listener has something to read: fetch it with {@link Pool#handle(long, java.nio.ByteBuffer,
   * Now)} until that is empty, as fast as the listener takes it. Not repeated before it was empty.
   */
  record WakeListener(long id) implements Effect {}

  /** Close a listener once everything that it is owed has been written, or when it fails. */
  record CloseListener(long id) implements Effect {}

  /** Write one record to the log. */
  record Log(LogLevel level, String text) implements Effect {}

  /** Write one record to the log, with who is at the other end of a command client's connection. */
  record LogOfClient(long id, LogLevel level, String text) implements Effect {}

  /** Write one record to the statistics file and syslog, where they are wanted. */
  record Statistic(String text) implements Effect {}

  /** Close the listening sockets and remove their files. */
  record StopAccepting() implements Effect {}

  /** Tell the service manager, if there is one, what the process is doing from now on. */
  record TellServiceManager(ServiceState state) implements Effect {}

  /** End the process, after what is owed to clients and listeners was offered to them once more. */
  record Exit(int status) implements Effect {}
}
