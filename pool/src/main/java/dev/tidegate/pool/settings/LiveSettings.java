package dev.tidegate.pool.settings;

/** The settings in force, and those at the start. */
public final class LiveSettings {
  private final PoolSettings atStart;
  private PoolSettings now;

  public LiveSettings(PoolSettings atStart) {
    this.atStart = atStart;
    this.now = atStart;
  }

  /** Returns the settings in force; to be called at each use, as they can change. */
  public PoolSettings now() {
    return now;
  }

  /** Puts other settings into force. */
  public void change(PoolSettings to) {
    now = to;
  }

  /** Returns what {@code max-workers} may be at most. */
  public int maxWorkersLimit() {
    return Math.max(atStart.maxWorkers(), atStart.maxWorkersLimit());
  }

  /** Returns the settings that the pool was made with. */
  public PoolSettings atStart() {
    return atStart;
  }
}
