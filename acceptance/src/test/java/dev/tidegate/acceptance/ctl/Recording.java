package dev.tidegate.acceptance.ctl;

import dev.tidegate.acceptance.subject.Program;
import dev.tidegate.acceptance.subject.ProgramUnderTest;
import dev.tidegate.acceptance.subject.Until;
import dev.tidegate.acceptance.subject.Wire;
import java.util.ArrayList;
import java.util.List;

/** Real answers of a multiplexor: idle, busy, with a queue, with killed workers after a reread. */
final class Recording {
  /** Each command that the client has, and some that it has not. */
  static final List<String> COMMANDS =
      List.of(
          "status",
          "rawstatus",
          "barstatus",
          "load",
          "load-relayok",
          "load-senderok",
          "load-recipok",
          "rawload",
          "rawload-relayok",
          "rawload-senderok",
          "rawload-recipok",
          "hload",
          "hload-relayok",
          "hload-senderok",
          "hload-recipok",
          "rawhload",
          "rawhload-relayok",
          "load1 60",
          "load1 5",
          "rawload1 600",
          "histo",
          "msgs",
          "free",
          "workers",
          "slaves",
          "busyworkers",
          "busyslaves",
          "workerinfo 0",
          "slaveinfo 0",
          "workerinfo 9999",
          "workerinfo x",
          "version",
          "help",
          "tick",
          "foo_no_such_command");

  /** Takes its time after it was told to go, so that it is seen killed. */
  private static final String LINGERING_WORKER = ProgramUnderTest.PATIENT_WORKER + "sleep 4;\n";

  /** A command and the answer that it got. */
  record Answered(String command, String answer) {}

  private final List<Answered> all = new ArrayList<>();

  /** Asks a multiplexor everything in each state of its pool. */
  static List<Answered> of(Program program, int slots) {
    Recording recording = new Recording();
    String[] options = {"-x", Integer.toString(slots), "-m", "1", "-q", "3", "-w", "1000"};
    try (ProgramUnderTest subject =
        ProgramUnderTest.startWithWorker(program, LINGERING_WORKER, options)) {
      recording.fill(subject, Math.min(slots, 3));
    }
    return recording.all;
  }

  private void fill(ProgramUnderTest subject, int busy) {
    for (String kind : List.of("scan", "relayok", "senderok", "recipok")) {
      subject.ask(kind + " q0 /nowhere");
    }
    look(subject);
    List<Wire> held = new ArrayList<>();
    for (int i = 0; i < busy; i++) {
      held.add(subject.request("scan q" + i + " hold"));
      int wanted = i + 1;
      Until.holds(wanted + " are busy", () -> count(subject, 'B') == wanted);
    }
    if (!subject.states().contains("S")) {
      held.add(subject.request("relayok queued hold"));
      Until.holds("one is queued", () -> subject.ask("status").contains(" 3 1 "));
    }
    look(subject);
    subject.ask("reread");
    subject.gate().open();
    Until.holds("one is killed", () -> count(subject, 'K') > 0);
    look(subject);
    held.forEach(Wire::close);
  }

  private static long count(ProgramUnderTest subject, char letter) {
    return subject.states().chars().filter(each -> each == letter).count();
  }

  private void look(ProgramUnderTest subject) {
    for (String command : COMMANDS) {
      String line = command.startsWith("raw") ? command.substring("raw".length()) : command;
      all.add(new Answered(command, subject.ask(line.equals("barstatus") ? "status" : line)));
    }
  }
}
