package dev.tidegate.pool.workers;

import dev.tidegate.pool.EventContext;
import dev.tidegate.pool.Timer;
import dev.tidegate.pool.Timers;
import dev.tidegate.pool.values.LoaderKind;
import dev.tidegate.pool.values.LogLevel;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The warm parent of the current generation ({@code -E}): the process that has loaded the program
 * and forks workers. It is replaced when it ends; after three loads in a row that fail, workers are
 * spawned, and loading is tried again from time to time.
 */
public final class WarmParents implements Loader.Owner {
  /** How many loads in a row may fail before workers are spawned. */
  static final int MOST_FAILURES = 3;

  private static final int RETRY_SECONDS = 30;

  private static final long MILLI_NANOS = 1_000_000L;

  /** A warm parent that ends sooner after it was ready has failed to load. */
  private static final long LEAST_LIFE_NANOS = Timers.SECOND_NANOS;

  /** What there is of a warm parent, with its word in {@code stats}. */
  public enum State {
    /** Not wanted. */
    OFF("off"),
    /** The program cannot be one. */
    UNSUPPORTED("unsupported"),
    LOADING("loading"),
    READY("ready"),
    /** Too many loads have failed; workers are spawned, and it is tried again. */
    FAILED("failed");

    private final String word;

    State(String word) {
      this.word = word;
    }

    /** Returns the word for it. */
    public String word() {
      return word;
    }
  }

  private final EventContext context;
  private final Loaders loaders;
  private final StartLimits limits;
  private final Timer retry = new Timer(this::load);
  private @Nullable Loader parent;
  private boolean unsupported;
  private boolean ending;
  private int failures;

  public WarmParents(EventContext context, Loaders loaders, StartLimits limits) {
    this.context = context;
    this.loaders = loaders;
    this.limits = limits;
  }

  /** Loads the program for the first time. */
  public void begin() {
    if (isWanted()) {
      load();
    }
  }

  private boolean isWanted() {
    return context.settings().embedPerl() && !unsupported && !ending;
  }

  private void load() {
    context.timers().cancel(retry);
    parent = loaders.start(LoaderKind.WARM_PARENT, this);
    update();
  }

  /** Returns whether workers are forked; otherwise they are spawned. */
  public boolean forksWorkers() {
    return isWanted() && (failures < MOST_FAILURES || readyParent().isPresent());
  }

  /** Returns the number of the warm parent, if it is ready. */
  public OptionalLong readyParent() {
    return parent != null && parent.isReady() ? OptionalLong.of(parent.id()) : OptionalLong.empty();
  }

  /** Returns the warm parent, ready or loading. */
  public Optional<Loader> parent() {
    return Optional.ofNullable(parent);
  }

  /** Returns whether a loader is the warm parent of the current generation. */
  public boolean isParent(long loader) {
    return parent != null && parent.id() == loader;
  }

  public State state() {
    if (!context.settings().embedPerl()) {
      return State.OFF;
    }
    if (unsupported) {
      return State.UNSUPPORTED;
    }
    if (readyParent().isPresent()) {
      return State.READY;
    }
    return failures < MOST_FAILURES ? State.LOADING : State.FAILED;
  }

  /** Returns how many loads in a row have failed. */
  public int failures() {
    return failures;
  }

  /** Returns whether the program can be no warm parent at all. */
  boolean isUnsupported() {
    return unsupported;
  }

  /** Makes a warm parent of a new generation, which is ready, the one that forks workers. */
  void replace(Loader next) {
    quitParent();
    failures = 0;
    next.owner = this;
    parent = next;
    update();
  }

  /** Loads the program again, beside nothing: the generation begins with it. */
  void reload() {
    failures = 0;
    unsupported = false;
    quitParent();
    begin();
    update();
  }

  private void quitParent() {
    context.timers().cancel(retry);
    if (parent != null) {
      loaders.quit(parent);
      parent = null;
    }
  }

  /** Ends the warm parent, if that is the one that has not carried out an order. */
  void silent(long loader) {
    if (parent != null && parent.isReady() && isParent(loader)) {
      loaders.end(parent, "it did not fork a worker that was ordered");
    }
  }

  /** The program can be no warm parent. */
  public void unsupported(String what) {
    if (!unsupported) {
      unsupported = true;
      context.log(
          LogLevel.ERR,
          "Option -E has no effect: workers are started one by one, as the filter program cannot be"
              + " a warm parent: "
              + what);
    }
  }

  @Override
  public void ready(Loader loader) {
    if (loader == parent) {
      context.logEvent(
          LogLevel.INFO,
          "%s is ready after %d ms"
              .formatted(
                  Loaders.capitalisedName(loader),
                  (context.nanos() - loader.startedNanos()) / MILLI_NANOS));
      boolean heldBack = limits.backoff().release();
      if (heldBack || failures >= MOST_FAILURES) {
        context.log(LogLevel.INFO, "The filter loads again; workers are forked from now on");
      }
      failures = failures >= MOST_FAILURES ? 0 : failures;
      update();
    }
  }

  @Override
  public void faulted(Loader loader) {
    update();
  }

  @Override
  public void ended(Loader loader, String how) {
    if (loader != parent) {
      return;
    }
    parent = null;
    boolean wasReady = loader.readyNanos != Slot.NEVER;
    if (wasReady && context.nanos() - loader.readyNanos >= LEAST_LIFE_NANOS) {
      failures = 0;
    } else {
      failures++;
    }
    if (isWanted()) {
      // Further failures say nothing new.
      if (failures <= MOST_FAILURES) {
        context.log(LogLevel.ERR, words(loader, wasReady, how));
      }
      if (failures < MOST_FAILURES) {
        load();
      } else {
        context.timers().set(retry, context.secondsFromNow(RETRY_SECONDS));
      }
    }
    update();
  }

  /** Loads the program at once if that waits for another try: a worker has just loaded it. */
  void retryNow() {
    if (retry.isSet()) {
      load();
    }
  }

  private String words(Loader loader, boolean wasReady, String how) {
    String what =
        wasReady
            ? "The warm parent (pid %d) has ended (%s)".formatted(loader.pid(), how)
            : "The filter could not be loaded (%s)".formatted(how);
    String next =
        failures < MOST_FAILURES
            ? "; loading it again"
            : "; workers are started one by one until it loads, which is tried every "
                + RETRY_SECONDS
                + " s";
    return what + loader.lastWords() + next;
  }

  /** Ends it: the pool ends. */
  void stop() {
    ending = true;
    context.timers().cancel(retry);
    update();
  }

  private void update() {
    boolean isReady = readyParent().isPresent();
    limits.awaitParent(forksWorkers() && !isReady, isWanted() && !isReady && failures > 0);
  }
}
