package dev.tidegate.pool.settings;

import java.util.Arrays;
import java.util.Objects;

/**
 * Settings of the pool, with bounds applied: a value for each {@link Setting}, and the environment.
 */
public final class PoolSettings {
  private final int[] values;
  private final Environment environment;

  private PoolSettings(int[] values, Environment environment) {
    this.values = values;
    this.environment = environment;
  }

  /**
   * Facts about the process that are no settings.
   *
   * @param version what the command {@code version} answers
   * @param statistics whether there is somebody for the records of the statistics: {@code -t} or
   *     {@code -T}
   * @param listenerBytes how many bytes of commands, tags and reasons are kept with past events
   * @param requestBytes how many bytes the requests may have that wait or are with a worker
   * @param seed seed of the random numbers, used only to spread the delays after failed starts
   * @param epoch random id of this instance: 16 lower-case hex digits
   * @param host host name sent to listeners
   * @param stderrBytes how many bytes of what workers wrote to stderr are kept
   * @param rereadAtOnce whether a reread ends the idle workers at once, as in the reference, and
   *     not when the new filter is loaded
   * @param given the words that the multiplexor was started with, for people
   */
  public record Environment(
      String version,
      boolean statistics,
      int listenerBytes,
      long requestBytes,
      long seed,
      String epoch,
      String host,
      int stderrBytes,
      boolean rereadAtOnce,
      String given) {}

  /** Returns a builder that holds the defaults of mimedefang-multiplexor(8). */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that holds these settings. */
  public Builder toBuilder() {
    Builder builder = builder().environment(environment);
    System.arraycopy(values, 0, builder.values, 0, values.length);
    return builder;
  }

  /** Returns the value of a setting; of a flag 1 if it is on, and 0 if it is off. */
  public int get(Setting setting) {
    return values[index(setting)];
  }

  /** Returns whether a flag is on. */
  public boolean isOn(Setting flag) {
    return get(flag) > 0;
  }

  public Environment environment() {
    return environment;
  }

  /** Returns its place in arrays, which, unlike maps, cost nothing where each request passes. */
  @SuppressWarnings("EnumOrdinal")
  private static int index(Setting setting) {
    return setting.ordinal();
  }

  /** Returns workers that run at all times, 1 or more. */
  public int minWorkers() {
    return get(Setting.MIN_WORKERS);
  }

  /** Returns how many workers may run at once, at least {@code minWorkers}. */
  public int maxWorkers() {
    return get(Setting.MAX_WORKERS);
  }

  /** Returns what {@code maxWorkers} may be raised to, if that is more than at the start. */
  public int maxWorkersLimit() {
    return get(Setting.MAX_WORKERS_LIMIT);
  }

  /** Returns requests after which a worker is replaced, 1 or more. */
  public int maxRequests() {
    return get(Setting.MAX_REQUESTS);
  }

  /**
   * Returns the idle timeout of workers above the minimum, which is also the interval of the check.
   */
  public int idleTimeoutSeconds() {
    return get(Setting.IDLE_TIMEOUT);
  }

  /** Returns how long after its first request a worker is replaced, 0 for no limit. */
  public int maxLifetimeSeconds() {
    return get(Setting.MAX_LIFETIME);
  }

  /** Returns how long a request may take whose class has no timeout of its own. */
  public int busyTimeoutSeconds() {
    return get(Setting.BUSY_TIMEOUT);
  }

  /** Returns how long a scan request may take, 0 for {@link #busyTimeoutSeconds}. */
  public int timeoutScanSeconds() {
    return get(Setting.TIMEOUT_SCAN);
  }

  /** Returns how long a relayok request may take, 0 for {@link #busyTimeoutSeconds}. */
  public int timeoutRelayokSeconds() {
    return get(Setting.TIMEOUT_RELAYOK);
  }

  /** Returns how long a senderok request may take, 0 for {@link #busyTimeoutSeconds}. */
  public int timeoutSenderokSeconds() {
    return get(Setting.TIMEOUT_SENDEROK);
  }

  /** Returns how long a recipok request may take, 0 for {@link #busyTimeoutSeconds}. */
  public int timeoutRecipokSeconds() {
    return get(Setting.TIMEOUT_RECIPOK);
  }

  /** Returns how long a map request may take, 0 for {@link #busyTimeoutSeconds}. */
  public int timeoutMapSeconds() {
    return get(Setting.TIMEOUT_MAP);
  }

  /**
   * Returns how long any other request, ticks included may take, 0 for {@link #busyTimeoutSeconds}.
   */
  public int timeoutOtherSeconds() {
    return get(Setting.TIMEOUT_OTHER);
  }

  /** Returns how long a request may take of the class that a timeout is for. */
  public int requestTimeoutSeconds(Setting classTimeout) {
    int own = get(classTimeout);
    return own > 0 ? own : busyTimeoutSeconds();
  }

