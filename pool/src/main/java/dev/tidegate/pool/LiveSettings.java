package dev.tidegate.pool;

/** The settings in force, and those at the start. */
public final class LiveSettings {
  private final PoolSettings atStart;
  private PoolSettings now;

  LiveSettings(PoolSettings atStart) {
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

  /** Returns the settings that the pool was made with. */
  public PoolSettings atStart() {
    return atStart;
  }
}
