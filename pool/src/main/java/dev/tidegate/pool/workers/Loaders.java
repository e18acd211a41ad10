package dev.tidegate.pool.workers;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.values.LoaderKind;
import dev.tidegate.pool.values.LoaderStop;
import dev.tidegate.pool.values.LogLevel;
import dev.tidegate.pool.values.ReadySign;
import dev.tidegate.pool.values.WorkerExit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The processes outside the slots, from their start until they are reaped. Each one's {@link
 * Loader.Owner} decides what becomes of it.
 */
public final class Loaders {
  private final EventContext context;
  private final Map<Long, Loader> byId = new LinkedHashMap<>();
  private long ids;

  public Loaders(EventContext context) {
    this.context = context;
  }

  /** Returns whether there is none. */
  public boolean isEmpty() {
    return byId.isEmpty();
  }

  /** Starts a process that loads the program; it is ended if it is not ready in time. */
  Loader start(LoaderKind kind, Loader.Owner owner) {
    Loader loader = new Loader(++ids, kind, owner, context.nanos());
    byId.put(loader.id(), loader);
    int seconds = context.settings().startTimeoutSeconds();
    loader.startTimeout.onDeadline(
        () -> end(loader, "it has not loaded the filter within " + seconds + " s"));
    loader.quitTimeout.onDeadline(() -> stop(loader, LoaderStop.KILL));
    context.timers().set(loader.startTimeout, context.secondsFromNow(seconds));
    context.startLoader(loader.id(), kind);
    return loader;
  }

  // ---- events

  public void started(long id, int pid) {
    Loader loader = byId.get(id);
    if (loader != null) {
      loader.pid = pid;
      context.logEvent(LogLevel.INFO, "Loading the filter in a " + name(loader));
    }
  }

  /** There is no process. */
  public void notStarted(long id, String reason) {
    remove(id, "it could not be started: " + reason);
  }

  public void ready(long id, ReadySign sign) {
    Loader loader = byId.get(id);
    if (loader != null && !loader.stopped && loader.sign.isEmpty()) {
      context.timers().cancel(loader.startTimeout);
      loader.sign = Optional.of(sign);
      loader.readyNanos = context.nanos();
      loader.owner.ready(loader);
    }
  }

  public void wrote(long id, String line) {
    Loader loader = byId.get(id);
    if (loader != null && !line.isEmpty()) {
      loader.wrote(line);
      context.logEvent(LogLevel.INFO, capitalisedName(loader) + " stderr: " + line);
    }
  }

  public void measured(long id, long residentKib) {
    Loader loader = byId.get(id);
    if (loader != null) {
      loader.residentKib = residentKib;
    }
  }

  /** The process broke the protocol: it is ended. */
  public void faulted(long id, String what) {
    Loader loader = byId.get(id);
    if (loader != null && !loader.stopped) {
      end(loader, what);
    }
  }

  /** The process is gone. */
  public void ended(long id, WorkerExit exit) {
    Loader loader = byId.get(id);
    if (loader != null) {
      loader.exit = Optional.of(exit);
    }
    remove(id, WorkerJournal.words(exit));
  }

  private void remove(long id, String how) {
    Loader loader = byId.remove(id);
    if (loader != null) {
      context.timers().cancel(loader.startTimeout);
      context.timers().cancel(loader.quitTimeout);
      loader.stopped = true;
      loader.owner.ended(loader, loader.fault.isEmpty() ? how : loader.fault);
    }
  }

  // ---- ending

  /**
   * Tells a process to end that is no longer needed, and kills it if it has not in ten seconds; its
   * owner hears no more of it but the end.
   */
  void quit(Loader loader) {
    if (!loader.stopped) {
      stop(loader, LoaderStop.QUIT);
      context
          .timers()
          .set(loader.quitTimeout, context.secondsFromNow(WorkerLifecycle.ESCALATION_SECONDS));
    }
  }

  /**
   * Kills a process that does not do what it is for.
   *
   * @param fault a sentence in the words of the log
   */
  void end(Loader loader, String fault) {
    loader.fault = fault;
    stop(loader, LoaderStop.KILL);
    loader.owner.faulted(loader);
  }

  private void stop(Loader loader, LoaderStop how) {
    loader.stopped = true;
    context.timers().cancel(loader.startTimeout);
    context.stopLoader(loader.id(), how);
  }

  /** Takes a process out that is a worker from now on. */
  void adopted(Loader loader) {
    byId.remove(loader.id());
  }

  /** Tells every process to end. */
  public void quitAll() {
    byId.values().forEach(this::quit);
  }

  /** Kills every process that is still there. */
  public void killAll() {
    byId.values().forEach(loader -> stop(loader, LoaderStop.KILL));
  }

  /** Returns its name in the log, at the beginning of a line. */
  static String capitalisedName(Loader loader) {
    String name = name(loader);
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  /** Returns its name in the log. */
  static String name(Loader loader) {
    String what = loader.kind() == LoaderKind.WARM_PARENT ? "warm parent" : "new worker";
    return what + " (pid " + loader.pid() + ")";
  }
}
