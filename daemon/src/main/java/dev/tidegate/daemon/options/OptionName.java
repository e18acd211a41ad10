package dev.tidegate.daemon.options;

import java.util.Optional;

/** All options, with letter, long name, argument, group and text of the help. */
enum OptionName {
  MIN_WORKERS(Group.WORKERS, 'm', "min-workers", "N", "keep at least N workers running (1)"),
  MAX_WORKERS(Group.WORKERS, 'x', "max-workers", "N", "run at most N workers at once (2)"),
  MAX_REQUESTS(Group.WORKERS, 'r', "max-requests", "N", "replace a worker after N requests (500)"),
  MAX_LIFETIME(
      Group.WORKERS,
      'V',
      "max-lifetime",
      "SECONDS",
      "replace a worker this long after its first request (never)"),
  IDLE_TIMEOUT(
      Group.WORKERS,
      'i',
      "idle-timeout",
      "SECONDS",
      "end workers above the minimum that were idle so long (300)"),
  BUSY_TIMEOUT(
      Group.WORKERS,
      'b',
      "busy-timeout",
      "SECONDS",
      "kill a worker that takes longer for one request (120)"),
  START_INTERVAL(
      Group.WORKERS,
      'w',
      "start-interval",
      "SECONDS",
      "time between two starts towards the minimum (3)"),
  MIN_START_INTERVAL(
      Group.WORKERS, 'W', "min-start-interval", "SECONDS", "least time between any two starts (0)"),
  AUTOSCALE(
      Group.WORKERS,
      'k',
      "autoscale",
      "",
      "start and end workers ahead of need, by how busy they are"),
  FILTER_PROGRAM(
      Group.WORKERS,
      'f',
      "filter-program",
      "PATH",
      "the program that workers run (mimedefang.pl); absolute"),
  FILTER_RULES(
      Group.WORKERS, 'F', "filter-rules", "PATH", "handed to the worker program as its own -f"),
  STATUS_UPDATES(
      Group.WORKERS, 'Z', "status-updates", "", "take status lines from workers on descriptor 3"),
  EMBED_PERL(
      Group.WORKERS, 'E', "embed-perl", "", "accepted; workers start as processes all the same"),
  MAX_RSS(
      Group.WORKERS,
      'R',
      "max-rss",
      "KIB",
      "limit a worker's resident memory (Linux ignores this limit)"),
  MAX_MEMORY(Group.WORKERS, 'M', "max-memory", "KIB", "limit a worker's address space and data"),

  CLIENT_TIMEOUT(
      Group.REQUESTS,
      'c',
      "client-timeout",
      "SECONDS",
      "time for a client's line, and again for its answer (10)"),
  QUEUE_SIZE(
      Group.REQUESTS, 'q', "queue-size", "N", "let N requests wait while all workers are busy (0)"),
  QUEUE_TIMEOUT(
      Group.REQUESTS, 'Q', "queue-timeout", "SECONDS", "how long a request may wait (30)"),
  RECIPOK_PER_DOMAIN(
      Group.REQUESTS,
      'y',
      "recipok-per-domain",
      "N",
      "recipient checks at once for one domain (no limit)"),
  TICK_INTERVAL(
      Group.REQUESTS, 'X', "tick-interval", "SECONDS", "run a tick request so often (never)"),
  PARALLEL_TICKS(Group.REQUESTS, 'P', "parallel-ticks", "N", "ticks of different type at once (1)"),

  SOCKET(
      Group.SOCKETS,
      's',
      "socket",
      "PATH",
      "command socket, Unix only (mimedefang-multiplexor.sock)"),
  UNPRIVILEGED_SOCKET(
      Group.SOCKETS, 'a', "unprivileged-socket", "SOCKET", "socket for status commands only"),
  MAP_SOCKET(Group.SOCKETS, 'N', "map-socket", "SOCKET", "socket for Sendmail socket maps"),
  NOTIFY_SOCKET(
      Group.SOCKETS, 'O', "notify-socket", "SOCKET", "socket that tells listeners what happens"),
  BACKLOG(
      Group.SOCKETS,
      'I',
      "backlog",
      "N",
      "connections that may wait to be accepted (at least 128)"),
  GROUP_ACCESS(Group.SOCKETS, 'G', "group-access", "", "let the group use sockets and read files"),
  UNPRIVILEGED_CLIENTS(
      Group.SOCKETS,
      "unprivileged-clients",
      "N",
      "connections at once to the unprivileged socket (256)"),
  MAP_CLIENTS(Group.SOCKETS, "map-clients", "N", "connections at once to the map socket (1024)"),
  LISTENERS(Group.SOCKETS, "listeners", "N", "connections at once to the notify socket (1024)"),
  LISTENER_EVENTS(
      Group.SOCKETS, "listener-events", "N", "events kept for listeners that lag behind (32768)"),
  LISTENER_IDLE_CLOSE(
      Group.SOCKETS,
      "listener-idle-close",
      "SECONDS",
      "close a listener that takes nothing for so long (never)"),

