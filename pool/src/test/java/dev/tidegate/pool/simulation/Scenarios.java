package dev.tidegate.pool.simulation;

import dev.tidegate.pool.settings.PoolSettings;
import dev.tidegate.pool.settings.Setting;
import dev.tidegate.pool.simulation.Act.Faulty.Fault;
import dev.tidegate.pool.simulation.Act.Manner;
import dev.tidegate.pool.simulation.Act.Remark;
import dev.tidegate.pool.simulation.Act.Remark.What;
import dev.tidegate.pool.simulation.Job.Course;
import dev.tidegate.pool.values.ClientSocket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/** Makes a scenario of a seed: every habit that people, workers and clocks are known for. */
final class Scenarios {
  /** The most of each that is in force at any time of a run. */
  static final int MOST_QUEUE_SECONDS = 40;

  static final int MOST_BUSY_SECONDS = 40;
  static final int MOST_CLIENT_SECONDS = 15;

  private static final int MOST_START_SECONDS = 12;

  private static final long MILLI = 1_000_000;
  private static final String[] DOMAINS = {"example.com", "Example.COM", "slow.test", "x"};

  private static final String[] QUESTIONS = {
    "free",
    "status",
    "workers",
    "slaves",
    "busyworkers",
    "busyslaves",
    "workerinfo 0",
    "slaveinfo 1",
    "workerinfo 99",
    "workerinfo x",
    "load",
    "load-relayok",
    "load-senderok",
    "load-recipok",
    "load1 60",
    "load1 5",
    "hload",
    "hload-recipok",
    "histo",
    "msgs",
    "stats",
    "kill 0",
    "kill 1",
    "kill 0:1",
    "incidents",
    "incidents 1",
    "incidents since=2",
    "incidents before=9",
    "incidents x",
    "drain 0",
    "drain 1",
    "drain 99",
    "drain x",
    "resume 0",
    "resume 0",
    "resume 1",
    "resume 1",
    "help",
    "version",
    "tick",
    "tick 1",
    "foo_no_such_command"
  };

  private static final String[] ON_OR_OFF = {"on", "off"};

  private static final String[] ODD_ORDERS = {
    "set",
    "set ",
    "set max-workers",
    "set =",
    "set x=1",
    "set max-workers=1 max-workers=2",
    "set socket=/x",
    "set queue-size=-1",
    "set autoscale=maybe",
    "set max-workers=99999999999"
  };

  private static final String[] TAGS = {
    "Scanning",
    "StateChange Busy -> Idle",
    "a%0AZ",
    "",
    "%20",
    "100%",
    "\u00e4\u00f6",
    "x".repeat(300)
  };

  private static final String[] INTERESTS = {
    "?*", "?YZ", "?F", "?BURS", "?S", "?yz F", "hello", "?FYZ", "?SU\r", "?R B"
  };

  private static final String[] CLASSES = {
    "scan", "relayok", "senderok", "recipok", "map", "other"
  };

  private final SplittableRandom random;

  /** Has its own source of chance, so that the rest of a scenario is the same without it. */
  private final SplittableRandom later;

  private final long seed;
  private final PoolSettings settings;
  private final List<Act> acts = new ArrayList<>();
  private final long lengthNanos;

  /** How likely a job goes wrong, in percent. */
  private final int trouble;

  /** How likely a question is an order to change the settings, in percent. */
  private final int steered;

  /** In how many scenarios the connections become scarce: one in this many. */
  private static final int SCARCE_ONE_IN = 7;

  private long lastId = 10;

  private Scenarios(long seed) {
    this.seed = seed;
    random = new SplittableRandom(Mixing.mix(seed, 0x7369_6d75_6c61_7465L));
    later = new SplittableRandom(Mixing.mix(seed, 0x7469_6d65_6f75_7473L));
    settings = withLaterSettings(settings());
    lengthNanos = World.seconds(random.nextInt(5, 400));
    steered = percent(50) ? random.nextInt(1, 60) : 0;
    trouble = random.nextInt(4) * random.nextInt(12);
  }

  /** Returns the scenario of a seed. */
  static Scenario of(long seed) {
    return new Scenarios(seed).scenario();
  }

  /** Returns what a worker does with the nth tick; late in a run always what it should. */
  static Job tickJob(Scenario scenario, long number, long nowNanos) {
    long chance = Mixing.mix(scenario.seed(), number) >>> 1;
    long lastAct = scenario.acts().isEmpty() ? 0 : scenario.acts().getLast().atNanos();
    if (nowNanos > lastAct || chance % 8 != 0) {
      return Job.answer(1 + chance % (100 * MILLI));
    }
    List<Course> courses = List.of(Course.values());
    Course course = courses.get((int) (chance / 8 % courses.size()));
    return new Job(course, 1 + chance % (300 * MILLI), List.of(), List.of());
  }

