package dev.tidegate.pool;

/** The settings as they are in force at present, and as they were at the start. */
final class LiveSettings {
  private final PoolSettings atStart;
  private PoolSettings now;

  LiveSettings(PoolSettings atStart) {
    this.atStart = atStart;
    this.now = atStart;
  }

  /** Returns what is in force; asked for at each use, as it may be other the next time. */
  PoolSettings now() {
    return now;
  }

  /** Puts other settings into force. */
  void change(PoolSettings to) {
    now = to;
  }

  /** Returns what the pool was made with. */
  PoolSettings atStart() {
    return atStart;
  }
}
