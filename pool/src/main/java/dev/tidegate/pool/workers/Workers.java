package dev.tidegate.pool.workers;

import dev.tidegate.pool.counters.CommandClass;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The slots, in lists that equal their states, and the choice of a free one.
 *
 * <p>No operation costs more than the logarithm of the number of slots, but for those that concern
 * every slot.
 */
public final class Workers {
  private static final WorkerState[] STATES = WorkerState.values();

  private final List<Slot> all;

  /** The same, for others to read. */
  private final List<Slot> slots;

  private final IdleWorkers idleCurrent = new IdleWorkers();
  private final IdleWorkers idleOlder = new IdleWorkers();

  private final List<Consumer<Slot>> preparations = new ArrayList<>();

  /** Stopped slots in which a worker may be started, the most recently stopped one first. */
  private final ArrayDeque<Slot> stopped = new ArrayDeque<>();

  private int idleCount;
  private int busyCount;
  private int stoppedCount;
  private int killedCount;

  /** Retired slots without a process; those with one are counted by their state. */
  private int retiredCount;

  // Of these, the ones that are not used.

  private int idleUnused;
  private int busyUnused;
  private int stoppedUnused;

  /** Idle workers that are not ready yet and neither drained nor retired. */
  private int loading;

  /** Stopped slots, neither drained nor retired, in which a start is under way. */
  private int starting;

  /** The number of rereads so far. */
  private long generation;

  /** Slots of this number and beyond are retired. */
  private int maximum;

  private long activations;

  /** Counts how often a worker went idle, so that their order in time is known exactly. */
  private long idleOrders;

  /** Makes {@code size} stopped slots. */
  public Workers(int size, long nowNanos) {
    all = new ArrayList<>(size);
    for (int number = 0; number < size; number++) {
      all.add(new Slot(number, nowNanos));
    }
    slots = Collections.unmodifiableList(all);
    stopped.addAll(slots);
    stoppedCount = size;
    maximum = size;
  }

  /** Returns every slot, by number. */
  public List<Slot> slots() {
    return slots;
  }

  /** Has something done with each slot, now and whenever one is added. */
  public void prepare(Consumer<Slot> preparation) {
    all.forEach(preparation);
    preparations.add(preparation);
  }

  /** Adds slots, retired ones, up to that number of slots; does nothing if there are as many. */
  public void grow(int size, long nowNanos) {
    while (all.size() < size) {
      Slot slot = new Slot(all.size(), nowNanos);
      slot.retired = true;
      all.add(slot);
      count(slot, 1);
      preparations.forEach(each -> each.accept(slot));
    }
  }

  public Slot slot(int number) {
    return slots.get(number);
  }

  /** Returns the slots without the empty ones at the end that are retired. */
  public List<Slot> slotsInSight() {
    int end = slots.size();
    while (end > maximum && slots.get(end - 1).state == WorkerState.STOPPED) {
      end--;
    }
    return slots.subList(0, end);
  }

  /** Returns how many slots are in a state; empty ones that are retired are in none. */
  public int count(WorkerState state) {
    return switch (state) {
      case IDLE -> idleCount;
      case BUSY -> busyCount;
      case STOPPED -> stoppedCount;
      case KILLED -> killedCount;
    };
  }

  /** Returns how many processes there are. */
  public int running() {
    return idleCount + busyCount + killedCount;
  }

  /** Returns how many slots are idle or stopped but not free, as they are drained or retired. */
  public int drained() {
    return idleUnused + stoppedUnused;
  }

  /** Returns how many slots beyond the maximum are empty; no other count has them. */
  public int retired() {
    return retiredCount;
  }

  /** Returns the number of free slots as the protocol has it: idle + stopped, less the drained. */
  public int free() {
    return idle() + startable() + starting;
  }

  /** Returns how many idle workers are neither drained nor retired. */
  public int idle() {
    return idleCount - idleUnused;
  }

  /** Returns how many busy workers are neither drained nor retired. */
  public int busy() {
    return busyCount - busyUnused;
  }

  /** Returns how many idle workers, neither drained nor retired, are not ready yet. */
  public int loading() {
    return loading;
  }

  /**
   * Returns how many stopped slots are neither drained nor retired, and no start is under way in
   * them.
   */
  public int startable() {
    return stoppedCount - stoppedUnused - starting;
  }

  /** Returns in how many slots, neither drained nor retired, a start is under way. */
  public int starting() {
    return starting;
  }

  /** Returns the number of rereads so far. */
  public long generation() {
    return generation;
  }

  /**
   * Returns idle + busy, less the drained and the retired ones: the number that is compared with
   * the minimum. Killed ones are about to end.
   */
  public int live() {
    return idle() + busy();
  }

  /** Returns the number of starts so far. */
  public long activations() {
    return activations;
  }