  /**
   * Returns how long a client may take for its line, and for its answer, and a worker for a
   * request.
   */
  public int clientTimeoutSeconds() {
    return get(Setting.CLIENT_TIMEOUT);
  }

  /** Returns the time between two starts towards the minimum, 1 or more. */
  public int startIntervalSeconds() {
    return get(Setting.START_INTERVAL);
  }

  /** Returns the least time between any two starts, 0 for none. */
  public int minStartIntervalSeconds() {
    return get(Setting.MIN_START_INTERVAL);
  }

  /** Returns how many requests may wait, 0 for none. */
  public int queueSize() {
    return get(Setting.QUEUE_SIZE);
  }

  /** Returns how long one may wait. */
  public int queueTimeoutSeconds() {
    return get(Setting.QUEUE_TIMEOUT);
  }

  /** Returns recipok requests at once for one domain, 0 for no limit. */
  public int recipokPerDomain() {
    return get(Setting.RECIPOK_PER_DOMAIN);
  }

  /** Returns the time between ticks, 0 for none. */
  public int tickIntervalSeconds() {
    return get(Setting.TICK_INTERVAL);
  }

  /** Returns ticks of different type at once. */
  public int parallelTicks() {
    return get(Setting.PARALLEL_TICKS);
  }

  /** Returns the time between status lines in the log, 0 for none. */
  public int statusLogIntervalSeconds() {
    return get(Setting.STATUS_LOG_INTERVAL);
  }

  /** Returns whether workers are forked from a process that has loaded the filter. */
  public boolean embedPerl() {
    return isOn(Setting.EMBED_PERL);
  }

  /** Returns how long a trial worker or a loader may take until it is ready. */
  public int startTimeoutSeconds() {
    return get(Setting.START_TIMEOUT);
  }

  /** Returns whether workers start and end ahead of need. */
  public boolean autoscale() {
    return isOn(Setting.AUTOSCALE);
  }

  /** Returns whether events are logged. */
  public boolean logEvents() {
    return isOn(Setting.LOG_EVENTS);
  }

  /** Returns whether the choice of a worker is logged. */
  public boolean logScheduling() {
    return isOn(Setting.LOG_SCHEDULING);
  }

  /** Returns connections at once to the unprivileged socket. */
  public int unprivilegedClients() {
    return get(Setting.UNPRIVILEGED_CLIENTS);
  }

  /** Returns connections at once to the map socket. */
  public int mapClients() {
    return get(Setting.MAP_CLIENTS);
  }

  /** Returns connections at once to the notification socket. */
  public int listeners() {
    return get(Setting.LISTENERS);
  }

  /** Returns how many past events are kept for listeners that lag behind. */
  public int listenerEvents() {
    return get(Setting.LISTENER_EVENTS);
  }

  /** Returns after how long a listener that takes nothing is closed, 0 for never. */
  public int listenerIdleCloseSeconds() {
    return get(Setting.LISTENER_IDLE_CLOSE);
  }

  /** Returns what the command {@code version} answers. */
  public String version() {
    return environment.version;
  }

  /** Returns whether there is somebody for the records of the statistics. */
  public boolean statistics() {
    return environment.statistics;
  }

  /** Returns how many bytes of texts are kept with past events. */
  public int listenerBytes() {
    return environment.listenerBytes;
  }

  /** Returns how many bytes the requests may have that wait or are with a worker. */
  public long requestBytes() {
    return environment.requestBytes;
  }

  /** Returns the seed of the random numbers. */
  public long seed() {
    return environment.seed;
  }

  /** Returns the random id of this instance. */
  public String epoch() {
    return environment.epoch;
  }

  /** Returns the host name sent to listeners. */
  public String host() {
    return environment.host;
  }

  /** Returns how many bytes of what workers wrote to stderr are kept. */
  public int stderrBytes() {
    return environment.stderrBytes;
  }

  /** Returns whether a reread ends the idle workers before the new filter is loaded. */
  public boolean rereadAtOnce() {
    return environment.rereadAtOnce;
  }

  /** Returns the words that the multiplexor was started with. */
  public String given() {
    return environment.given;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PoolSettings that
        && Arrays.equals(values, that.values)
        && environment.equals(that.environment);
  }

  @Override
  public int hashCode() {
    return Objects.hash(Arrays.hashCode(values), environment);
  }

  @Override
  public String toString() {
    return Arrays.toString(values) + environment;
  }

  /**
   * Collects settings; each starts at its default. {@link #set} takes any of them; those that the
   * callers of this class vary have a method of their own besides.
   */
  public static final class Builder {
    private final int[] values = Setting.defaults();
    private String version = "0";
    private boolean statistics = true;
    private int listenerBytes = 4 << 20;
    private long requestBytes = Long.MAX_VALUE;
    private long seed = 0;
    private String epoch = "0".repeat(16);
    private String host = "localhost";
    private int stderrBytes = 1 << 20;
    private boolean rereadAtOnce;
    private String given = "";

    private Builder() {}

