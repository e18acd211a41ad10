package dev.tidegate.pool.workers;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.counters.Counters;
import dev.tidegate.pool.counters.ExitReason;
import dev.tidegate.pool.counters.StartReason;
import dev.tidegate.pool.feed.FeedEvent;
import dev.tidegate.pool.values.LoaderKind;
import dev.tidegate.pool.values.LogLevel;
import dev.tidegate.pool.values.ServiceState;
import dev.tidegate.protocol.notify.WorkerState;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Carries out rereads: the program is loaded outside the slots; when that has succeeded the next
 * generation begins and the workers are replaced in turn. If it fails, the generation stays.
 *
 * <p>With {@code --reread=at-once}, and when there is neither a worker nor a warm parent, the next
 * generation begins at once and ends the idle workers, as in the reference.
 */
public final class Rereads implements Loader.Owner {
  private static final String WORDS = "Replacing a worker after a reread";

  /** A reread that failed. */
  public record Failure(long atNanos, String how, List<String> stderr) {}

  private final EventContext context;
  private final SlotTransitions slotTransitions;
  private final Workers workers;
  private final WorkerLifecycle lifecycle;
  private final ReplacementPolicy replacement;
  private final WarmParents parents;
  private final Loaders loaders;
  private final Counters counters;
  private @Nullable Loader next;
  private boolean bySignal;

  /** Whether the service manager was told that a reread is under way. */
  private boolean reloading;

  private Optional<Failure> failure = Optional.empty();

  /** Whether workers were spawned as no warm parent could load, when a loader ended last. */
  private boolean hadNone;

  public Rereads(
      EventContext context,
      SlotTransitions slotTransitions,
      WorkerLifecycle lifecycle,
      WarmParents parents,
      Loaders loaders) {
    this.context = context;
    this.slotTransitions = slotTransitions;
    this.workers = slotTransitions.workers();
    this.lifecycle = lifecycle;
    this.replacement = lifecycle.replacement();
    this.parents = parents;
    this.loaders = loaders;
    this.counters = lifecycle.journal().counters();
  }

  public WarmParents parents() {
    return parents;
  }

  /** Returns the process that loads the next generation, or waits for a slot. */
  public Optional<Loader> next() {
    return Optional.ofNullable(next);
  }

  /** Returns the last reread's failure; empty once one has succeeded. */
  public Optional<Failure> failure() {
    return failure;
  }

  /** Begins a reread; one that is under way begins anew. */
  public void begin(boolean isBySignal) {
    if (lifecycle.isEnding()) {
      return;
    }
    counters.rereadRequested();
    bySignal = isBySignal;
    abandon();
    lifecycle.starts().release();
    // Before anything else is published, whose counts would show it.
    slotTransitions.publishServiceable();
    if (!reloading) {
      reloading = true;
      context.notifyServiceManager(ServiceState.RELOADING);
    }
    int alive = workers.count(WorkerState.IDLE) + workers.count(WorkerState.BUSY);
    boolean hasSomethingToKeep = alive > 0 || parents.parent().isPresent();
    if (context.settings().rereadAtOnce() || !hasSomethingToKeep) {
      beginGenerationAtOnce();
    } else {
      boolean warm = context.settings().embedPerl() && !parents.isUnsupported();
      next = loaders.start(warm ? LoaderKind.WARM_PARENT : LoaderKind.WORKER, this);
    }
  }

  private void abandon() {
    Loader loading = next;
    next = null;
    if (loading != null) {
      loaders.end(loading, "it was abandoned for another reread");
    }
  }

  private void beginGenerationAtOnce() {
    replacement.beginGeneration(false);
    for (Slot slot : workers.slots()) {
      if (slot.state() == WorkerState.IDLE) {
        lifecycle.dismiss(
            slot,
            WorkerLifecycle.StopMethod.END_OF_FILE,
            ExitReason.REREAD,
            "Forcing reread of filter rules");
      }
    }
    parents.reload();
    generationBegun();
  }

  private void generationBegun() {
    failure = Optional.empty();
    counters.rereadSucceeded();
    slotTransitions.publish(new FeedEvent.Reread(workers.generation(), bySignal));
    reloaded();
  }

  private void reloaded() {
    reloading = false;
    context.notifyServiceManager(ServiceState.READY);
  }

  @Override
  public void ready(Loader loader) {
    if (loader == next) {
      replacement.beginGeneration(true);
      if (loader.kind() == LoaderKind.WARM_PARENT) {
        next = null;
        parents.replace(loader);
      }
      generationBegun();
      context.logEvent(
          LogLevel.INFO,
          "The filter has been loaded anew: generation %d begins".formatted(workers.generation()));
    }
  }

  @Override
  public void faulted(Loader loader) {
    // Its end, which follows, is the failure.
  }

  @Override
  public void ended(Loader loader, String how) {
    if (loader != next) {
      return;
    }
    next = null;
    if (lifecycle.isEnding() || loader.sign.isPresent()) {
      return;
    }
    if (parents.readyParent().isEmpty()) {
      lifecycle.starts().hold();
    }
    failure = Optional.of(new Failure(context.nanos(), how, loader.stderr()));
    counters.rereadFailed();
    context.log(
        LogLevel.ERR,
        "Reread failed, the filter could not be loaded (%s)%s; generation %d stays in force"
            .formatted(how, loader.lastWords(), workers.generation()));
    slotTransitions.publish(
        new FeedEvent.RereadFailed(
            workers.generation(), bySignal, how, loader.exit, loader.stderr()));
    reloaded();
  }

  /**
   * Notes that a loader is gone. If there can be no warm parent any more while the last reread has
   * failed, no worker of the generation in force can be started.
   */
  public void loaderEnded() {
    boolean hasNone = parents.state() == WarmParents.State.FAILED;
    if (hasNone && !hadNone && failure.isPresent()) {
      lifecycle.starts().hold();
    }
    hadNone = hasNone;
  }

  /**
   * Replaces workers in turn; called at the end of every event, unless a request is on offer.
   *
   * <p>The worker that has loaded the generation takes the first slot that is stopped.
   *
   * @return that slot, if it has just taken it
   */
  public Optional<Slot> settle() {
    if (lifecycle.isEnding()) {
      return Optional.empty();
    }
    Optional<Slot> adopted = adopt();
    replaceInTurn();
    return adopted;
  }

  private Optional<Slot> adopt() {
    Loader loaded = next;
    if (loaded == null || !loaded.isReady() || !lifecycle.starts().limits().mayStart()) {
      return Optional.empty();
    }
    next = null;
    loaders.adopted(loaded);
    return Optional.of(lifecycle.adopt(loaded, WORDS));
  }

  private void replaceInTurn() {
    StartLimits limits = lifecycle.starts().limits();
    while (replacement.owesSuccessor() && limits.mayStart()) {
      lifecycle.starts().start(StartReason.REREAD, WORDS);
      if (limits.isSpawning()) {
        return;
      }
    }
    for (Optional<Slot> old = replacement.nextInTurn();
        old.isPresent();
        old = replacement.nextInTurn()) {
      lifecycle.dismiss(
          old.get(),
          WorkerLifecycle.StopMethod.END_OF_FILE,
          ExitReason.REREAD,
          "Forcing reread of filter rules");
    }
  }

  // ---- the end of the pool

  /** Gives up what is under way, and tells the loaders to end. */
  public void stop() {
    next = null;
    parents.stop();
    loaders.quitAll();
  }

  /** Kills the loaders that are still there. */
  public void killLoaders() {
    loaders.killAll();
  }

  public boolean hasLoaders() {
    return !loaders.isEmpty();
  }
}
