package dev.tidegate.pool.incidents;

import dev.tidegate.pool.values.ProcessFacts;
import dev.tidegate.pool.values.ProcessUsage;
import dev.tidegate.pool.values.UnreadField;
import dev.tidegate.protocol.control.Query;
import dev.tidegate.protocol.notify.JsonLine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.LongPredicate;

/**
 * The answer to {@code incidents}: one JSON document. docs/PROTOCOLS.md has its schema.
 *
 * <p>Each incident is put together out of objects of one line each, so it has a bound.
 */
public final class IncidentReport {
  /** Of the schema: a reader that knows it may rely on every field of it; more may be added. */
  public static final int SCHEMA = 1;

  /** Maximum number of incidents in an answer. */
  public static final int MOST_TOLD = 20;

  /** Within the quotes, escapes counted. */
  private static final int COMMAND_BYTES = 1_200;

  private static final int SHORT_BYTES = 400;
  private static final int KERNEL_WORD_BYTES = 80;
  private static final int STDERR_LINE_BYTES = 190;
  private static final int FILE_BYTES = 125;
  private static final int WHY_BYTES = 200;
  private static final String INVALID =
      "error: Invalid incident (must be ID, since=ID or before=ID)\n";
  private static final String CUT = ",\"cut\":true";

  private final String epoch;
  private final JsonLine json = new JsonLine();

  /** Whether a text of the incident in hand was too long. */
  private boolean cut;

  public IncidentReport(String epoch) {
    this.epoch = epoch;
  }

  /** Returns the complete answer. */
  public String answer(Query.Incidents asked, Incidents incidents, long nowNanos, long wallMillis) {
    if (asked.which() == Query.Incidents.Which.INVALID) {
      return INVALID;
    }
    long lastId = incidents.settledId(nowNanos);
    LongPredicate wanted = wanted(asked, lastId);
    List<Incident> told = incidents.newest(wanted, MOST_TOLD);
    json.begin()
        .number("schema", SCHEMA)
        .text("epoch", epoch)
        .time("time", wallMillis)
        .number("lastId", lastId)
        .number("firstId", incidents.firstId())
        .number("kept", incidents.size())
        .number("leftOff", incidents.count(wanted) - told.size());
    String head = fields();
    StringBuilder text = new StringBuilder("{").append(head).append(",\n\"incidents\":[");
    String separator = "\n";
    for (Incident each : told) {
      text.append(separator);
      append(text, each);
      separator = ",\n";
    }
    return text.append("]}\n").toString();
  }

  private static LongPredicate wanted(Query.Incidents asked, long lastId) {
    long given = asked.id();
    return switch (asked.which()) {
      case NEWEST -> id -> id <= lastId;
      case ONE -> id -> id == given;
      case SINCE -> id -> id > given && id <= lastId;
      case BEFORE -> id -> id < given && id <= lastId;
      case INVALID -> id -> false;
    };
  }

  private void append(StringBuilder text, Incident incident) {
    IncidentContext known = incident.context();
    cut = false;
    head(known);
    text.append('{').append(fields());
    json.begin();
    incident.examination().ifPresent(this::process);
    text.append(",\n \"process\":{").append(fields()).append('}');
    json.begin();
    unread(incident);
    text.append(",\n \"unread\":{").append(fields()).append('}');
    json.begin().texts("stderr", known.stderr(), STDERR_LINE_BYTES);
    text.append(",\n ").append(fields());
    text.append(cut ? CUT : "").append('}');
  }

  private void head(IncidentContext known) {
    json.begin()
        .number("incident", known.id())
        .time("time", known.wallMillis())
        .text("occasion", known.cause().word())
        .number("worker", known.slot())
        .number("pid", known.pid())
        .number("requests", known.requests())
        .number("ageMs", known.ageMillis())
        .number("elapsedMs", known.elapsedMillis())
        .number("busyTimeoutMs", known.busyTimeoutMillis())
        .text("kind", known.kind())
        .text("reason", known.reason(), SHORT_BYTES)
        .text("queueId", known.queueId(), SHORT_BYTES)
        .text("tag", known.tag(), SHORT_BYTES)
        .text("command", known.command(), COMMAND_BYTES);
    number("repeatKiller", known.repeatKiller() > 0 ? known.repeatKiller() : -1);
  }

  private void process(Incident.Examination seen) {
    ProcessFacts facts = seen.facts();
    json.number("readAfterMs", seen.afterMillis());
    text("state", facts.state());
    text("waitChannel", facts.waitChannel());
    text("syscall", facts.systemCall());
    number("rssKib", facts.rssKib());
    number("peakRssKib", facts.peakRssKib());
    number("threads", facts.threads());
    ProcessUsage usage = facts.usage();
    if (!usage.equals(ProcessUsage.UNKNOWN)) {
      json.number("sinceMs", seen.sinceMillis());
    }
    number("userMs", usage.userMillis());
    number("systemMs", usage.systemMillis());
    number("readBytes", usage.readBytes());
    number("writtenBytes", usage.writtenBytes());
    if (facts.openFileCount() >= 0) {
      json.number("openFileCount", facts.openFileCount());
      json.texts("openFiles", facts.openFiles(), FILE_BYTES);
    }
  }

  private void text(String name, String value) {
    if (!value.isEmpty()) {
      json.text(name, value, KERNEL_WORD_BYTES);
    }
  }

  private void number(String name, long value) {
    if (value >= 0) {
      json.number(name, value);
    }
  }

  private void unread(Incident incident) {
    if (incident.examination().isEmpty()) {
      json.text("process", "is being looked at");
      return;
    }
    for (UnreadField each : incident.examination().get().facts().unread()) {
      json.text(each.field(), each.why(), WHY_BYTES);
    }
  }

  /** Returns what is between the braces of the object, and remembers whether a text was cut. */
  private String fields() {
    byte[] line = json.end();
    String object = new String(line, 1, line.length - 3, StandardCharsets.ISO_8859_1);
    if (!object.endsWith(CUT)) {
      return object;
    }
    cut = true;
    return object.substring(0, object.length() - CUT.length());
  }
}