  private boolean percent(int chance) {
    return random.nextInt(100) < chance;
  }

  private <T> T one(T[] of) {
    return of[random.nextInt(of.length)];
  }

  private int orZero(int from, int to) {
    return percent(60) ? 0 : random.nextInt(from, to);
  }

  private PoolSettings settings() {
    int max = percent(10) ? random.nextInt(1, 40) : random.nextInt(1, 9);
    int queueSize = orZero(1, 12);
    // Their own source of chance, so that the rest of a scenario is the same without them.
    SplittableRandom loads = new SplittableRandom(Mixing.mix(seed, 0x6c6f_6164_7321L));
    return PoolSettings.builder()
        .embedPerl(loads.nextInt(100) < 40)
        .rereadAtOnce(loads.nextInt(100) < 40)
        .startTimeoutSeconds(loads.nextInt(1, MOST_START_SECONDS))
        .version("1.0")
        .maxWorkers(max)
        .minWorkers(random.nextInt(1, max + 1))
        .maxRequests(percent(50) ? random.nextInt(1, 10) : 500)
        .idleTimeoutSeconds(random.nextInt(10, 90))
        .maxLifetimeSeconds(orZero(1, 60))
        .busyTimeoutSeconds(random.nextInt(10, 40))
        .clientTimeoutSeconds(random.nextInt(10, 15))
        .startIntervalSeconds(random.nextInt(1, 6))
        .minStartIntervalSeconds(percent(75) ? 0 : random.nextInt(1, 8))
        .queueSize(queueSize)
        .queueTimeoutSeconds(random.nextInt(1, 40))
        .recipokPerDomain(max > 1 && percent(40) ? random.nextInt(1, max) : 0)
        .tickIntervalSeconds(percent(70) ? 0 : random.nextInt(1, 40))
        .parallelTicks(random.nextInt(1, 4))
        .statusLogIntervalSeconds(percent(80) ? 0 : random.nextInt(5, 60))
        .logEvents(percent(70))
        .logScheduling(percent(20))
        .autoscale(percent(20))
        .unprivilegedClients(percent(20) ? random.nextInt(1, 6) : 256)
        .mapClients(percent(20) ? random.nextInt(1, 6) : 1024)
        .listeners(percent(20) ? random.nextInt(3, 7) : 1024)
        .listenerEvents(percent(20) ? random.nextInt(1, 40) : random.nextInt(150, 4000))
        .listenerIdleCloseSeconds(percent(80) ? 0 : random.nextInt(5, 60))
        .seed(seed)
        .build();
  }

  private PoolSettings withLaterSettings(PoolSettings before) {
    PoolSettings.Builder builder = before.toBuilder();
    if (later.nextBoolean()) {
      for (Setting each : Setting.classTimeouts()) {
        builder.set(each, later.nextInt(3) == 0 ? later.nextInt(1, MOST_BUSY_SECONDS) : 0);
      }
    }
    if (later.nextBoolean()) {
      builder.maxWorkersLimit(before.maxWorkers() + later.nextInt(8));
    }
    return builder.build();
  }

  private Scenario scenario() {
    int calls = random.nextInt(20, 600);
    long spread = Math.max(1, lengthNanos / calls);
    boolean bursts = percent(50);
    long at = random.nextLong(World.seconds(3));
    for (int count = 0; count < calls; count++) {
      at += bursts && percent(70) ? random.nextLong(2 * MILLI) : random.nextLong(2 * spread);
      acts.add(percent(8) ? lookup(at) : call(at));
    }
    int listeners = random.nextInt(0, 8);
    for (int count = 0; count < listeners; count++) {
      acts.add(listen(random.nextLong(at + 1), at));
    }
    addTroubles(at);
    if (seed % SCARCE_ONE_IN == 1) {
      addReserves(at);
    }
    acts.sort(Comparator.comparingLong(Act::atNanos));
    return new Scenario(seed, settings, percent(30), List.copyOf(acts));
  }

