package dev.tidegate.acceptance.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import dev.tidegate.acceptance.subject.Outcome;
import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A listener in JSON that breaks off, comes again, and goes on where it was. */
final class ResumingListenerIT {
  private static final Pattern WORKER =
      Pattern.compile("(?m)^(\\d+) ([SIBK])(?: (\\d+))?[^(\n]*(?:\\((.*)\\))?$");

  /** Up to which event of which life of the multiplexor it knows all. */
  private record Known(String epoch, long seq) {
    static Known by(JsonObject object) {
      return new Known(object.get("epoch").getAsString(), object.get("seq").getAsLong());
    }

    String since() {
      return " json since=" + epoch + ":" + seq;
    }
  }

  /** A slot: a letter for its state, its process, −1 for none, and its tag. */
  private record Slot(char state, long pid, String tag) {}

  /** Slots that are not stopped, from nothing but what this listener was told. */
  private final Map<Integer, Slot> picture = new TreeMap<>();

  @Test
  void whoComesAgainIsToldExactlyWhatItMissed() {
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "3");
        Wire witness = listen(subject, "?* json")) {
      JsonObject hello = object(witness.line());
      assertThat(hello.get("type").getAsString()).isEqualTo("hello");
      Known known = hearsSomeAndBreaksOff(subject);
      try (Wire held = muchHappens(subject)) {
        List<String> missed = withoutHello(witness, "?* json");
        missed.removeIf(line -> object(line).get("seq").getAsLong() <= known.seq);
        missed.removeIf(line -> !isWanted(object(line)));
        assertThat(missed).anyMatch(line -> line.contains("\"signal\":9"));

        Known newest = resumes(subject, known, missed);
        assertThat(picture).isEqualTo(workers(subject)).hasSize(2);
        resumes(subject, newest, List.of());
        subject.gate().open();
        assertThat(held.rest()).isEqualTo("ok scan q4 hold\n");
      }
    }
  }

  @Test
  void afterARestartItIsToldTheState() {
    Known known;
    try (ProgramUnderTest subject = ProgramUnderTest.start(Program.OURS, "-x", "3")) {
      known = hearsSomeAndBreaksOff(subject);
    }
    try (ProgramUnderTest next = ProgramUnderTest.start(Program.OURS, "-x", "3");
        Wire held = muchHappens(next)) {
      Known now = beginsAnew(next, known, "epoch");
      assertThat(now.epoch).isNotEqualTo(known.epoch);
      assertThat(now.seq).isPositive();
      resumes(next, now, List.of());
      next.gate().open();
      assertThat(held.rest()).isEqualTo("ok scan q4 hold\n");
    }
  }

  @Test
  void whenWhatItMissedIsNoLongerKeptItIsToldTheState() {
    try (ProgramUnderTest subject =
        ProgramUnderTest.start(Program.OURS, "-x", "3", "--listener-events", "4")) {
      Known known;
      try (Wire wire = listen(subject, "?FSU json")) {
        known = Known.by(object(wire.line()));
      }
      try (Wire held = muchHappens(subject)) {
        Known now = beginsAnew(subject, known, "too_old");
        assertThat(now.epoch).isEqualTo(known.epoch);
        assertThat(now.seq).isGreaterThan(known.seq + 4);
        resumes(subject, now, List.of());
        subject.gate().open();
        assertThat(held.rest()).isEqualTo("ok scan q4 hold\n");
      }
    }
  }

  /** Hears the state and the beginning of what happens then; the rest of it stays unread. */
  private Known hearsSomeAndBreaksOff(ProgramUnderTest subject) {
    try (Wire wire = listen(subject, "?FSU json snapshot")) {
      assertThat(object(wire.line()).get("type").getAsString()).isEqualTo("hello");
      for (String told = wire.line(); !isEnd(object(told)); told = wire.line()) {
        hear(object(told));
      }
      assertThat(subject.ask("scan q1 /x")).isEqualTo("ok scan q1 /x\n");
      JsonObject last = object(wire.line());
      for (int more = 0; more < 2; more++) {
        hear(last);
        last = object(wire.line());
      }
      hear(last);
      assertThat(picture).isNotEmpty();
      return Known.by(last);
    }
  }

  /** Requests, one of them a worker's last; returns one that is still in hand. */
  private static Wire muchHappens(ProgramUnderTest subject) {
    assertThat(subject.ask("scan q2 /x")).isEqualTo("ok scan q2 /x\n");
    try (Wire last = subject.request("scan q3 hold")) {
      Until.holds("a worker is busy", () -> subject.states().contains("B"));
      long pid = workers(subject).values().stream().filter(s -> s.state == 'B').findAny().get().pid;
      Outcome.of(List.of("kill", "-KILL", Long.toString(pid))).succeeded();
      assertThat(last.rest()).isEqualTo("ERR No response from worker\n");
    }
    assertThat(subject.ask("scan q2 /x")).isEqualTo("ok scan q2 /x\n");
    Wire held = subject.request("scan q4 hold");
    Until.holds("a worker is busy", () -> subject.states().contains("B"));
    assertThat(subject.ask("scan q5 /x")).isEqualTo("ok scan q5 /x\n");
    return held;
  }

  /** Goes on, is told these lines and no more, and then knows the state. */
  private Known resumes(ProgramUnderTest subject, Known known, List<String> missed) {
    try (Wire wire = listen(subject, "?FSU" + known.since())) {
      JsonObject hello = object(wire.line());
      assertThat(hello.get("type").getAsString()).isEqualTo("hello");
      assertThat(hello.get("resumed").getAsBoolean()).isTrue();
      assertThat(hello.has("reason")).isFalse();
      assertThat(Known.by(hello)).isEqualTo(known);
      List<String> told = withoutHello(wire, "?FSU json");
      assertThat(told).isEqualTo(missed);
      told.forEach(line -> hear(object(line)));
      assertThat(picture).isEqualTo(workers(subject));
      return told.isEmpty() ? known : Known.by(object(told.getLast()));
    }
  }

  /** Cannot go on, is told why, and the state instead. */
  private Known beginsAnew(ProgramUnderTest subject, Known known, String reason) {
    picture.clear();
    try (Wire wire = listen(subject, "?FSU" + known.since())) {
      JsonObject hello = object(wire.line());
      assertThat(hello.get("type").getAsString()).isEqualTo("hello");
      assertThat(hello.get("resumed").getAsBoolean()).isFalse();
      assertThat(hello.get("reason").getAsString()).isEqualTo(reason);
      List<String> told = withoutHello(wire, "?FSU json");
      JsonObject end = object(told.removeLast());
      assertThat(isEnd(end)).isTrue();
      assertThat(end.get("free").getAsInt()).isEqualTo(subject.free());
      assertThat(told).allMatch(line -> object(line).get("snapshot").getAsBoolean());
      told.forEach(line -> hear(object(line)));
      assertThat(picture).isEqualTo(workers(subject)).isNotEmpty();
      return Known.by(end);
    }
  }

  private static Wire listen(ProgramUnderTest subject, String line) {
    Wire wire = subject.listener();
    assertThat(wire.line()).isEqualTo("*OK");
    return wire.send(line + "\n");
  }

  /** All that comes before the answer to this line. */
  private static List<String> withoutHello(Wire wire, String line) {
    wire.send(line + "\n");
    List<String> lines = new ArrayList<>();
    for (String told = wire.line(); !told.contains("\"type\":\"hello\""); told = wire.line()) {
      lines.add(told);
    }
    return lines;
  }

  private static JsonObject object(String line) {
    assertThat(line).matches("[ -~]{1,4095}");
    JsonReader reader = new JsonReader(new StringReader(line));
    reader.setStrictness(Strictness.STRICT);
    return JsonParser.parseReader(reader).getAsJsonObject();
  }

  private static boolean isEnd(JsonObject object) {
    return object.get("type").getAsString().equals("snapshot");
  }

  private static boolean isWanted(JsonObject event) {
    return event.has("letter")
        ? "FSU".contains(event.get("letter").getAsString())
        : event.get("type").getAsString().equals("serviceable_workers");
  }

  private void hear(JsonObject object) {
    if (!object.get("type").getAsString().equals("status")) {
      return;
    }
    int worker = object.get("worker").getAsInt();
    Slot before = picture.getOrDefault(worker, new Slot('S', -1, ""));
    char state = object.has("to") ? object.get("to").getAsString().charAt(0) : before.state;
    String tag = object.has("tag") ? object.get("tag").getAsString() : "";
    if (object.has("from")) {
      assertThat(object.get("from").getAsString()).startsWith(String.valueOf(before.state));
    }
    if (state == 'S') {
      picture.remove(worker);
    } else {
      picture.put(worker, new Slot(state, object.get("pid").getAsLong(), tag));
    }
  }

  /** What the command socket says of the slots that are not stopped. */
  private static Map<Integer, Slot> workers(ProgramUnderTest subject) {
    Map<Integer, Slot> slots = new TreeMap<>();
    var lines = WORKER.matcher(subject.ask("workers"));
    while (lines.find()) {
      if (!lines.group(2).equals("S")) {
        String tag = lines.group(4) == null ? "" : lines.group(4);
        long pid = Long.parseLong(lines.group(3));
        slots.put(Integer.valueOf(lines.group(1)), new Slot(lines.group(2).charAt(0), pid, tag));
      }
    }
    return slots;
  }
}
