package dev.tidegate.pool;

import dev.tidegate.pool.settings.LiveSettings;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.values.InspectionDepth;
import dev.tidegate.pool.values.LoaderKind;
import dev.tidegate.pool.values.LoaderStop;
import dev.tidegate.pool.values.LogLevel;
import dev.tidegate.pool.values.ServiceState;
import dev.tidegate.pool.values.WorkerSignal;
import java.util.ArrayList;
import java.util.List;

/**
 * The event that is being handled: its time, the settings in force, the timers, and its effects.
 *
 * <p>Effects are added only by the methods from <em>effects on workers</em> on, in call order.
 */
public final class EventContext {
  private final LiveSettings settings;
  private final Timers timers = new Timers();
  private final List<Effect> effects = new ArrayList<>();
  private Now now;

  EventContext(PoolSettings atStart, Now now) {
    this.settings = new LiveSettings(atStart);
    this.now = now;
  }

  // ---- for the pool

  void begin(Now at) {
    now = at;
    effects.clear();
  }

  /** Sets the time of a call between two events. */
  void continueAt(Now at) {
    now = at;
  }

  /** Returns the effects in order; overwritten when the next event begins. */
  List<Effect> effects() {
    return effects;
  }

  // ---- time, settings, timers

  /** Returns the time of the event. */
  public Now now() {
    return now;
  }

  /** Returns the monotonic time of the event. */
  public long nanos() {
    return now.monotonicNanos();
  }

  /** Returns the monotonic time of the event in seconds, rounded down. */
  public long seconds() {
    return Math.floorDiv(now.monotonicNanos(), Timers.SECOND_NANOS);
  }

  /** Returns the wall clock's time of the event in seconds, rounded down. */
  public long wallSeconds() {
    return Math.floorDiv(now.wallMillis(), 1_000L);
  }

  /** Returns the monotonic time so many seconds after the event. */
  public long secondsFromNow(int seconds) {
    return now.monotonicNanos() + seconds * Timers.SECOND_NANOS;
  }

  /** Returns the settings in force; they can change with every event. */
  public PoolSettings settings() {
    return settings.now();
  }

  /** Returns the settings at the start and now, for those who change or compare them. */
  public LiveSettings liveSettings() {
    return settings;
  }

  public Timers timers() {
    return timers;
  }

  // ---- effects on workers

  /** Adds {@link Effect.Spawn}. */
  public void spawn(int slot) {
    effects.add(new Effect.Spawn(slot));
  }

  /** Adds {@link Effect.Fork}. */
  public void fork(int slot, long loader) {
    effects.add(new Effect.Fork(slot, loader));
  }

  /** Adds {@link Effect.AwaitReady}. */
  public void awaitReady(int slot) {
    effects.add(new Effect.AwaitReady(slot));
  }

  /** Adds {@link Effect.StartLoader}. */
  public void startLoader(long loader, LoaderKind kind) {
    effects.add(new Effect.StartLoader(loader, kind));
  }

  /** Adds {@link Effect.StopLoader}. */
  public void stopLoader(long loader, LoaderStop how) {
    effects.add(new Effect.StopLoader(loader, how));
  }

  /** Adds {@link Effect.Adopt}. */
  public void adopt(long loader, int slot) {
    effects.add(new Effect.Adopt(loader, slot));
  }

  /** Adds {@link Effect.SendToWorker}. */
  public void sendToWorker(int slot, String line) {
    effects.add(new Effect.SendToWorker(slot, line));
  }

  /** Adds {@link Effect.CloseStdin}. */
  public void closeStdin(int slot) {
    effects.add(new Effect.CloseStdin(slot));
  }

  /** Adds {@link Effect.Signal}. */
  public void signal(int slot, WorkerSignal signal) {
    effects.add(new Effect.Signal(slot, signal));
  }

  /** Adds {@link Effect.Examine}. */
  public void examine(int slot, long number, InspectionDepth depth) {
    effects.add(new Effect.Examine(slot, number, depth));
  }

  /** Adds {@link Effect.MeasureMemory}. */
  public void measureMemory() {
    effects.add(new Effect.MeasureMemory());
  }

  // ---- effects on connections

  /** Adds {@link Effect.Answer}. */
  public void answer(long client, String text) {
    effects.add(new Effect.Answer(client, text));
  }

  /** Adds {@link Effect.Drop}. */
  public void drop(long connection) {
    effects.add(new Effect.Drop(connection));
  }

  /** Adds {@link Effect.WakeListener}. */
  public void wakeListener(long listener) {
    effects.add(new Effect.WakeListener(listener));
  }

  /** Adds {@link Effect.CloseListener}. */
  public void closeListener(long listener) {
    effects.add(new Effect.CloseListener(listener));
  }

  /** Adds {@link Effect.StopAccepting}. */
  public void stopAccepting() {
    effects.add(new Effect.StopAccepting());
  }

  // ---- records

  /** Returns whether {@code -l} was given; to be checked before a text is put together. */
  public boolean logsEvents() {
    return settings().logEvents();
  }

  /** Adds {@link Effect.Log}, whether or not {@code -l} was given. */
  public void log(LogLevel level, String text) {
    effects.add(new Effect.Log(level, text));
  }

  /** Adds {@link Effect.Log} if {@code -l} was given. */
  public void logEvent(LogLevel level, String text) {
    if (logsEvents()) {
      log(level, text);
    }
  }

  /** Adds {@link Effect.LogOfClient}. */
  public void logOfClient(long client, LogLevel level, String text) {
    effects.add(new Effect.LogOfClient(client, level, text));
  }

  /** Adds {@link Effect.Statistic}. */
  public void statistic(String text) {
    effects.add(new Effect.Statistic(text));
  }

  // ---- the multiplexor itself

  /** Adds {@link Effect.TellServiceManager}. */
  public void notifyServiceManager(ServiceState state) {
    effects.add(new Effect.TellServiceManager(state));
  }

  /** Adds {@link Effect.Exit}. */
  public void exit(int status) {
    effects.add(new Effect.Exit(status));
  }
}