  private void addTroubles(long end) {
    int noises = trouble == 0 ? 0 : random.nextInt(20);
    for (int count = 0; count < noises; count++) {
      int slot = random.nextInt(settings.maxWorkers());
      Act.Noise.Kind kind = one(Act.Noise.Kind.values());
      String text = kind == Act.Noise.Kind.LINE ? "unasked" + count : one(TAGS);
      acts.add(new Act.Noise(random.nextLong(end + 1), slot, kind, text));
    }
    int faults = percent(60) ? 0 : random.nextInt(1, 4);
    for (int count = 0; count < faults; count++) {
      long from = random.nextLong(end + 1);
      long until = Math.min(end, from + random.nextLong(World.seconds(percent(30) ? 120 : 5)));
      acts.add(new Act.Faulty(from, until, one(Fault.values())));
    }
    for (int count = random.nextInt(3); count > 0; count--) {
      acts.add(new Act.Reread(random.nextLong(end + 1)));
    }
    for (int count = random.nextInt(3); count > 0; count--) {
      long by = random.nextLong(-7_200_000, 7_200_000);
      acts.add(new Act.ClockJump(random.nextLong(end + 1), by));
    }
    if (percent(30)) {
      acts.add(new Act.Terminate(end - random.nextLong(end / 4 + 1)));
      if (percent(20)) {
        acts.add(new Act.Terminate(end));
      }
    }
  }

  /** Has its own source of chance, so that the rest of a scenario is the same without it. */
  private void addReserves(long end) {
    SplittableRandom times = new SplittableRandom(Mixing.mix(seed, 0x7265_7365_7276_65L));
    for (int count = times.nextInt(1, 6); count > 0; count--) {
      long from = times.nextLong(end + 1);
      acts.add(new Act.Reserve(from, true));
      acts.add(new Act.Reserve(from + times.nextLong(1, World.seconds(20)), false));
    }
  }

  private Act call(long at) {
    long id = ++lastId;
    int kind = random.nextInt(100);
    if (kind < 12 && percent(steered)) {
      return call(at, id, percent(95) ? ClientSocket.COMMAND : ClientSocket.UNPRIVILEGED, order());
    }
    if (kind < 12) {
      ClientSocket socket = percent(50) ? ClientSocket.COMMAND : ClientSocket.UNPRIVILEGED;
      return call(at, id, socket, one(QUESTIONS));
    }
    if (kind < 16) {
      String[] junk = {"", "scan \0 x" + id, "reread", "autoscale", "reread " + id};
      return call(at, id, ClientSocket.COMMAND, one(junk));
    }
    if (kind < 20) {
      return call(at, id, ClientSocket.UNPRIVILEGED, percent(30) ? "reread" : request(id));
    }
    return call(at, id, ClientSocket.COMMAND, request(id));
  }

  private Act call(long at, long id, ClientSocket socket, String line) {
    Manner manner = percent(20) ? one(Manner.values()) : Manner.PLAIN;
    long pause = percent(80) ? random.nextLong(100_000) : random.nextLong(World.seconds(9));
    long delay = percent(50) ? random.nextLong(20 * MILLI) : random.nextLong(World.seconds(12));
    return new Act.Call(at, id, socket, manner, pause, line, delay, job());
  }

  /** What an operator asks for, which may be more than is allowed. */
  private String order() {
    if (percent(5)) {
      return one(ODD_ORDERS);
    }
    StringBuilder line = new StringBuilder("set");
    int changes = percent(60) ? 1 : random.nextInt(1, 5);
    for (int count = 0; count < changes; count++) {
      line.append(' ').append(change());
    }
    if (later.nextInt(3) == 0) {
      String kind = CLASSES[later.nextInt(CLASSES.length)];
      line.append(" timeout-" + kind + "=" + later.nextInt(MOST_BUSY_SECONDS));
    }
    if (later.nextInt(4) == 0) {
      int limit = Math.max(settings.maxWorkers(), settings.maxWorkersLimit());
      line.append(" max-workers=").append(later.nextInt(1, limit + 2));
    }
    return line.toString();
  }

