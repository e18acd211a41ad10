package dev.tidegate.pool;

/**
 * Everything that the pool can be told, with the bounds of the options already applied.
 *
 * @param version what the command {@code version} answers
 * @param minWorkers {@code -m}: workers that run at all times, 1 or more
 * @param maxWorkers {@code -x}: slots, at least {@code minWorkers}
 * @param maxRequests {@code -r}: requests after which a worker is replaced, 1 or more
 * @param maxIdleSeconds {@code -i}: how long a surplus worker may be idle, and how often that is
 *     looked at
 * @param maxLifetimeSeconds {@code -V}: how long after its first request a worker is replaced, 0
 *     for no limit
 * @param busyTimeoutSeconds {@code -b}: how long a request may take
 * @param clientTimeoutSeconds {@code -c}: how long a client may take for its line, and for its
 *     answer, and a worker for taking a request
 * @param waitSeconds {@code -w}: time between two starts towards the minimum, 1 or more
 * @param slewSeconds {@code -W}: least time between any two starts, 0 for none
 * @param queueSize {@code -q}: requests that may wait, 0 for none
 * @param queueTimeoutSeconds {@code -Q}: how long one may wait
 * @param recipokPerDomain {@code -y}: recipok requests at once for one domain, 0 for no limit
 * @param tickSeconds {@code -X}: time between ticks, 0 for none
 * @param parallelTicks {@code -P}: ticks of different type at once
 * @param statusLogSeconds {@code -L}: time between status lines in the log, 0 for none
 * @param logEvents {@code -l}
 * @param logScheduling {@code -A}
 * @param statistics whether there is somebody for the records of the statistics: {@code -t} or
 *     {@code -T}
 * @param autoscale {@code -k}
 * @param unprivilegedClients connections at once to the unprivileged socket
 * @param mapClients connections at once to the map socket
 * @param listeners connections at once to the notification socket
 * @param listenerEvents how many past events are kept for listeners that lag behind
 * @param listenerBytes how many bytes of commands, tags and reasons are kept with past events
 * @param listenerStallSeconds after how long a listener that takes nothing is closed, 0 for never
 * @param requestBytes how many bytes the requests may have that wait or are with a worker
 * @param seed the source of all chance, which only spreads the waits after failed starts
 * @param epoch by which listeners tell this life of the pool from another: 16 lower-case hex digits
 * @param host what listeners are told of where the pool is
 * @param stderrBytes how many bytes of what workers wrote to stderr are kept
 * @param given the words that the multiplexor was started with, for people
 */
