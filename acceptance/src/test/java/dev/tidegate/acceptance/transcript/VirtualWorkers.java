package dev.tidegate.acceptance.transcript;

import dev.tidegate.pool.Event;
import dev.tidegate.pool.values.LoaderKind;
import dev.tidegate.pool.values.ReadySign;
import dev.tidegate.pool.values.ResourceUsage;
import dev.tidegate.pool.values.WorkerExit;
import dev.tidegate.pool.values.WorkerSignal;
import dev.tidegate.protocol.wire.LineSplitter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Scripted workers without processes: what the daemon would make of them, in events. */
final class VirtualWorkers {
  private static final int FIRST_PID = 1001;
  private static final int NO_SLOT = -1;
  private static final int SIGTERM = 15;
  private static final int SIGKILL = 9;

  /** What a pipe holds when nobody reads it, in bytes. */
  private static final int PIPE_BYTES = 65_536;

  private static final class Worker {
    final String name;
    int slot;
    final LineSplitter answers = LineSplitter.ofAnswers();
    final Set<String> ignored = new HashSet<>();
    boolean holdsRequest;
    boolean outputRead = true;
    boolean reading = true;
    String unread = "";

    Worker(String name, int slot) {
      this.name = name;
      this.slot = slot;
    }
  }

  private final Heard heard;
  private final Filter filter;
  private final Consumer<Event> events;
  private final Map<Integer, Worker> bySlot = new HashMap<>();
  private final Map<String, Worker> byName = new HashMap<>();
  private final Map<Long, Worker> byLoader = new HashMap<>();
  private int count;

  VirtualWorkers(Heard heard, Filter filter, Consumer<Event> events) {
    this.heard = heard;
    this.filter = filter;
    this.events = events;
  }

  boolean knows(String name) {
    return byName.containsKey(name);
  }

  /** The result of a start. */
  Event spawn(int slot) {
    switch (filter) {
      case MISSING -> {
        return new Event.SpawnFailed(slot, "No such file or directory");
      }
      case NOT_EXECUTABLE -> {
        return new Event.SpawnFailed(slot, "Permission denied");
      }
      case EXITS_AT_ONCE ->
          events.accept(
              new Event.WorkerExited(
                  slot, new WorkerExit.Exited(3), ResourceUsage.NONE, false, Optional.empty()));
      case SCRIPTED -> {
        Worker worker = new Worker("w" + (count + 1), slot);
        bySlot.put(slot, worker);
        byName.put(worker.name, worker);
        heard.worker(worker.name, "started");
      }
    }
    return new Event.WorkerSpawned(slot, FIRST_PID + count++);
  }

  /** The result of starting a worker outside the slots; it is ready at once if it can be. */
  Event load(long loader, LoaderKind kind) {
    if (kind == LoaderKind.WARM_PARENT || filter != Filter.SCRIPTED) {
      return new Event.LoaderNotStarted(loader, "No such file or directory");
    }
    Worker worker = new Worker("w" + (count + 1), NO_SLOT);
    byLoader.put(loader, worker);
    byName.put(worker.name, worker);
    heard.worker(worker.name, "started");
    events.accept(new Event.LoaderReady(loader, ReadySign.READS_STDIN));
    return new Event.LoaderStarted(loader, FIRST_PID + count++);
  }

  void stopLoader(long loader) {
    Worker worker = byLoader.remove(loader);
    if (worker != null) {
      byName.remove(worker.name);
      heard.worker(worker.name, "ended");
    }
    events.accept(new Event.LoaderEnded(loader, new WorkerExit.Exited(0)));
  }

  void adopt(long loader, int slot) {
    Worker worker = byLoader.remove(loader);
    if (worker == null) {
      throw new IllegalStateException("loader " + loader + " has no worker");
    }
    worker.slot = slot;
    bySlot.put(slot, worker);
  }

