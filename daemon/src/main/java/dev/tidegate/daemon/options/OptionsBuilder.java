package dev.tidegate.daemon.options;

import dev.tidegate.pool.settings.ImmutableOption;
import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.settings.Setting;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/** Collects options as they come and applies their bounds. */
final class OptionsBuilder {
  private static final int SMALLEST_BACKLOG = 5;
  private static final int LARGEST_BACKLOG = 200;

  /**
   * Differs from the reference, whose quarter of the number of workers refuses connections in a
   * burst.
   */
  private static final int DEFAULT_BACKLOG = 128;

  private static final int LONGEST_PROBE = 256;

  private static final long MAX_KIB = Long.MAX_VALUE >> 10;

  private final PoolSettings.Builder pool = PoolSettings.builder();
  private final ClassTimeouts classTimeouts = new ClassTimeouts();
  private Optional<String> user = Optional.empty();
  private String spoolDirectory = "/var/spool/MIMEDefang";
  private Optional<String> pidFile = Optional.empty();
  private Optional<String> lockFile = Optional.empty();
  private boolean foreground;
  private boolean groupAccess;

  private String command = "mimedefang-multiplexor.sock";
  private Optional<String> unprivileged = Optional.empty();
  private Optional<String> map = Optional.empty();
  private Optional<String> notification = Optional.empty();
  private OptionalInt backlog = OptionalInt.empty();

  private String program = "/usr/bin/mimedefang.pl";
  private Optional<String> rules = Optional.empty();
  private boolean statusUpdates;
  private Optional<String> preload = Optional.empty();
  private String probe = "ping";
  private long maxRssKib;
  private long maxMemoryKib;

  private Facility facility = Facility.MAIL;
  private String label = "mimedefang-multiplexor";
  private Optional<String> statisticsFile = Optional.empty();
  private boolean statisticsToSyslog;
  private boolean flushStatistics;
  private boolean eventTrace;

  OptionsBuilder(List<String> words, String version) {
    pool.version(version)
        .given(String.join(" ", words))
        .seed(ThreadLocalRandom.current().nextLong())
        .epoch(InstanceId.epoch())
        .host(InstanceId.host());
  }

  /**
   * Takes a setting of the pool.
   *
   * @param name as the user wrote it, for complaints
   * @param value its argument, empty for a flag
   */
  void set(Setting setting, String name, String value) throws RefusedException {
    pool.set(setting, setting.isFlag() ? 1 : setting.clamp(number(name, value)));
  }

  /**
   * Takes an option of the process: one line each, so that the compiler names one that is missing.
   *
   * @param name as the user wrote it, for complaints
   * @param value its argument, empty for a flag
   */
  void set(ImmutableOption option, String name, String value) throws RefusedException {
    switch (option) {
      case TIMEOUT -> classTimeouts.take(name, value, pool);
      case FILTER_PROGRAM -> program = absolute(name, value);
      case FILTER_RULES -> rules = Optional.of(value);
      case STATUS_UPDATES -> statusUpdates = true;
      case PRELOAD -> preload = Optional.of(absolute(name, value));
      case PROBE -> probe = line(name, value);
      case REREAD -> pool.rereadAtOnce(isAtOnce(name, value));
      case MAX_RSS -> maxRssKib = Math.clamp(longNumber(name, value), 0, MAX_KIB);
      case MAX_MEMORY -> maxMemoryKib = Math.clamp(longNumber(name, value), 0, MAX_KIB);
      case SOCKET -> command = value;
      case UNPRIVILEGED_SOCKET -> unprivileged = Optional.of(value);
      case MAP_SOCKET -> map = Optional.of(value);
      case NOTIFY_SOCKET -> notification = Optional.of(value);
      case BACKLOG ->
          backlog =
              OptionalInt.of(Math.clamp(number(name, value), SMALLEST_BACKLOG, LARGEST_BACKLOG));
      case GROUP_ACCESS -> groupAccess = true;
      case USER -> user = Optional.of(value);
      case SPOOL_DIRECTORY -> spoolDirectory = value;
      case PID_FILE -> pidFile = Optional.of(value);
      case LOCK_FILE -> lockFile = Optional.of(value);
      case FOREGROUND -> foreground = true;
      case SEED -> pool.seed(longNumber(name, value));
      case SYSLOG_FACILITY ->
          facility =
              Facility.find(value)
                  .orElseThrow(
                      () -> new RefusedException("Unknown syslog facility " + value, false));
      case SYSLOG_LABEL -> label = value;
      case STATISTICS_FILE -> statisticsFile = Optional.of(value);
      case STATISTICS_TO_SYSLOG -> statisticsToSyslog = true;
      case FLUSH_STATISTICS -> flushStatistics = true;
      case EVENT_TRACE -> eventTrace = true;
    }
  }

  Options build() {
    HeapBudget heap = HeapBudget.own();
    PoolSettings given = pool.build();
    int maxWorkers = given.maxWorkers();
    int perDomain = given.recipokPerDomain();
    pool.minWorkers(Math.min(given.minWorkers(), maxWorkers))
        .requestBytes(heap.requestBytes())
        .listenerEvents(Math.min(given.listenerEvents(), heap.listenerEvents()))
        .listenerBytes(heap.listenerBytes())
        .stderrBytes(heap.stderrBytes())
        .statistics(statisticsFile.isPresent() || statisticsToSyslog)
        .recipokPerDomain(perDomain < maxWorkers ? perDomain : 0);
    return new Options(
        pool.build(),
        new Options.Daemon(
            user,
            spoolDirectory,
            pidFile,
            lockFile.or(() -> pidFile.map(file -> file + ".lock")),
            foreground,
            groupAccess),
        new Options.Sockets(
            command,
            unprivileged,
            map,
            notification,
            backlog.orElse(Math.clamp(maxWorkers / 4, DEFAULT_BACKLOG, LARGEST_BACKLOG))),
        new Options.Worker(
            program,
            rules,
            statusUpdates,
            given.embedPerl(),
            preload,
            probe,
            maxRssKib,
            maxMemoryKib),
        new Options.Log(
            facility, label, statisticsFile, statisticsToSyslog, flushStatistics, eventTrace));
  }

  private static String absolute(String name, String path) throws RefusedException {
    if (!path.startsWith("/")) {
      throw new RefusedException("option " + name + " needs an absolute path, not " + path, false);
    }
    return path;
  }

  private static String line(String name, String text) throws RefusedException {
    if (text.length() > LONGEST_PROBE || text.chars().anyMatch(each -> each < ' ')) {
      throw new RefusedException(
          "option %s needs a line of at most %d bytes".formatted(name, LONGEST_PROBE), false);
    }
    return text;
  }

  private static boolean isAtOnce(String name, String mode) throws RefusedException {
    return switch (mode) {
      case "at-once" -> true;
      case "beside" -> false;
      default ->
          throw new RefusedException(
              "option %s is beside or at-once, not '%s'".formatted(name, mode), false);
    };
  }

  private static int number(String name, String value) throws RefusedException {
    return Math.clamp(longNumber(name, value), Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  private static long longNumber(String name, String value) throws RefusedException {
    OptionalLong number = Numbers.leading(value);
    if (number.isEmpty()) {
      throw new RefusedException("option " + name + " needs a number, not '" + value + "'", true);
    }
    return number.getAsLong();
  }
}