  private String change() {
    int max = settings.maxWorkers();
    return switch (random.nextInt(22)) {
      case 0, 1, 2, 3, 4 -> "max-workers=" + random.nextInt(percent(5) ? 0 : 1, max + 1);
      case 5 -> "max-workers=" + (max + (percent(90) ? 0 : 1));
      case 6 -> "min-workers=" + random.nextInt(percent(5) ? 0 : 1, max + 1);
      case 7 -> "max-requests=" + (percent(50) ? random.nextInt(1, 10) : 500);
      case 8 -> "idle-timeout=" + random.nextInt(9, 90);
      case 9 -> "max-lifetime=" + orZero(1, 60);
      case 10 -> "busy-timeout=" + random.nextInt(9, MOST_BUSY_SECONDS);
      case 11 -> "client-timeout=" + random.nextInt(9, MOST_CLIENT_SECONDS);
      case 12 -> "start-interval=" + random.nextInt(0, 6);
      case 13 -> "min-start-interval=" + orZero(1, 8);
      case 14 -> "queue-size=" + orZero(1, 12);
      case 15 -> "queue-timeout=" + random.nextInt(0, MOST_QUEUE_SECONDS);
      case 16 -> "recipok-per-domain=" + random.nextInt(0, max + 1);
      case 17 -> "tick-interval=" + orZero(1, 40) + " parallel-ticks=" + random.nextInt(0, 4);
      case 18 -> "status-log-interval=" + random.nextInt(0, 60);
      case 19 -> "autoscale=" + (percent(70) ? "off" : "on");
      case 20 -> "log-events=" + one(ON_OR_OFF) + " log-scheduling=" + one(ON_OR_OFF);
      default -> "unprivileged-clients=" + random.nextInt(0, 6) + " map-clients=6";
    };
  }

  private String request(long id) {
    String recipient = "<u" + id + "@" + one(DOMAINS) + ">";
    return switch (random.nextInt(8)) {
      case 0 -> "relayok 192.0.2.1 h" + id + " 25 192.0.2.2 25";
      case 1 -> "senderok <s@example.org> 192.0.2.1 h helo /d q" + id;
      case 2, 3 -> "recipok " + recipient + " <s@x> 192.0.2.1 h ? helo /d q" + id;
      case 4 -> percent(50) ? "recipok postmaster" + id : "Filter_" + id + "%0A x";
      case 5 -> "scanner " + id;
      default -> "scan q" + id + " /var/spool/q" + id + (percent(5) ? "x".repeat(3000) : "");
    };
  }

  private Job job() {
    List<String> tags = new ArrayList<>();
    List<String> complaints = new ArrayList<>();
    while (percent(20)) {
      tags.add(one(TAGS));
    }
    while (percent(10)) {
      complaints.add(one(TAGS));
    }
    Course course = percent(trouble) ? one(Course.values()) : Course.ANSWER;
    long after =
        switch (random.nextInt(10)) {
          case 0 -> random.nextLong(1, World.seconds(8));
          case 1 -> random.nextLong(1, World.seconds(2L * settings.busyTimeoutSeconds()));
          case 2, 3, 4 -> random.nextLong(1, 500 * MILLI);
          default -> random.nextLong(1, 20 * MILLI);
        };
    return new Job(course, after, List.copyOf(tags), List.copyOf(complaints));
  }

  private Act lookup(long at) {
    long id = ++lastId;
    List<Act.Question> questions = new ArrayList<>();
    int count = random.nextInt(0, 5);
    for (int number = 0; number < count; number++) {
      String text =
          switch (random.nextInt(12)) {
            case 0 -> "";
            case 1 -> "nospace" + id;
            case 2 -> "name a\0b";
            default -> "access k" + id + "." + number + " %\u00e9";
          };
      questions.add(new Act.Question(text, job()));
    }
    return new Act.Lookup(
        at,
        id,
        List.copyOf(questions),
        percent(60) ? Act.Lookup.Patience.PLAIN : one(Act.Lookup.Patience.values()),
        random.nextLong(World.seconds(5)));
  }

  private Act listen(long at, long end) {
    long every =
        switch (random.nextInt(4)) {
          case 0, 1 -> 0;
          case 2 -> random.nextLong(1, World.seconds(1));
          default -> random.nextLong(1, World.seconds(60));
        };
    long stallFrom = percent(50) ? Long.MAX_VALUE : random.nextLong(at, end + 1);
    long stallTo =
        stallFrom == Long.MAX_VALUE
            ? Long.MAX_VALUE
            : stallFrom + random.nextLong(1, World.seconds(300));
    List<Remark> remarks = new ArrayList<>();
    if (percent(90)) {
      remarks.add(new Remark(random.nextLong(World.seconds(1)), What.LINE, one(INTERESTS)));
    }
    while (percent(25)) {
      long after = random.nextLong(lengthNanos);
      remarks.add(new Remark(after, percent(70) ? What.LINE : one(What.values()), one(INTERESTS)));
    }
    int buffer = percent(50) ? 4096 : 1 << 16;
    return new Act.Listen(at, ++lastId, every, stallFrom, stallTo, buffer, List.copyOf(remarks));
  }
}
