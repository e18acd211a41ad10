package dev.tidegate.protocol.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.protocol.control.Order.Reread;
import dev.tidegate.protocol.control.Query.Autoscale;
import dev.tidegate.protocol.control.Query.Free;
import dev.tidegate.protocol.control.Query.Help;
import dev.tidegate.protocol.control.Query.Histo;
import dev.tidegate.protocol.control.Query.HourlyLoad;
import dev.tidegate.protocol.control.Query.Incidents;
import dev.tidegate.protocol.control.Query.Incidents.Which;
import dev.tidegate.protocol.control.Query.Load;
import dev.tidegate.protocol.control.Query.Load1;
import dev.tidegate.protocol.control.Query.Msgs;
import dev.tidegate.protocol.control.Query.Refused;
import dev.tidegate.protocol.control.Query.Status;
import dev.tidegate.protocol.control.Query.Version;
import dev.tidegate.protocol.control.Query.WorkerInfo;
import dev.tidegate.protocol.control.Query.Workers;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class CommandTest {

  private static final Map<String, Command> QUESTIONS =
      Map.ofEntries(
          Map.entry("free", new Free()),
          Map.entry("version", new Version()),
          Map.entry("status", new Status()),
          Map.entry("workers", new Workers(false)),
          Map.entry("slaves", new Workers(false)),
          Map.entry("busyworkers", new Workers(true)),
          Map.entry("busyslaves", new Workers(true)),
          Map.entry("load", new Load("scan")),
          Map.entry("load-relayok", new Load("relayok")),
          Map.entry("load-senderok", new Load("senderok")),
          Map.entry("load-recipok", new Load("recipok")),
          Map.entry("hload", new HourlyLoad("scan")),
          Map.entry("hload-relayok", new HourlyLoad("relayok")),
          Map.entry("hload-senderok", new HourlyLoad("senderok")),
          Map.entry("hload-recipok", new HourlyLoad("recipok")),
          Map.entry("histo", new Histo()),
          Map.entry("msgs", new Msgs()),
          Map.entry("help", new Help()),
          Map.entry("workerinfo 3", new WorkerInfo(3)),
          Map.entry("slaveinfo 3", new WorkerInfo(3)),
          Map.entry("load1 60", new Load1(60)));

  @Test
  void questionsAreForEveryone() {
    QUESTIONS.forEach(
        (line, command) -> {
          assertThat(Command.parse(line)).as(line).isEqualTo(command);
          assertThat(command.isPrivileged()).as(line).isFalse();
        });
  }

  @Test
  void whatChangesThePoolOrUsesAWorkerIsPrivileged() {
    assertThat(Command.parse("reread")).isEqualTo(new Reread());
    assertThat(Command.parse("autoscale")).isEqualTo(new Autoscale());
    for (String line :
        List.of("reread", "autoscale", "drain 1", "resume x", "kill 1:2", "scan q1 x", "load-x")) {
      assertThat(Command.parse(line).isPrivileged()).as(line).isTrue();
    }
  }

  @Test
  void commandsMatchWholeAndWithCase() {
    for (String word : QUESTIONS.keySet()) {
      if (word.indexOf(' ') >= 0) {
        continue;
      }
      String capital = word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
      for (String line : List.of(word + " ", " " + word, word + "x", capital, word + " x")) {
        assertThat(Command.parse(line)).as(line).isEqualTo(new WorkerRequest(line));
      }
    }
    assertThat(Command.parse("reread ")).isEqualTo(new WorkerRequest("reread "));
    assertThat(Command.parse("autoscale ")).isEqualTo(new WorkerRequest("autoscale "));
    assertThat(Command.parse("foo_no_such_command x"))
        .isEqualTo(new WorkerRequest("foo_no_such_command x"));
  }

  @Test
  void wordsThatNeedAnArgumentGoToAWorkerWithoutIt() {
    for (String line :
        List.of("load1", "load1 ", "workerinfo", "workerinfo ", "slaveinfo", "slaveinfo ")) {
      assertThat(Command.parse(line)).as(line).isEqualTo(new WorkerRequest(line));
    }
  }

  @Test
  void numbersAreReadAsTheReferenceReadsThem() {
    assertThat(Command.parse("workerinfo 0x")).isEqualTo(new WorkerInfo(0));
    assertThat(Command.parse("workerinfo  1")).isEqualTo(new WorkerInfo(1));
    assertThat(Command.parse("workerinfo 1 2")).isEqualTo(new WorkerInfo(1));
    assertThat(Command.parse("workerinfo +1")).isEqualTo(new WorkerInfo(1));
    assertThat(Command.parse("workerinfo -1")).isEqualTo(new WorkerInfo(-1));
    assertThat(Command.parse("workerinfo 99999999999999999999999"))
        .isEqualTo(new WorkerInfo(Integer.MAX_VALUE));
    for (String line : List.of("workerinfo x", "workerinfo  ", "workerinfo -", "slaveinfo + 1")) {
      assertThat(Command.parse(line))
          .as(line)
          .isEqualTo(new Refused("error: Invalid worker number\n"));
    }
  }

  @Test
  void load1TakesTenTo600Seconds() {
    assertThat(Command.parse("load1 10")).isEqualTo(new Load1(10));
    assertThat(Command.parse("load1 600")).isEqualTo(new Load1(600));
    assertThat(Command.parse("load1 60x")).isEqualTo(new Load1(60));
    for (String argument : List.of("9", "601", "x", "-60", "99999999999", " ")) {
      assertThat(Command.parse("load1 " + argument))
          .as(argument)
          .isEqualTo(new Refused("error: Invalid 'back' amount (must be 10-600)\n"));
    }
  }

  @Test
  void nobodyOutsideMayTick() {
    for (String line : List.of("tick", "tick 0", "tick ")) {
      assertThat(Command.parse(line))
          .as(line)
          .isEqualTo(new Refused("error: External agents may not invoke 'tick'\n"));
    }
    assertThat(Command.parse("tickx")).isEqualTo(new WorkerRequest("tickx"));
  }

  @Test
  void incidentsAreAskedForByTheirNumbers() {
    Map.of(
            "incidents", new Incidents(Which.NEWEST, 0),
            "incidents 17", new Incidents(Which.ONE, 17),
            "incidents since=0", new Incidents(Which.SINCE, 0),
            "incidents since=17", new Incidents(Which.SINCE, 17),
            "incidents before=17", new Incidents(Which.BEFORE, 17))
        .forEach(
            (line, command) -> {
              assertThat(Command.parse(line)).as(line).isEqualTo(command);
              assertThat(command.isPrivileged()).as(line).isTrue();
            });
    for (String argument :
        List.of("", "x", "0", "-1", "1 2", "since", "since=", "since=x", "before=0", "=1", "1=1")) {
      assertThat(Command.parse("incidents " + argument))
          .as(argument)
          .isEqualTo(new Incidents(Which.INVALID, 0));
    }
    assertThat(Command.parse("incidents 9999999999")).isEqualTo(new Incidents(Which.INVALID, 0));
    assertThat(Command.parse("incidentsx")).isEqualTo(new WorkerRequest("incidentsx"));
  }

  @Test
  void refusedCommandsUseNoWorker() {
    assertThat(Command.parse("foo_no_such_command"))
        .isEqualTo(new Refused("error: Unknown command\n"));
    assertThat(Command.parse("")).isEqualTo(new Refused("error: Empty command\n"));
    for (String line : List.of("\0", "free\0", "scan a\0b c", "workerinfo 1\0")) {
      assertThat(Command.parse(line))
          .as(line)
          .isEqualTo(new Refused("error: Invalid byte in command\n"));
    }
  }

  @Test
  void anyOtherLineReachesAWorkerByteForByte() {
    Random random = new Random(5);
    for (int run = 0; run < 5000; run++) {
      StringBuilder line = new StringBuilder("x");
      while (line.length() < random.nextInt(60)) {
        line.append((char) (1 + random.nextInt(255)));
      }
      assertThat(Command.parse(line.toString())).isEqualTo(new WorkerRequest(line.toString()));
    }
  }

  @Test
  void whatIsToBeSetIsAllThatFollowsTheWord() {
    assertThat(Command.parse("set")).isEqualTo(new Order.Set(""));
    assertThat(Command.parse("set  a=1 b=2 ")).isEqualTo(new Order.Set("a=1 b=2"));
    assertThat(Command.parse("set").isPrivileged()).isTrue();
    assertThat(Command.parse("setting a")).isEqualTo(new WorkerRequest("setting a"));
  }
}