  /**
   * The result of handing over a request; empty if the worker is gone and its exit is on its way.
   */
  Optional<Event> take(int slot, String line) {
    Worker worker = bySlot.get(slot);
    if (worker == null) {
      return Optional.empty();
    }
    worker.holdsRequest = true;
    worker.unread += line + "\n";
    boolean stalled = !worker.reading && worker.unread.length() > PIPE_BYTES;
    read(worker);
    return Optional.of(stalled ? new Event.RequestStalled(slot) : new Event.RequestTaken(slot));
  }

  private void read(Worker worker) {
    if (worker.reading) {
      worker.unread.lines().forEach(line -> heard.worker(worker.name, "reads " + line));
      worker.unread = "";
    }
  }

  void closeStdin(int slot) {
    Worker worker = bySlot.get(slot);
    if (worker != null && worker.reading) {
      heard.worker(worker.name, "sees end of file");
      if (!worker.ignored.contains("end of file")) {
        end(worker, new WorkerExit.Exited(0));
      }
    }
  }

  void signal(int slot, WorkerSignal signal) {
    Worker worker = bySlot.get(slot);
    if (worker == null) {
      return;
    }
    switch (signal) {
      case CONTINUE -> {}
      case TERMINATE -> {
        if (worker.ignored.contains("TERM")) {
          heard.worker(worker.name, "gets TERM");
        } else {
          end(worker, new WorkerExit.Signalled(SIGTERM));
        }
      }
      case KILL_GROUP -> end(worker, new WorkerExit.Signalled(SIGKILL));
    }
  }

  void tell(String name, Deed deed, String text) {
    Worker worker = byName.get(name);
    if (worker == null) {
      throw new IllegalStateException(name + " is not running");
    }
    switch (deed) {
      case PRINT -> print(worker, text);
      case STATUS ->
          text.lines().forEach(line -> events.accept(new Event.WorkerStatus(worker.slot, line)));
      case STDERR ->
          text.lines().forEach(line -> events.accept(new Event.WorkerStderr(worker.slot, line)));
      case EXIT -> end(worker, new WorkerExit.Exited(Integer.parseInt(text)));
      case DIE -> end(worker, new WorkerExit.Signalled(Integer.parseInt(text)));
      case CLOSE_STDOUT -> events.accept(new Event.WorkerOutputEnded(worker.slot));
      case STOP_READING -> worker.reading = false;
      case GO_ON_READING -> goOnReading(worker);
      case IGNORE_SIGNAL -> worker.ignored.add(text);
      case IGNORE_EOF -> worker.ignored.add("end of file");
      case LEAVE_CHILD -> {
        // a worker is gone when its process is gone: a child changes nothing
      }
    }
  }

  private void goOnReading(Worker worker) {
    worker.reading = true;
    boolean stalled = worker.unread.length() > PIPE_BYTES;
    read(worker);
    if (stalled) {
      events.accept(new Event.RequestTaken(worker.slot));
    }
  }

  private void print(Worker worker, String text) {
    if (!worker.outputRead) {
      return;
    }
    if (!worker.holdsRequest) {
      outOfStep(worker, "output without a request");
      return;
    }
    ByteBuffer bytes = StandardCharsets.ISO_8859_1.encode(text);
    switch (worker.answers.next(bytes)) {
      case NOTHING -> {}
      case LINE -> {
        worker.holdsRequest = false;
        boolean more = bytes.hasRemaining();
        worker.outputRead = !more;
        events.accept(new Event.WorkerAnswered(worker.slot, worker.answers.line(), more));
      }
      case TOO_LONG -> outOfStep(worker, "an answer beyond 65536 bytes");
    }
  }

  private void outOfStep(Worker worker, String what) {
    worker.outputRead = false;
    events.accept(new Event.WorkerOutOfStep(worker.slot, what));
  }

  private void end(Worker worker, WorkerExit exit) {
    bySlot.remove(worker.slot);
    byName.remove(worker.name);
    heard.worker(worker.name, "ended");
    events.accept(
        new Event.WorkerExited(worker.slot, exit, ResourceUsage.NONE, false, Optional.empty()));
  }
}
