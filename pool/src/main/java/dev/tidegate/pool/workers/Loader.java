package dev.tidegate.pool.workers;

import dev.tidegate.pool.Timer;
import dev.tidegate.pool.values.LoaderKind;
import dev.tidegate.pool.values.ReadySign;
import dev.tidegate.pool.values.WorkerExit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A process outside the slots that loads the program: a warm parent, or a worker to be. */
public final class Loader {
  /** How many of its last lines on stderr are kept. */
  private static final int STDERR_LINES = 5;

  private static final int STDERR_LINE_CHARS = 300;

  /** Whoever needs what the process loads. */
  interface Owner {
    /** It has loaded the program. */
    void ready(Loader loader);

    /** It is being killed, as it did not do what it is for. */
    void faulted(Loader loader);

    /**
     * Its process is gone, or there was none.
     *
     * @param how in words for the log
     */
    void ended(Loader loader, String how);
  }

  private final long id;
  private final LoaderKind kind;
  private final long startedNanos;
  private final Deque<String> stderr = new ArrayDeque<>(0);

  /** Fires when it has taken too long to load. */
  final Timer startTimeout = new Timer();

  /** Fires when it has taken too long to quit. */
  final Timer quitTimeout = new Timer();

  Owner owner;
  int pid = -1;
  boolean stopped;
  long readyNanos = Slot.NEVER;
  long residentKib = -1;
  Optional<ReadySign> sign = Optional.empty();

  /** How its process ended; empty while it runs, and if there was none. */
  Optional<WorkerExit> exit = Optional.empty();

  /** Why it was ended, a sentence in the words of the log; empty if it ended by itself. */
  String fault = "";

  Loader(long id, LoaderKind kind, Owner owner, long startedNanos) {
    this.id = id;
    this.kind = kind;
    this.owner = owner;
    this.startedNanos = startedNanos;
  }

  /** Returns its number, never used twice. */
  public long id() {
    return id;
  }

  public LoaderKind kind() {
    return kind;
  }

  /** Returns the process id; −1 if there is no process yet. */
  public int pid() {
    return pid;
  }

  public long startedNanos() {
    return startedNanos;
  }

  /** Returns whether it has loaded the program and was not told to end. */
  public boolean isReady() {
    return sign.isPresent() && !stopped;
  }

  /** Returns its resident memory at the last measurement; −1 if unknown. */
  public long residentKib() {
    return residentKib;
  }

  /** Returns the last lines that it wrote to stderr, oldest first. */
  public List<String> stderr() {
    return List.copyOf(stderr);
  }

  /** Returns the last lines that it wrote to stderr as the end of a line of the log. */
  String lastWords() {
    return stderr.isEmpty() ? "" : ": " + String.join(" | ", stderr);
  }

  void wrote(String line) {
    if (stderr.size() == STDERR_LINES) {
      stderr.removeFirst();
    }
    stderr.addLast(line.length() > STDERR_LINE_CHARS ? line.substring(0, STDERR_LINE_CHARS) : line);
  }
}
