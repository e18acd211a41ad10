package dev.tidegate.pool.settings;

import static dev.tidegate.pool.settings.SettingRange.count;
import static dev.tidegate.pool.settings.SettingRange.flag;
import static dev.tidegate.pool.settings.SettingRange.seconds;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The table of the pool's settings. A row is an option of the command line with its words in the
 * help, a line of {@code set} if it can change while the pool runs, and a field of {@code stats};
 * its value is in {@link PoolSettings}. They are in the order of {@code set} and {@code stats}.
 */
public enum Setting implements CommandLineOption {
  MIN_WORKERS(
      OptionGroup.WORKERS,
      'm',
      "min-workers",
      count(1).atLeast(1),
      "keep at least N workers running"),
  MAX_WORKERS(
      OptionGroup.WORKERS,
      'x',
      "max-workers",
      count(2).atLeast(1),
      "run at most N workers at once"),
  MAX_WORKERS_LIMIT(
      OptionGroup.WORKERS,
      NO_LETTER,
      "max-workers-limit",
      count(0)
          .zeroMeans("as resources allow")
          .immutableBecause("it is the bound of max-workers, which can"),
      "what max-workers may be set to"),
  MAX_REQUESTS(
      OptionGroup.WORKERS,
      'r',
      "max-requests",
      count(500).atLeast(1),
      "replace a worker after N requests"),
  IDLE_TIMEOUT(
      OptionGroup.STARTS_AND_ENDS,
      'i',
      "idle-timeout",
      seconds(300).atLeast(10),
      "end workers above the minimum that were idle so long"),
  MAX_LIFETIME(
      OptionGroup.WORKERS,
      'V',
      "max-lifetime",
      seconds(0).zeroMeans("never"),
      "replace a worker this long after its first request"),
  BUSY_TIMEOUT(
      OptionGroup.STARTS_AND_ENDS,
      'b',
      "busy-timeout",
      seconds(120).atLeast(10),
      "kill a worker that takes longer for one request"),
  TIMEOUT_SCAN(
      OptionGroup.STARTS_AND_ENDS,
      NO_LETTER,
      "timeout-scan",
      seconds(0).zeroMeans("as -b"),
      "busy timeout of a scan"),
  TIMEOUT_RELAYOK(
      OptionGroup.STARTS_AND_ENDS,
      NO_LETTER,
      "timeout-relayok",
      seconds(0).zeroMeans("as -b"),
      "busy timeout of a relay check"),
  TIMEOUT_SENDEROK(
      OptionGroup.STARTS_AND_ENDS,
      NO_LETTER,
      "timeout-senderok",
      seconds(0).zeroMeans("as -b"),
      "busy timeout of a sender check"),
  TIMEOUT_RECIPOK(
      OptionGroup.STARTS_AND_ENDS,
      NO_LETTER,
      "timeout-recipok",
      seconds(0).zeroMeans("as -b"),
      "busy timeout of a recipient check"),
  TIMEOUT_MAP(
      OptionGroup.STARTS_AND_ENDS,
      NO_LETTER,
      "timeout-map",
      seconds(0).zeroMeans("as -b"),
      "busy timeout of a map request"),
  TIMEOUT_OTHER(
      OptionGroup.STARTS_AND_ENDS,
      NO_LETTER,
      "timeout-other",
      seconds(0).zeroMeans("as -b"),
      "busy timeout of a tick or any other request"),
  CLIENT_TIMEOUT(
      OptionGroup.REQUESTS,
      'c',
      "client-timeout",
      seconds(10).atLeast(10),
      "time for a client's line, and again for its answer"),
  START_INTERVAL(
      OptionGroup.STARTS_AND_ENDS,
      'w',
      "start-interval",
      seconds(3).atLeast(1),
      "time between two starts towards the minimum"),
  MIN_START_INTERVAL(
      OptionGroup.STARTS_AND_ENDS,
      'W',
      "min-start-interval",
      seconds(0),
      "least time between any two starts"),
  QUEUE_SIZE(
      OptionGroup.REQUESTS,
      'q',
      "queue-size",
      count(0),
      "let N requests wait while all workers are busy"),
  QUEUE_TIMEOUT(
      OptionGroup.REQUESTS,
      'Q',
      "queue-timeout",
      seconds(30).between(1, 600),
      "how long a request may wait"),
  RECIPOK_PER_DOMAIN(
      OptionGroup.REQUESTS,
      'y',
      "recipok-per-domain",
      count(0).zeroMeans("no limit"),
      "recipient checks at once for one domain"),
  TICK_INTERVAL(
      OptionGroup.REQUESTS,
      'X',
      "tick-interval",
      seconds(0).zeroMeans("never"),
      "run a tick request so often"),
  PARALLEL_TICKS(
      OptionGroup.REQUESTS,
      'P',
      "parallel-ticks",
      count(1).between(1, 30),
      "ticks of different type at once"),
  STATUS_LOG_INTERVAL(
      OptionGroup.LOGS,
      'L',
      "status-log-interval",
      seconds(0).zeroOrAtLeast(5).zeroMeans("never"),
      "log the workers' states so often"),
  EMBED_PERL(
      OptionGroup.WORKER_PROGRAM,
      'E',
      "embed-perl",
      flag().immutableBecause("what a worker is, is settled at the start"),
      "load the filter once and fork workers from there"),
  START_TIMEOUT(
      OptionGroup.STARTS_AND_ENDS,
      NO_LETTER,
      "start-timeout",
      seconds(60).atLeast(1),
      "time for a trial worker or a new generation to load"),
  AUTOSCALE(
      OptionGroup.STARTS_AND_ENDS,
      'k',
      "autoscale",
      flag(),
      "start and end workers ahead of need, by how busy they are"),
  LOG_EVENTS(
      OptionGroup.LOGGED_EVENTS,
      'l',
      "log-events",
      flag(),
      "log events, and what workers write to stderr"),
  LOG_SCHEDULING(
      OptionGroup.LOGGED_EVENTS, 'A', "log-scheduling", flag(), "log why which worker was chosen"),
  UNPRIVILEGED_CLIENTS(
      OptionGroup.CONNECTIONS,
      NO_LETTER,
      "unprivileged-clients",
      count(256).atLeast(1),
      "connections at once to the unprivileged socket"),
  MAP_CLIENTS(
      OptionGroup.CONNECTIONS,
      NO_LETTER,
      "map-clients",
      count(1024).atLeast(1),
      "connections at once to the map socket"),
  LISTENERS(
      OptionGroup.CONNECTIONS,
      NO_LETTER,
      "listeners",
      count(1024).atLeast(1),
      "connections at once to the notify socket"),
  LISTENER_EVENTS(
      OptionGroup.CONNECTIONS,
      NO_LETTER,
      "listener-events",
      count(32_768).atLeast(16).immutableBecause("the room for them is taken at the start"),
      "events kept for listeners that lag behind"),
  LISTENER_IDLE_CLOSE(
      OptionGroup.CONNECTIONS,
      NO_LETTER,
      "listener-idle-close",
      seconds(0).zeroMeans("never"),
      "close a listener that takes nothing for so long");