  /** Returns the slot in which the next worker is to be started: the most recently stopped one. */
  public Optional<Slot> nextToStart() {
    return Optional.ofNullable(stopped.peekFirst());
  }

  /**
   * Returns the idle worker for a command of this class: one of the current generation before older
   * ones, and of these as {@link IdleWorkers#choose} has it.
   */
  public Optional<Slot> chooseIdle(CommandClass commandClass) {
    return idleCurrent.choose(commandClass).or(() -> idleOlder.choose(commandClass));
  }

  /** Returns the idle worker of an older generation that has been idle for longest. */
  Optional<Slot> longestIdleOfOlder() {
    return idleOlder.longestIdle();
  }

  /**
   * Returns the idle workers that are neither drained nor retired nor still loading, longest idle
   * first. Costs a sort: for rare occasions.
   */
  public List<Slot> idleLongestFirst() {
    List<Slot> idle = new ArrayList<>(idleCount);
    for (Slot each : slots) {
      if (each.state == WorkerState.IDLE && each.isUsed() && !each.loading) {
        idle.add(each);
      }
    }
    idle.sort(Comparator.comparingLong(slot -> slot.idleOrder));
    return idle;
  }

  /** Makes the running workers an older generation. */
  public void beginGeneration() {
    generation++;
    idleCurrent.moveTo(idleOlder);
  }

  /** Reserves a stopped slot for a start that is under way. */
  void beginStart(Slot slot) {
    leaveLists(slot);
    count(slot, -1);
    slot.starting = true;
    count(slot, 1);
  }

  /** Ends the reservation of a slot: the start failed. */
  void abandonStart(Slot slot) {
    count(slot, -1);
    slot.starting = false;
    count(slot, 1);
    joinLists(slot);
  }

  /**
   * Makes a stopped slot idle: a worker was started in it. Its counts of requests start at 0.
   *
   * @param ofGeneration the number of rereads before the program was loaded that it runs
   * @param isLoading whether it is not chosen until it is ready
   */
  public void started(Slot slot, int pid, long ofGeneration, boolean isLoading, long nowNanos) {
    leave(slot);
    slot.starting = false;
    slot.loading = isLoading;
    slot.pid = pid;
    slot.generation = ofGeneration;
    slot.activation = activations++;
    slot.startedNanos = nowNanos;
    slot.firstRequestNanos = Slot.NEVER;
    slot.requests = 0;
    slot.scans = 0;
    slot.lastClass = CommandClass.OTHER;
    join(slot, WorkerState.IDLE, nowNanos);
  }

  /** Allows an idle worker to be chosen: it is ready. */
  void ready(Slot slot) {
    if (slot.loading) {
      count(slot, -1);
      slot.loading = false;
      count(slot, 1);
      joinLists(slot);
    }
  }

  /** Makes an idle slot busy: its worker has taken a request. */
  public void taken(Slot slot, CommandClass commandClass, String tag, long nowNanos) {
    move(slot, WorkerState.BUSY, nowNanos);
    if (slot.firstRequestNanos == Slot.NEVER) {
      slot.firstRequestNanos = nowNanos;
    }
    slot.requests++;
    if (commandClass == CommandClass.SCAN) {
      slot.scans++;
    }
    if (commandClass.counted()) {
      slot.lastClass = commandClass;
    }
    slot.currentClass = commandClass;
    slot.tag = tag;
  }

  /** Makes a busy slot idle: its worker has answered. */
  public void answered(Slot slot, long nowNanos) {
    move(slot, WorkerState.IDLE, nowNanos);
  }

  /** Makes a slot killed: its worker has been ordered to end. */
  public void killed(Slot slot, long nowNanos) {
    move(slot, WorkerState.KILLED, nowNanos);
  }

  /** Makes a slot stopped: its process is gone. */
  public void reaped(Slot slot, long nowNanos) {
    move(slot, WorkerState.STOPPED, nowNanos);
    slot.pid = -1;
    slot.startedNanos = Slot.NEVER;
    slot.firstRequestNanos = Slot.NEVER;
  }

  /** Sets the status tag of a busy worker. */
  public void tagged(Slot slot, String tag) {
    slot.tag = tag;
  }

  /** Excludes an idle worker from the choice; its state stays idle. */
  public void withdraw(Slot slot) {
    if (slot.state == WorkerState.IDLE) {
      leaveLists(slot);
      slot.withdrawn = true;
    }
  }

  /** Excludes a slot from requests and starts, in whatever state. */
  public void drain(Slot slot) {
    leaveLists(slot);
    count(slot, -1);
    slot.drained = true;
    count(slot, 1);
  }

  /** Includes a drained slot again; an idle worker counts as having become idle just now. */
  public void resume(Slot slot) {
    count(slot, -1);
    slot.drained = false;
    count(slot, 1);
    joinLists(slot);
  }