    /** Sets a value as it is, whatever the bounds are; a flag is 0 or 1. */
    public Builder set(Setting setting, int value) {
      values[index(setting)] = value;
      return this;
    }

    private Builder turn(Setting flag, boolean on) {
      return set(flag, on ? 1 : 0);
    }

    public Builder environment(Environment environment) {
      version = environment.version;
      statistics = environment.statistics;
      listenerBytes = environment.listenerBytes;
      requestBytes = environment.requestBytes;
      seed = environment.seed;
      epoch = environment.epoch;
      host = environment.host;
      stderrBytes = environment.stderrBytes;
      rereadAtOnce = environment.rereadAtOnce;
      given = environment.given;
      return this;
    }

    public Builder minWorkers(int count) {
      return set(Setting.MIN_WORKERS, count);
    }

    public Builder maxWorkers(int count) {
      return set(Setting.MAX_WORKERS, count);
    }

    public Builder maxWorkersLimit(int count) {
      return set(Setting.MAX_WORKERS_LIMIT, count);
    }

    public Builder maxRequests(int count) {
      return set(Setting.MAX_REQUESTS, count);
    }

    public Builder idleTimeoutSeconds(int seconds) {
      return set(Setting.IDLE_TIMEOUT, seconds);
    }

    public Builder maxLifetimeSeconds(int seconds) {
      return set(Setting.MAX_LIFETIME, seconds);
    }

    public Builder busyTimeoutSeconds(int seconds) {
      return set(Setting.BUSY_TIMEOUT, seconds);
    }

    public Builder clientTimeoutSeconds(int seconds) {
      return set(Setting.CLIENT_TIMEOUT, seconds);
    }

    public Builder startIntervalSeconds(int seconds) {
      return set(Setting.START_INTERVAL, seconds);
    }

    public Builder minStartIntervalSeconds(int seconds) {
      return set(Setting.MIN_START_INTERVAL, seconds);
    }

    public Builder queueSize(int count) {
      return set(Setting.QUEUE_SIZE, count);
    }

    public Builder queueTimeoutSeconds(int seconds) {
      return set(Setting.QUEUE_TIMEOUT, seconds);
    }

    public Builder recipokPerDomain(int count) {
      return set(Setting.RECIPOK_PER_DOMAIN, count);
    }

    public Builder tickIntervalSeconds(int seconds) {
      return set(Setting.TICK_INTERVAL, seconds);
    }

    public Builder parallelTicks(int count) {
      return set(Setting.PARALLEL_TICKS, count);
    }

    public Builder statusLogIntervalSeconds(int seconds) {
      return set(Setting.STATUS_LOG_INTERVAL, seconds);
    }

    public Builder embedPerl(boolean on) {
      return turn(Setting.EMBED_PERL, on);
    }

    public Builder startTimeoutSeconds(int seconds) {
      return set(Setting.START_TIMEOUT, seconds);
    }

    public Builder autoscale(boolean on) {
      return turn(Setting.AUTOSCALE, on);
    }

    public Builder logEvents(boolean on) {
      return turn(Setting.LOG_EVENTS, on);
    }

    public Builder logScheduling(boolean on) {
      return turn(Setting.LOG_SCHEDULING, on);
    }

    public Builder unprivilegedClients(int count) {
      return set(Setting.UNPRIVILEGED_CLIENTS, count);
    }

    public Builder mapClients(int count) {
      return set(Setting.MAP_CLIENTS, count);
    }

    public Builder listeners(int count) {
      return set(Setting.LISTENERS, count);
    }

    public Builder listenerEvents(int count) {
      return set(Setting.LISTENER_EVENTS, count);
    }

    public Builder listenerIdleCloseSeconds(int seconds) {
      return set(Setting.LISTENER_IDLE_CLOSE, seconds);
    }

    public Builder version(String version) {
      this.version = version;
      return this;
    }

    public Builder statistics(boolean statistics) {
      this.statistics = statistics;
      return this;
    }

    public Builder listenerBytes(int listenerBytes) {
      this.listenerBytes = listenerBytes;
      return this;
    }

    public Builder requestBytes(long requestBytes) {
      this.requestBytes = requestBytes;
      return this;
    }

    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    public Builder epoch(String epoch) {
      this.epoch = epoch;
      return this;
    }

    public Builder host(String host) {
      this.host = host;
      return this;
    }

    public Builder stderrBytes(int stderrBytes) {
      this.stderrBytes = stderrBytes;
      return this;
    }

    public Builder rereadAtOnce(boolean atOnce) {
      this.rereadAtOnce = atOnce;
      return this;
    }

    public Builder given(String given) {
      this.given = given;
      return this;
    }

    /** Returns the settings. */
    public PoolSettings build() {
      return new PoolSettings(
          values.clone(),
          new Environment(
              version,
              statistics,
              listenerBytes,
              requestBytes,
              seed,
              epoch,
              host,
              stderrBytes,
              rereadAtOnce,
              given));
    }
  }
}
