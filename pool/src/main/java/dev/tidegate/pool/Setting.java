package dev.tidegate.pool;

import java.util.Optional;

/** A setting that can change while the pool runs, with its bounds; a flag is 0 or 1. */
public enum Setting {
  MIN_WORKERS("min-workers", "minWorkers", 1),
  MAX_WORKERS("max-workers", "maxWorkers", 1),
  MAX_REQUESTS("max-requests", "maxRequests", 1),
  IDLE_TIMEOUT("idle-timeout", "maxIdleSeconds", 10),
  MAX_LIFETIME("max-lifetime", "maxLifetimeSeconds", 0),
  BUSY_TIMEOUT("busy-timeout", "busyTimeoutSeconds", 10),
  CLIENT_TIMEOUT("client-timeout", "clientTimeoutSeconds", 10),
  START_INTERVAL("start-interval", "waitSeconds", 1),
  MIN_START_INTERVAL("min-start-interval", "slewSeconds", 0),
  QUEUE_SIZE("queue-size", "queueSize", 0),
  QUEUE_TIMEOUT("queue-timeout", "queueTimeoutSeconds", 1, 600),
  RECIPOK_PER_DOMAIN("recipok-per-domain", "recipokPerDomain", 0),
  TICK_INTERVAL("tick-interval", "tickSeconds", 0),
  PARALLEL_TICKS("parallel-ticks", "parallelTicks", 1, 30),
  STATUS_LOG_INTERVAL("status-log-interval", "statusLogSeconds", 0),
  AUTOSCALE("autoscale", "autoscale"),
  LOG_EVENTS("log-events", "logEvents"),
  LOG_SCHEDULING("log-scheduling", "logScheduling"),
  UNPRIVILEGED_CLIENTS("unprivileged-clients", "unprivilegedClients", 1),
  MAP_CLIENTS("map-clients", "mapClients", 1),
  LISTENERS("listeners", "listeners", 1),
  LISTENER_IDLE_CLOSE("listener-idle-close", "listenerStallSeconds", 0);

  private static final int LEAST_STATUS_LOG_SECONDS = 5;

  private final String longName;
  private final String jsonName;
  private final int least;
  private final int most;
  private final boolean isFlag;

  Setting(String longName, String jsonName, int least) {
    this(longName, jsonName, least, Integer.MAX_VALUE);
  }

  Setting(String longName, String jsonName, int least, int most) {
    this.longName = longName;
    this.jsonName = jsonName;
    this.least = least;
    this.most = most;
    this.isFlag = false;
  }

  Setting(String longName, String jsonName) {
    this.longName = longName;
    this.jsonName = jsonName;
    this.least = 0;
    this.most = 1;
    this.isFlag = true;
  }

  /** Returns the setting of that long name, if there is one. */
  public static Optional<Setting> byLongName(String name) {
    for (Setting each : values()) {
      if (each.longName.equals(name)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** Returns the long name of its option, without the hyphens before it. */
  public String longName() {
    return longName;
  }

  /** Returns its name in {@code stats}. */
  public String jsonName() {
    return jsonName;
  }

  /** Returns whether it is on or off rather than a number. */
  public boolean isFlag() {
    return isFlag;
  }

  /** Returns the largest value, whatever the other settings are. */
  int most() {
    return most;
  }

  public int of(PoolSettings settings) {
    return switch (this) {
      case MIN_WORKERS -> settings.minWorkers();
      case MAX_WORKERS -> settings.maxWorkers();
      case MAX_REQUESTS -> settings.maxRequests();
      case IDLE_TIMEOUT -> settings.maxIdleSeconds();
      case MAX_LIFETIME -> settings.maxLifetimeSeconds();
      case BUSY_TIMEOUT -> settings.busyTimeoutSeconds();
      case CLIENT_TIMEOUT -> settings.clientTimeoutSeconds();
      case START_INTERVAL -> settings.waitSeconds();
      case MIN_START_INTERVAL -> settings.slewSeconds();
      case QUEUE_SIZE -> settings.queueSize();
      case QUEUE_TIMEOUT -> settings.queueTimeoutSeconds();
      case RECIPOK_PER_DOMAIN -> settings.recipokPerDomain();
      case TICK_INTERVAL -> settings.tickSeconds();
      case PARALLEL_TICKS -> settings.parallelTicks();
      case STATUS_LOG_INTERVAL -> settings.statusLogSeconds();
      case AUTOSCALE -> settings.autoscale() ? 1 : 0;
      case LOG_EVENTS -> settings.logEvents() ? 1 : 0;
      case LOG_SCHEDULING -> settings.logScheduling() ? 1 : 0;
      case UNPRIVILEGED_CLIENTS -> settings.unprivilegedClients();
      case MAP_CLIENTS -> settings.mapClients();
      case LISTENERS -> settings.listeners();
      case LISTENER_IDLE_CLOSE -> settings.listenerStallSeconds();
    };
  }

  public void put(PoolSettings.Builder builder, int value) {
    switch (this) {
      case MIN_WORKERS -> builder.minWorkers(value);
      case MAX_WORKERS -> builder.maxWorkers(value);
      case MAX_REQUESTS -> builder.maxRequests(value);
      case IDLE_TIMEOUT -> builder.maxIdleSeconds(value);
      case MAX_LIFETIME -> builder.maxLifetimeSeconds(value);
      case BUSY_TIMEOUT -> builder.busyTimeoutSeconds(value);
      case CLIENT_TIMEOUT -> builder.clientTimeoutSeconds(value);
      case START_INTERVAL -> builder.waitSeconds(value);
      case MIN_START_INTERVAL -> builder.slewSeconds(value);
      case QUEUE_SIZE -> builder.queueSize(value);
      case QUEUE_TIMEOUT -> builder.queueTimeoutSeconds(value);
      case RECIPOK_PER_DOMAIN -> builder.recipokPerDomain(value);
      case TICK_INTERVAL -> builder.tickSeconds(value);
      case PARALLEL_TICKS -> builder.parallelTicks(value);
      case STATUS_LOG_INTERVAL -> builder.statusLogSeconds(value);
      case AUTOSCALE -> builder.autoscale(value > 0);
      case LOG_EVENTS -> builder.logEvents(value > 0);
      case LOG_SCHEDULING -> builder.logScheduling(value > 0);
      case UNPRIVILEGED_CLIENTS -> builder.unprivilegedClients(value);
      case MAP_CLIENTS -> builder.mapClients(value);
      case LISTENERS -> builder.listeners(value);
      case LISTENER_IDLE_CLOSE -> builder.listenerStallSeconds(value);
    }
  }

  /** Returns the allowed value that is nearest. */
  public int clamp(int value) {
    int within = Math.clamp(value, least, most);
    return allows(within) ? within : LEAST_STATUS_LOG_SECONDS;
  }

  /** Returns whether it is within its bounds, whatever the other settings are. */
  public boolean allows(int value) {
    return value >= least
        && value <= most
        && (this != STATUS_LOG_INTERVAL || value == 0 || value >= LEAST_STATUS_LOG_SECONDS);
  }

  /** Returns the bounds in words. */
  public String bounds() {
    if (isFlag) {
      return "on or off";
    }
    if (this == STATUS_LOG_INTERVAL) {
      return "0, or " + LEAST_STATUS_LOG_SECONDS + " or more";
    }
    return most == Integer.MAX_VALUE ? least + " or more" : least + " to " + most;
  }

  /** Returns a value as people write it. */
  public String words(int value) {
    return isFlag ? value > 0 ? "on" : "off" : Integer.toString(value);
  }
}