  /**
   * Retires the slots of this number and beyond, and uses again those before it; slots that come
   * back are started in last.
   *
   * @param to at most the number of slots
   */
  public void limit(int to) {
    int from = maximum;
    maximum = to;
    // At once: to take single ones out costs a search each.
    stopped.removeIf(slot -> slot.number() >= to);
    for (Slot slot : slots.subList(Math.min(from, to), Math.max(from, to))) {
      count(slot, -1);
      if (slot.state == WorkerState.IDLE) {
        leaveLists(slot);
      }
      slot.retired = slot.number() >= to;
      count(slot, 1);
      if (slot.state == WorkerState.STOPPED && slot.isUsed() && !slot.starting) {
        stopped.addLast(slot);
      } else {
        joinLists(slot);
      }
    }
  }

  private void move(Slot slot, WorkerState to, long nowNanos) {
    leave(slot);
    join(slot, to, nowNanos);
  }

  private void join(Slot slot, WorkerState to, long nowNanos) {
    slot.state = to;
    slot.changedNanos = nowNanos;
    count(slot, 1);
    joinLists(slot);
  }

  private void joinLists(Slot slot) {
    if (!slot.isUsed() || slot.withdrawn || slot.loading || slot.starting) {
      return;
    }
    switch (slot.state) {
      case IDLE -> {
        slot.idleOrder = ++idleOrders;
        listOf(slot).add(slot);
      }
      case STOPPED -> stopped.addFirst(slot);
      case BUSY, KILLED -> {}
    }
  }

  private void leaveLists(Slot slot) {
    switch (slot.state) {
      case IDLE -> listOf(slot).remove(slot);
      case STOPPED -> stopped.remove(slot);
      case BUSY, KILLED -> {}
    }
  }

  private void leave(Slot slot) {
    count(slot, -1);
    leaveLists(slot);
    if (slot.state == WorkerState.BUSY) {
      slot.currentClass = CommandClass.OTHER;
      slot.tag = "";
    }
    slot.withdrawn = false;
    slot.loading = false;
  }

  private void count(Slot slot, int change) {
    int unused = slot.isUsed() ? 0 : change;
    switch (slot.state) {
      case IDLE -> {
        idleCount += change;
        idleUnused += unused;
        loading += slot.loading && slot.isUsed() ? change : 0;
      }
      case BUSY -> {
        busyCount += change;
        busyUnused += unused;
      }
      case STOPPED -> {
        if (slot.retired) {
          retiredCount += change;
        } else {
          stoppedCount += change;
          stoppedUnused += unused;
          starting += slot.starting && slot.isUsed() ? change : 0;
        }
      }
      case KILLED -> killedCount += change;
    }
  }

  private IdleWorkers listOf(Slot slot) {
    return slot.generation < generation ? idleOlder : idleCurrent;
  }

  /** Returns the faults of the lists; empty if they equal the states. For the simulation. */
  public List<String> faults() {
    List<String> faults = new ArrayList<>();
    int[] seen = new int[STATES.length];
    int free = 0;
    int live = 0;
    int seenStarting = 0;
    int seenLoading = 0;
    for (Slot slot : slots) {
      boolean listed = idleCurrent.contains(slot) || idleOlder.contains(slot);
      boolean used = slot.isUsed();
      boolean idle = slot.state == WorkerState.IDLE;
      boolean isStopped = slot.state == WorkerState.STOPPED;
      if (!isStopped || !slot.retired) {
        seen[slot.state.index()]++;
      }
      if (slot.retired != slot.number() >= maximum) {
        faults.add("slot " + slot.number() + " against the maximum of " + maximum);
      }
      free += used && (idle || isStopped) ? 1 : 0;
      live += used && (idle || slot.state == WorkerState.BUSY) ? 1 : 0;
      boolean chosen = idle && used && !slot.withdrawn && !slot.loading;
      if (listed != chosen || (listed && !listOf(slot).contains(slot))) {
        faults.add("slot " + slot.number() + " is " + slot.state + " but listed idle: " + listed);
      }
      seenStarting += isStopped && used && slot.starting ? 1 : 0;
      seenLoading += idle && used && slot.loading ? 1 : 0;
      if (stopped.contains(slot) != (isStopped && used && !slot.starting)) {
        faults.add("slot " + slot.number() + " is " + slot.state + " against the stopped list");
      }
    }
    if (free != free() || live != live()) {
      faults.add(
          "there are " + free + " free and " + live + " live, not " + free() + ", " + live());
    }
    if (seenStarting != starting || seenLoading != loading) {
      faults.add(
          "%d are starting and %d loading, not %d, %d"
              .formatted(seenStarting, seenLoading, starting, loading));
    }
    for (WorkerState each : STATES) {
      if (count(each) != seen[each.index()]) {
        faults.add("counted " + count(each) + " " + each + ", there are " + seen[each.index()]);
      }
    }
    return faults;
  }
}