  USER(Group.PROCESS, 'U', "user", "NAME", "run as this user; required when started by root"),
  SPOOL_DIRECTORY(
      Group.PROCESS, 'z', "spool-directory", "PATH", "where it works (/var/spool/MIMEDefang)"),
  PID_FILE(Group.PROCESS, 'p', "pid-file", "PATH", "write the process number there"),
  LOCK_FILE(
      Group.PROCESS, 'o', "lock-file", "PATH", "lock against a second instance (PIDFILE.lock)"),
  FOREGROUND(Group.PROCESS, 'D', "foreground", "", "do not become a daemon"),
  SEED(Group.PROCESS, "seed", "N", "makes chance repeat itself, for tests"),

  LOG_EVENTS(Group.LOGS, 'l', "log-events", "", "log events, and what workers write to stderr"),
  LOG_SCHEDULING(Group.LOGS, 'A', "log-scheduling", "", "log why which worker was chosen"),
  STATUS_LOG_INTERVAL(
      Group.LOGS,
      'L',
      "status-log-interval",
      "SECONDS",
      "log the workers' states so often (never)"),
  SYSLOG_FACILITY(Group.LOGS, 'S', "syslog-facility", "NAME", "facility of log lines (mail)"),
  SYSLOG_LABEL(
      Group.LOGS, 'Y', "syslog-label", "TEXT", "label of log lines (mimedefang-multiplexor)"),
  STATISTICS_FILE(Group.LOGS, 't', "statistics-file", "PATH", "write statistics there"),
  STATISTICS_TO_SYSLOG(Group.LOGS, 'T', "statistics-to-syslog", "", "log statistics as well"),
  FLUSH_STATISTICS(
      Group.LOGS, 'u', "flush-statistics", "", "write each line of statistics at once"),
  EVENT_TRACE(
      Group.LOGS, 'd', "event-trace", "", "trace events in /var/log/mimedefang-event-debug.log"),

  USAGE(Group.HELP, 'h', "usage", "", "print this text as an error and exit 1"),
  HELP(Group.HELP, "help", "", "print this text"),
  VERSION(Group.HELP, 'v', "version", "", "print the version");

  /** Placeholder of options without a letter. */
  static final char NO_LETTER = '\0';

  private final Group group;
  private final char letter;
  private final String longName;
  private final String argument;
  private final String help;

  OptionName(Group group, String longName, String argument, String help) {
    this(group, NO_LETTER, longName, argument, help);
  }

  OptionName(Group group, char letter, String longName, String argument, String help) {
    this.group = group;
    this.letter = letter;
    this.longName = longName;
    this.argument = argument;
    this.help = help;
  }

  /** Headings of the help, in order. */
  enum Group {
    WORKERS("Workers"),
    REQUESTS("Requests"),
    SOCKETS("Sockets (/PATH, inet:PORT, inet_any:PORT, inet6:PORT, inet6_any:PORT)"),
    PROCESS("The process"),
    LOGS("Logs and statistics"),
    HELP("Help");

    private final String title;

    Group(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  Group group() {
    return group;
  }

  char letter() {
    return letter;
  }

  String longName() {
    return longName;
  }

  /** Returns the name of the argument in the help; empty: the option takes none. */
  String argument() {
    return argument;
  }

  boolean takesArgument() {
    return !argument.isEmpty();
  }

  String help() {
    return help;
  }

  static Optional<OptionName> byLetter(char letter) {
    for (OptionName option : values()) {
      if (option.letter == letter && letter != NO_LETTER) {
        return Optional.of(option);
      }
    }
    return Optional.empty();
  }

  static Optional<OptionName> byLongName(String name) {
    for (OptionName option : values()) {
      if (option.longName.equals(name)) {
        return Optional.of(option);
      }
    }
    return Optional.empty();
  }
}