  private static final String CLASS_TIMEOUT = "timeout-";

  private static final List<Setting> LIVE =
      Arrays.stream(values()).filter(Setting::isLive).toList();
  private static final List<Setting> IMMUTABLE =
      Arrays.stream(values()).filter(each -> !each.isLive()).toList();

  private static final List<Setting> CLASS_TIMEOUTS =
      Arrays.stream(values()).filter(each -> each.longName.startsWith(CLASS_TIMEOUT)).toList();

  private final OptionGroup group;
  private final char letter;
  private final String longName;

  @SuppressWarnings("ImmutableEnumChecker") // a record of numbers and texts
  private final SettingRange range;

  private final String help;

  Setting(OptionGroup group, char letter, String longName, SettingRange range, String help) {
    this.group = group;
    this.letter = letter;
    this.longName = longName;
    this.range = range;
    this.help = help;
  }

  /** Returns the setting of that long name, if there is one. */
  public static Optional<Setting> byLongName(String name) {
    return Arrays.stream(values()).filter(each -> each.longName.equals(name)).findFirst();
  }

  /** Returns the timeouts of the classes of requests, each of them 0 for that of {@code -b}. */
  public static List<Setting> classTimeouts() {
    return CLASS_TIMEOUTS;
  }

  /** Returns the timeout of the class of that word, such as {@code scan}, if there is one. */
  public static Optional<Setting> classTimeout(String word) {
    return CLASS_TIMEOUTS.stream().filter(each -> each.classWord().equals(word)).findFirst();
  }

  /** Returns the word for the class of requests whose timeout it is. */
  public String classWord() {
    return longName.substring(CLASS_TIMEOUT.length());
  }

  /** Returns those that can change while the pool runs. */
  public static List<Setting> live() {
    return LIVE;
  }

  /** Returns those that cannot. */
  public static List<Setting> immutable() {
    return IMMUTABLE;
  }

  @Override
  public OptionGroup group() {
    return group;
  }

  @Override
  public char letter() {
    return letter;
  }

  @Override
  public String longName() {
    return longName;
  }

  @Override
  public String argument() {
    return range.argument();
  }

  @Override
  public String help() {
    return isFlag() ? help : help + " (" + range.defaultWords() + ")";
  }

  /** Returns its name in {@code stats}: the long name with capitals for hyphens, and the unit. */
  public String jsonName() {
    StringBuilder name = new StringBuilder();
    for (String word : longName.split("-", -1)) {
      String first = word.substring(0, 1);
      name.append(name.isEmpty() ? first : first.toUpperCase(Locale.ROOT))
          .append(word.substring(1));
    }
    return name.append(range.isTime() ? "Seconds" : "").toString();
  }

  /** Returns whether it is on or off rather than a number. */
  public boolean isFlag() {
    return range.isFlag();
  }

  /** Returns whether it can change while the pool runs. */
  public boolean isLive() {
    return range.immutableBecause().isEmpty();
  }

  /** Returns why it cannot change while the pool runs; empty if it can. */
  public String immutableBecause() {
    return range.immutableBecause();
  }

  /** Returns the default of each, in their order. */
  static int[] defaults() {
    return Arrays.stream(values()).mapToInt(each -> each.range.defaultValue()).toArray();
  }

  /** Returns the largest value, whatever the other settings are. */
  public int most() {
    return range.most();
  }

  /** Returns the allowed value that is nearest. */
  public int clamp(int value) {
    return range.clamp(value);
  }

  /** Returns whether it is within its bounds, whatever the other settings are. */
  public boolean allows(int value) {
    return range.allows(value);
  }

  /** Returns the bounds in words. */
  public String bounds() {
    return range.bounds();
  }

  /** Returns a value as people write it. */
  public String words(int value) {
    return isFlag() ? value > 0 ? "on" : "off" : Integer.toString(value);
  }
}
