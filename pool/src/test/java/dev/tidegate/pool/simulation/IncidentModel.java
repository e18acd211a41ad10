package dev.tidegate.pool.simulation;

import static dev.tidegate.pool.simulation.Violation.check;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.tidegate.pool.incidents.Incidents;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notes on its own which incidents there must be a record of, and compares. */
final class IncidentModel {
  private static final String RIGHT = "each worker that hung, was killed or died has one record";
  private static final int MOST_TOLD = 20;
  private static final long LONGEST_LOOK_NANOS = 1_000_000_000;

  /** What must be known; {@code command} is empty if the worker held no request. */
  private record Expected(long nanos, int slot, int pid, String command, String occasions) {}

  private final List<Expected> incidents = new ArrayList<>();

  /** Of a worker, one of some occasions; the request is what it held until now. */
  void happened(long nowNanos, Seat seat, @Nullable Request held, String occasions) {
    incidents.add(
        new Expected(nowNanos, seat.slot, seat.pid, held == null ? "" : held.line, occasions));
  }

  /** Compares after each event. */
  void settled(long lastIncident, int kept) {
    check(lastIncident == incidents.size(), RIGHT, lastIncident, "but", incidents.size());
    check(kept == Math.min(lastIncident, Incidents.MOST), "the black box has its bound", kept);
  }

  void compare(String question, String answer, long nowNanos) {
    if (answer.startsWith("error: ")) {
      check(question.equals("incidents x"), RIGHT, question, answer);
      return;
    }
    JsonObject told = JsonParser.parseString(answer).getAsJsonObject();
    int lastId = told.get("lastId").getAsInt();
    check(lastId <= incidents.size(), RIGHT, answer);
    check(
        lastId == incidents.size() || nowNanos - incidents.get(lastId).nanos() < LONGEST_LOOK_NANOS,
        "an incident is told within a second",
        answer);
    long before = Long.MAX_VALUE;
    for (JsonElement each : told.getAsJsonArray("incidents")) {
      JsonObject incident = each.getAsJsonObject();
      long id = incident.get("incident").getAsLong();
      check(id < before, "the newest incident comes first", answer);
      before = id;
      compare(incident, incidents.get((int) id - 1));
    }
    int count = told.getAsJsonArray("incidents").size();
    check(count <= MOST_TOLD, "an answer has its bound", count);
    if (question.equals("incidents")) {
      check(count == Math.min(MOST_TOLD, lastId), RIGHT, answer);
    }
  }

  private static void compare(JsonObject told, Expected expected) {
    check(told.get("worker").getAsInt() == expected.slot(), RIGHT, told);
    check(told.get("pid").getAsInt() == expected.pid(), RIGHT, told);
    check(expected.occasions().contains(told.get("occasion").getAsString()), RIGHT, told, expected);
    String command = told.get("command").getAsString();
    boolean whole = command.equals(expected.command());
    boolean cut = command.length() >= 100 && expected.command().startsWith(command);
    check(whole || cut, RIGHT, told, expected);
  }
}
