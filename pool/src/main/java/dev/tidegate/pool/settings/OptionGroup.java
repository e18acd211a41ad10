package dev.tidegate.pool.settings;

/** The parts of the help, in order. */
public enum OptionGroup {
  WORKERS("Workers"),
  STARTS_AND_ENDS(""),
  WORKER_PROGRAM(""),
  REQUESTS("Requests"),
  SOCKETS("Sockets (/PATH, inet:PORT, inet_any:PORT, inet6:PORT, inet6_any:PORT)"),
  CONNECTIONS(""),
  PROCESS("The process"),
  LOGGED_EVENTS("Logs and statistics"),
  LOGS(""),
  HELP("Help");

  private final String title;

  OptionGroup(String title) {
    this.title = title;
  }

  /** Returns the heading; empty to continue the previous section. */
  public String title() {
    return title;
  }
}