public record PoolSettings(
    String version,
    int minWorkers,
    int maxWorkers,
    int maxRequests,
    int maxIdleSeconds,
    int maxLifetimeSeconds,
    int busyTimeoutSeconds,
    int clientTimeoutSeconds,
    int waitSeconds,
    int slewSeconds,
    int queueSize,
    int queueTimeoutSeconds,
    int recipokPerDomain,
    int tickSeconds,
    int parallelTicks,
    int statusLogSeconds,
    boolean logEvents,
    boolean logScheduling,
    boolean statistics,
    boolean autoscale,
    int unprivilegedClients,
    int mapClients,
    int listeners,
    int listenerEvents,
    int listenerBytes,
    int listenerStallSeconds,
    long requestBytes,
    long seed,
    String epoch,
    String host,
    int stderrBytes,
    String given) {

  /** Returns a builder that holds the defaults of mimedefang-multiplexor(8). */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns a builder that holds these settings. */
  public Builder toBuilder() {
    return builder()
        .version(version)
        .minWorkers(minWorkers)
        .maxWorkers(maxWorkers)
        .maxRequests(maxRequests)
        .maxIdleSeconds(maxIdleSeconds)
        .maxLifetimeSeconds(maxLifetimeSeconds)
        .busyTimeoutSeconds(busyTimeoutSeconds)
        .clientTimeoutSeconds(clientTimeoutSeconds)
        .waitSeconds(waitSeconds)
        .slewSeconds(slewSeconds)
        .queueSize(queueSize)
        .queueTimeoutSeconds(queueTimeoutSeconds)
        .recipokPerDomain(recipokPerDomain)
        .tickSeconds(tickSeconds)
        .parallelTicks(parallelTicks)
        .statusLogSeconds(statusLogSeconds)
        .logEvents(logEvents)
        .logScheduling(logScheduling)
        .statistics(statistics)
        .autoscale(autoscale)
        .unprivilegedClients(unprivilegedClients)
        .mapClients(mapClients)
        .listeners(listeners)
        .listenerEvents(listenerEvents)
        .listenerBytes(listenerBytes)
        .listenerStallSeconds(listenerStallSeconds)
        .requestBytes(requestBytes)
        .seed(seed)
        .epoch(epoch)
        .host(host)
        .stderrBytes(stderrBytes)
        .given(given);
  }

  /** Collects settings; each starts at the default of the manual page. */
  public static final class Builder {
    private String version = "0";
    private int minWorkers = 1;
    private int maxWorkers = 2;
    private int maxRequests = 500;
    private int maxIdleSeconds = 300;
    private int maxLifetimeSeconds = 0;
    private int busyTimeoutSeconds = 120;
    private int clientTimeoutSeconds = 10;
    private int waitSeconds = 3;
    private int slewSeconds = 0;
    private int queueSize = 0;
    private int queueTimeoutSeconds = 30;
    private int recipokPerDomain = 0;
    private int tickSeconds = 0;
    private int parallelTicks = 1;
    private int statusLogSeconds = 0;
    private boolean logEvents = false;
    private boolean logScheduling = false;
    private boolean statistics = true;
    private boolean autoscale = false;
    private int unprivilegedClients = 256;
    private int mapClients = 1024;
    private int listeners = 1024;
    private int listenerEvents = 32_768;
    private int listenerBytes = 4 << 20;
    private int listenerStallSeconds = 0;
    private long requestBytes = Long.MAX_VALUE;
    private long seed = 0;
    private String epoch = "0".repeat(16);
    private String host = "localhost";
    private int stderrBytes = 1 << 20;
    private String given = "";

    private Builder() {}

    public Builder version(String version) {
      this.version = version;
      return this;
    }

    public Builder minWorkers(int minWorkers) {
      this.minWorkers = minWorkers;
      return this;
    }

    public Builder maxWorkers(int maxWorkers) {
      this.maxWorkers = maxWorkers;
      return this;
    }

    public Builder maxRequests(int maxRequests) {
      this.maxRequests = maxRequests;
      return this;
    }

    public Builder maxIdleSeconds(int maxIdleSeconds) {
      this.maxIdleSeconds = maxIdleSeconds;
      return this;
    }

    public Builder maxLifetimeSeconds(int maxLifetimeSeconds) {
      this.maxLifetimeSeconds = maxLifetimeSeconds;
      return this;
    }

    public Builder busyTimeoutSeconds(int busyTimeoutSeconds) {
      this.busyTimeoutSeconds = busyTimeoutSeconds;
      return this;
    }

    public Builder clientTimeoutSeconds(int clientTimeoutSeconds) {
      this.clientTimeoutSeconds = clientTimeoutSeconds;
      return this;
    }

    public Builder waitSeconds(int waitSeconds) {
      this.waitSeconds = waitSeconds;
      return this;
    }

    public Builder slewSeconds(int slewSeconds) {
      this.slewSeconds = slewSeconds;
      return this;
    }

    public Builder queueSize(int queueSize) {
      this.queueSize = queueSize;
      return this;
    }

    public Builder queueTimeoutSeconds(int queueTimeoutSeconds) {
      this.queueTimeoutSeconds = queueTimeoutSeconds;
      return this;
    }

    public Builder recipokPerDomain(int recipokPerDomain) {
      this.recipokPerDomain = recipokPerDomain;
      return this;
    }

    public Builder tickSeconds(int tickSeconds) {
      this.tickSeconds = tickSeconds;
      return this;
    }

    public Builder parallelTicks(int parallelTicks) {
      this.parallelTicks = parallelTicks;
      return this;
    }

    public Builder statusLogSeconds(int statusLogSeconds) {
      this.statusLogSeconds = statusLogSeconds;
      return this;
    }

    public Builder logEvents(boolean logEvents) {
      this.logEvents = logEvents;
      return this;
    }

    public Builder logScheduling(boolean logScheduling) {
      this.logScheduling = logScheduling;
      return this;
    }

    public Builder statistics(boolean statistics) {
      this.statistics = statistics;
      return this;
    }

    public Builder autoscale(boolean autoscale) {
      this.autoscale = autoscale;
      return this;
    }

    public Builder unprivilegedClients(int unprivilegedClients) {
      this.unprivilegedClients = unprivilegedClients;
      return this;
    }

    public Builder mapClients(int mapClients) {
      this.mapClients = mapClients;
      return this;
    }

    public Builder listeners(int listeners) {
      this.listeners = listeners;
      return this;
    }

    public Builder listenerEvents(int listenerEvents) {
      this.listenerEvents = listenerEvents;
      return this;
    }

    public Builder listenerBytes(int listenerBytes) {
      this.listenerBytes = listenerBytes;
      return this;
    }

    public Builder listenerStallSeconds(int listenerStallSeconds) {
      this.listenerStallSeconds = listenerStallSeconds;
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

    public Builder given(String given) {
      this.given = given;
      return this;
    }

    /** Returns the settings. */
    public PoolSettings build() {
      return new PoolSettings(
          version,
          minWorkers,
          maxWorkers,
          maxRequests,
          maxIdleSeconds,
          maxLifetimeSeconds,
          busyTimeoutSeconds,
          clientTimeoutSeconds,
          waitSeconds,
          slewSeconds,
          queueSize,
          queueTimeoutSeconds,
          recipokPerDomain,
          tickSeconds,
          parallelTicks,
          statusLogSeconds,
          logEvents,
          logScheduling,
          statistics,
          autoscale,
          unprivilegedClients,
          mapClients,
          listeners,
          listenerEvents,
          listenerBytes,
          listenerStallSeconds,
          requestBytes,
          seed,
          epoch,
          host,
          stderrBytes,
          given);
    }
  }
}
