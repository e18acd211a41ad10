package dev.tidegate.pool.settings;

import java.util.Arrays;
import java.util.Optional;

/** An option that applies at the start only. */
public enum ImmutableOption implements CommandLineOption {
  TIMEOUT(
      Part.CLASS_TIMEOUTS,
      NO_LETTER,
      "timeout",
      "CLASS=SECONDS,...",
      "several of these at once, 1 or more: scan=600,relayok=25"),

  FILTER_PROGRAM(
      Part.WORKER_PROGRAM,
      'f',
      "filter-program",
      "PATH",
      "the program that workers run (mimedefang.pl); absolute"),
  FILTER_RULES(
      Part.WORKER_PROGRAM,
      'F',
      "filter-rules",
      "PATH",
      "handed to the worker program as its own -f"),
  STATUS_UPDATES(
      Part.WORKER_PROGRAM,
      'Z',
      "status-updates",
      "",
      "take status lines from workers on descriptor 3"),
  PRELOAD(
      Part.WORKER_PROGRAM,
      NO_LETTER,
      "preload",
      "FILE",
      "with -E: Perl to run after the filter was loaded"),
  PROBE(
      Part.WORKER_PROGRAM,
      NO_LETTER,
      "probe",
      "LINE",
      "line that a ready worker answers (ping; empty: none)"),
  REREAD(
      Part.WORKER_PROGRAM,
      NO_LETTER,
      "reread",
      "MODE",
      "beside: load the new filter first (the default), or at-once"),
  MAX_RSS(
      Part.WORKER_PROGRAM,
      'R',
      "max-rss",
      "KIB",
      "limit a worker's resident memory (Linux ignores this limit)"),
  MAX_MEMORY(
      Part.WORKER_PROGRAM, 'M', "max-memory", "KIB", "limit a worker's address space and data"),

  SOCKET(
      Part.SOCKETS,
      's',
      "socket",
      "PATH",
      "command socket, Unix only (mimedefang-multiplexor.sock)"),
  UNPRIVILEGED_SOCKET(
      Part.SOCKETS, 'a', "unprivileged-socket", "SOCKET", "socket for status commands only"),
  MAP_SOCKET(Part.SOCKETS, 'N', "map-socket", "SOCKET", "socket for Sendmail socket maps"),
  NOTIFY_SOCKET(
      Part.SOCKETS, 'O', "notify-socket", "SOCKET", "socket that tells listeners what happens"),
  BACKLOG(
      Part.SOCKETS, 'I', "backlog", "N", "connections that may wait to be accepted (at least 128)"),
  GROUP_ACCESS(Part.SOCKETS, 'G', "group-access", "", "let the group use sockets and read files"),

  USER(Part.PROCESS, 'U', "user", "NAME", "run as this user; required when started by root"),
  SPOOL_DIRECTORY(
      Part.PROCESS, 'z', "spool-directory", "PATH", "where it works (/var/spool/MIMEDefang)"),
  PID_FILE(Part.PROCESS, 'p', "pid-file", "PATH", "write the process number there"),
  LOCK_FILE(
      Part.PROCESS, 'o', "lock-file", "PATH", "lock against a second instance (PIDFILE.lock)"),
  FOREGROUND(Part.PROCESS, 'D', "foreground", "", "do not become a daemon"),
  SEED(Part.PROCESS, NO_LETTER, "seed", "N", "makes chance repeat itself, for tests"),

  SYSLOG_FACILITY(Part.LOGS, 'S', "syslog-facility", "NAME", "facility of log lines (mail)"),
  SYSLOG_LABEL(
      Part.LOGS, 'Y', "syslog-label", "TEXT", "label of log lines (mimedefang-multiplexor)"),
  STATISTICS_FILE(Part.LOGS, 't', "statistics-file", "PATH", "write statistics there"),
  STATISTICS_TO_SYSLOG(Part.LOGS, 'T', "statistics-to-syslog", "", "log statistics as well"),
  FLUSH_STATISTICS(Part.LOGS, 'u', "flush-statistics", "", "write each line of statistics at once"),
  EVENT_TRACE(
      Part.LOGS, 'd', "event-trace", "", "trace events in /var/log/mimedefang-event-debug.log");

  private final Part part;
  private final char letter;
  private final String longName;
  private final String argument;
  private final String help;

  ImmutableOption(Part part, char letter, String longName, String argument, String help) {
    this.part = part;
    this.letter = letter;
    this.longName = longName;
    this.argument = argument;
    this.help = help;
  }

  /** Part of the process that an option configures. */
  private enum Part {
    CLASS_TIMEOUTS(
        OptionGroup.STARTS_AND_ENDS, "timeout-scan, timeout-relayok and so on can, one by one"),
    WORKER_PROGRAM(OptionGroup.WORKER_PROGRAM, "what a worker is, is settled at the start"),
    SOCKETS(OptionGroup.SOCKETS, "the sockets are opened at the start"),
    PROCESS(OptionGroup.PROCESS, "the process is set up at the start"),
    LOGS(OptionGroup.LOGS, "logs and statistics are opened at the start");

    final OptionGroup group;
    final String reason;

    Part(OptionGroup group, String reason) {
      this.group = group;
      this.reason = reason;
    }
  }

  /** Returns the option of that long name, if there is one. */
  public static Optional<ImmutableOption> byLongName(String name) {
    return Arrays.stream(values()).filter(each -> each.longName.equals(name)).findFirst();
  }

  /** Returns why it cannot change while the multiplexor runs. */
  public String reason() {
    return part.reason;
  }

  @Override
  public OptionGroup group() {
    return part.group;
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
    return argument;
  }

  @Override
  public String help() {
    return help;
  }
}
