package dev.tidegate.tools.listen;

import java.util.Locale;

/** What may be known of an event, in the order in which it is printed. */
enum Field {
  WORKER("worker", Kind.NUMBER),
  PID("pid", Kind.NUMBER),
  FROM("from", Kind.TEXT),
  TO("to", Kind.TEXT),
  FREE("free", Kind.NUMBER),
  IDLE("idle", Kind.NUMBER),
  BUSY("busy", Kind.NUMBER),
  STOPPED("stopped", Kind.NUMBER),
  KILLED("killed", Kind.NUMBER),
  QUEUED("queued", Kind.NUMBER),
  SERVICEABLE("serviceable", Kind.NUMBER),
  MAX_WORKERS("maxWorkers", Kind.NUMBER),
  ELAPSED_MS("elapsedMs", Kind.NUMBER),
  SINCE_MS("sinceMs", Kind.NUMBER),
  EXIT("exit", Kind.NUMBER),
  SIGNAL("signal", Kind.NUMBER),
  OUT_OF_MEMORY("outOfMemory", Kind.FLAG),
  GENERATION("generation", Kind.NUMBER),
  BY("by", Kind.TEXT),
  COUNT("count", Kind.NUMBER),
  SERVER("server", Kind.TEXT),
  VERSION("version", Kind.TEXT),
  REASON("reason", Kind.TEXT),
  QUEUE_ID("queueId", Kind.TEXT),
  TAG("tag", Kind.TEXT),
  COMMAND("command", Kind.TEXT);

  /** How JSON has it. */
  enum Kind {
    NUMBER,
    FLAG,
    TEXT
  }

  private final String word;
  private final Kind kind;

  Field(String word, Kind kind) {
    this.word = word;
    this.kind = kind;
  }

  /** Its name in JSON and CSV. */
  String word() {
    return word;
  }

  Kind kind() {
    return kind;
  }

  /** Its name in the environment of a command. */
  String variable() {
    return "TIDEGATE_" + name().toUpperCase(Locale.ROOT);
  }
}
