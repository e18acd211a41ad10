package dev.tidegate.protocol.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.protocol.notify.Message.Ending;
import dev.tidegate.protocol.notify.Message.Request;
import dev.tidegate.protocol.notify.Message.Resumption;
import dev.tidegate.protocol.notify.Message.Victim;
import dev.tidegate.protocol.wire.LineSplitter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MessageParserTest {
  private static final MessageForm LETTERS = new MessageForm.Letters();
  private static final String EPOCH = "5f2c90ab12cd34ef";
  private static final PoolCounts COUNTS = new PoolCounts(3, 1, 4, 2, 5, 6, 2);
  private static final long MILLIS = 1_795_330_000_042L;

  @Test
  void eachLetterIsUnderstood() {
    assertThat(told(NotifyText.OK)).isEqualTo(new Message.Greeting());
    assertThat(told(NotifyText.plain(MessageType.NONE_FREE)))
        .isEqualTo(new Message.NoneFree(LETTERS));
    assertThat(told(NotifyText.plain(MessageType.SOME_FREE)))
        .isEqualTo(new Message.SomeFree(LETTERS));
    assertThat(told(NotifyText.plain(MessageType.BUSY_TIMEOUT)))
        .isEqualTo(
            new Message.BusyTimeout(
                LETTERS, Optional.empty(), OptionalLong.empty(), OptionalLong.empty()));
    assertThat(told(NotifyText.plain(MessageType.WORKER_DIED)))
        .isEqualTo(
            new Message.WorkerDied(
                LETTERS, Optional.empty(), Optional.empty(), OptionalLong.empty()));
    assertThat(told(NotifyText.plain(MessageType.REREAD)))
        .isEqualTo(new Message.Reread(LETTERS, OptionalLong.empty(), ""));
    assertThat(told(NotifyText.freeWorkers(17))).isEqualTo(new Message.FreeWorkers(LETTERS, 17));
  }

  @Test
  void eachChangeOfStateIsUnderstoodAndNoTagIsTakenForOne() {
    for (WorkerState from : WorkerState.values()) {
      for (WorkerState to : WorkerState.values()) {
        assertThat(told(NotifyText.stateChange(12, from.word(), to.word())))
            .isEqualTo(new Message.StateChanged(LETTERS, 12, from, to, OptionalLong.empty(), ""));
      }
    }
    assertThat(told(NotifyText.tag(3, "StateChange Idle -> Busy")))
        .isEqualTo(
            new Message.Tagged(LETTERS, 3, "_StateChange Idle -> Busy", OptionalLong.empty()));
    for (String tag : List.of("scan q1", "", " x", "StateChange Idle -> Gone", "a -> b")) {
      assertThat(MessageParser.parse("S 0 " + tag))
          .isEqualTo(new Message.Tagged(LETTERS, 0, tag, OptionalLong.empty()));
    }
  }

  @Test
  void whatTheServerSaysOfItselfIsUnderstood() {
    assertThat(told(NotifyText.NO_SLOTS)).isEqualTo(new Message.NoListeningSlots(LETTERS));
    assertThat(told(NotifyText.dropped(51_234)))
        .isEqualTo(
            new Message.Dropped(LETTERS, 51_234, OptionalLong.empty(), OptionalLong.empty()));
    assertThat(told(NotifyText.LINE_TOO_LONG))
        .isEqualTo(new Message.Complaint(LETTERS, "line too long"));
    assertThat(told(NotifyText.SNAPSHOT_BEGIN)).isEqualTo(new Message.SnapshotBegun());
    assertThat(told(NotifyText.SNAPSHOT_END)).isEqualTo(new Message.SnapshotEnded(LETTERS));
    assertThat(told(NotifyText.ALIVE)).isEqualTo(new Message.Heartbeat(LETTERS));
  }

  @Test
  void junkIsUnknownAndKeptAsItCame() {
    for (String line :
        List.of(
            "",
            "y",
            "YZ",
            "Z ",
            "F",
            "F ",
            "F x",
            "F -1",
            "F 1 ",
            "F 9999999999",
            "S",
            "S 1",
            "S x y",
            "S 9999999999 x",
            "*OKAY",
            "*ERR",
            "Q",
            "{",
            "{}",
            "[]",
            "{\"type\":\"hello\"}",
            "\u00ff\u0000",
            "220 mx ESMTP Postfix")) {
      assertThat(MessageParser.parse(line)).isEqualTo(new Message.Unknown(line));
    }
  }

  @Test
  void eachObjectOfAnEventIsUnderstood() {
    assertThat(told(event("none_free"))).isEqualTo(new Message.NoneFree(form(false)));
    assertThat(told(event("some_free"))).isEqualTo(new Message.SomeFree(form(false)));
    assertThat(told(event("free_workers")))
        .isEqualTo(new Message.FreeWorkers(form(false), COUNTS.free()));
    assertThat(told(event("serviceable_workers")))
        .isEqualTo(new Message.ServiceableWorkers(form(false), COUNTS.serviceable()));
    assertThat(
            told(
                event("status")
                    .number("worker", 7)
                    .number("pid", 99)
                    .text("from", "Busy")
                    .text("to", "Idle")
                    .text("reason", "it has answered")))
        .isEqualTo(
            new Message.StateChanged(
                form(false),
                7,
                WorkerState.BUSY,
                WorkerState.IDLE,
                OptionalLong.of(99),
                "it has answered"));
    assertThat(told(event("status").number("worker", 7).number("pid", 99).text("tag", "\"\\\n")))
        .isEqualTo(new Message.Tagged(form(false), 7, "\"\\\n", OptionalLong.of(99)));
    assertThat(told(event("reread").number("generation", 5).text("by", "signal")))
        .isEqualTo(new Message.Reread(form(false), OptionalLong.of(5), "signal"));
  }

  @Test
  void aRereadThatFailedIsUnderstood() {
    List<String> stderr = List.of("Missing \"}\"\\ at\tline 3", "", "caf\u00e9");
    assertThat(told(rereadFailed().number("exit", 255).texts("stderr", stderr)))
        .isEqualTo(
            new Message.RereadFailed(
                form(false),
                OptionalLong.of(5),
                "command",
                Optional.of(new Ending.Exited(255)),
                "exited normally with status 255",
                stderr));
    assertThat(told(rereadFailed().number("signal", 9)))
        .isEqualTo(
            new Message.RereadFailed(
                form(false),
                OptionalLong.of(5),
                "command",
                Optional.of(new Ending.Signalled(9, false)),
                "exited normally with status 255",
                List.of()));
    assertThat(told(event("reread_failed")))
        .isEqualTo(
            new Message.RereadFailed(
                form(false), OptionalLong.empty(), "", Optional.empty(), "", List.of()));
  }

  @Test
  void aRereadThatFailedMayArriveInPiecesOfAnySize() {
    String line =
        text(rereadFailed().number("exit", 2).texts("stderr", List.of("syntax error", "\n")));
    List<Message> complete = messages(line + "\nR\n", line.length() + 3);
    assertThat(complete)
        .hasSize(2)
        .first()
        .isInstanceOfSatisfying(
            Message.RereadFailed.class,
            failed -> assertThat(failed.stderr()).containsExactly("syntax error", "\n"));
    for (int piece = 1; piece <= line.length(); piece++) {
      assertThat(messages(line + "\nR\n", piece)).isEqualTo(complete);
    }
    for (int end = 0; end < line.length(); end++) {
      assertThat(MessageParser.parse(line.substring(0, end))).isInstanceOf(Message.Unknown.class);
    }
  }

  @Test
  void rIsTheLetterThatAsksForARereadThatFailed() {
    assertThat(Interest.parse("?R").orElseThrow().inJson().wants(MessageType.REREAD_FAILED))
        .isTrue();
    assertThat(Interest.parse("?FZ").orElseThrow().inJson().wants(MessageType.REREAD_FAILED))
        .isFalse();
    assertThat(Interest.ALL.letters()).isEqualTo("BFRSUYZ");
  }

  @Test
  void eachObjectOfARequestsMisfortuneIsUnderstood() {
    assertThat(
            told(
                event("busy_timeout")
                    .number("worker", 1)
                    .number("pid", 2)
                    .number("elapsedMs", 3)
                    .number("incident", 17)
                    .text("queueId", "q1")
                    .text("command", "scan q1 /x")))
        .isEqualTo(
            new Message.BusyTimeout(
                form(false),
                Optional.of(new Victim(1, 2, Optional.of(new Request("scan q1 /x", "q1")))),
                OptionalLong.of(3),
                OptionalLong.of(17)));
    assertThat(told(died().number("signal", 9).flag("outOfMemory", true).text("command", "")))
        .isEqualTo(
            new Message.WorkerDied(
                form(false),
                Optional.of(new Victim(1, 2, Optional.empty())),
                Optional.of(new Ending.Signalled(9, true)),
                OptionalLong.empty()));
    assertThat(told(died().number("exit", 255).number("incident", 18)))
        .extracting(message -> ((Message.WorkerDied) message).incident())
        .isEqualTo(OptionalLong.of(18));
    assertThat(told(died().number("exit", 255).flag("outOfMemory", false)))
        .extracting(message -> ((Message.WorkerDied) message).ending())
        .isEqualTo(Optional.of(new Ending.Exited(255)));
  }

  @Test
  void whatIsStatedIsTold() {
    assertThat(told(stated("worker_died")))
        .isEqualTo(
            new Message.WorkerDied(
                form(true), Optional.empty(), Optional.empty(), OptionalLong.empty()));
    assertThat(
            told(
                stated("status")
                    .number("worker", 1)
                    .text("to", "Stopped")
                    .number("pid", -1)
                    .number("sinceMs", 1_520)
                    .text("tag", "")
                    .text("queueId", "")
                    .text("command", "")))
        .isEqualTo(
            new Message.WorkerStated(
                form(true),
                1,
                WorkerState.STOPPED,
                OptionalLong.empty(),
                1_520,
                Optional.empty(),
                ""));
  }

  @Test
  void whatTheServerSaysOfItselfInJsonIsUnderstood() {
    assertThat(told(event("snapshot"))).isEqualTo(new Message.SnapshotEnded(form(false)));
    assertThat(told(event("heartbeat"))).isEqualTo(new Message.Heartbeat(form(false)));
    assertThat(told(event("error").text("message", "line too long")))
        .isEqualTo(new Message.Complaint(form(false), "line too long"));
    assertThat(told(event("dropped").number("count", 5).number("firstSeq", 1).number("lastSeq", 9)))
        .isEqualTo(new Message.Dropped(form(false), 5, OptionalLong.of(1), OptionalLong.of(9)));
  }

  @Test
  void helloTellsTheServerAndWhatBecameOfSince() {
    assertThat(told(hello().open("limits").number("listeners", 1_024).close()))
        .isEqualTo(
            new Message.Hello(
                form(false),
                "YZ",
                List.of("json", "snapshot"),
                "0.1.0",
                "mx1",
                4,
                Resumption.NOT_ASKED));
    assertThat(resumption(hello().flag("resumed", true))).isEqualTo(Resumption.RESUMED);
    for (Resumption each : Resumption.values()) {
      if (!each.reason().isEmpty()) {
        assertThat(resumption(hello().flag("resumed", false).text("reason", each.reason())))
            .isEqualTo(each);
      }
    }
    assertThat(resumption(hello().flag("resumed", false).text("reason", "too_tired")))
        .isEqualTo(Resumption.REFUSED);
  }

  @Test
  void unknownFieldsOfAnyKindAreIgnored() {
    String more =
        "\"a\":[[{}],null,-1.5e+3,true],\"b\":{\"type\":\"hello\"},\"c\":12345678901234567890";
    String line = text(event("none_free"));
    assertThat(MessageParser.parse(line.substring(0, line.length() - 1) + " , " + more + " } "))
        .isEqualTo(new Message.NoneFree(form(false)));
    assertThat(told(event("worker_promoted"))).isInstanceOf(Message.Unknown.class);
  }

  @Test
  void anEpochThatMustNotComeBackInAnInterestLineIsNotTaken() {
    String line = text(event("none_free"));
    for (String epoch : List.of(EPOCH.toUpperCase(java.util.Locale.ROOT), "Z", EPOCH + "0", "")) {
      assertThat(MessageParser.parse(line.replace(EPOCH, epoch)))
          .isInstanceOf(Message.Unknown.class);
    }
  }

  @Test
  void linesMayArriveInPiecesOfAnySize() {
    String stream =
        "*OK\r\nF 3\nS 0 StateChange Idle -> Busy\n" + text(event("none_free")) + "\njunk\nY\n";
    List<Message> whole = messages(stream, stream.length());
    assertThat(whole).hasSize(6).last().isEqualTo(new Message.SomeFree(LETTERS));
    for (int piece = 1; piece < stream.length(); piece++) {
      assertThat(messages(stream, piece)).isEqualTo(whole);
    }
  }

  @Test
  void noPartOfAnObjectIsTakenForOne() {
    String line = text(hello().open("limits").number("listeners", 1_024).close());
    for (int end = 0; end < line.length(); end++) {
      assertThat(MessageParser.parse(line.substring(0, end))).isInstanceOf(Message.Unknown.class);
    }
  }

  @Test
  void whateverComesIsAMessage() {
    Random random = new Random(20_261_122);
    String model = text(hello().flag("resumed", true)) + text(died().number("exit", 1));
    for (int round = 0; round < 50_000; round++) {
      StringBuilder line = new StringBuilder();
      int from = random.nextInt(model.length());
      line.append(model, random.nextBoolean() ? 0 : from, model.length());
      for (int changes = random.nextInt(8); changes >= 0; changes--) {
        int at = random.nextInt(line.length());
        switch (random.nextInt(3)) {
          case 0 -> line.setCharAt(at, (char) random.nextInt(256));
          case 1 -> line.deleteCharAt(at).append('}');
          default -> line.insert(at, "{}[]\",:\\u0eE+-.truefalsn ".charAt(random.nextInt(25)));
        }
      }
      assertThat(MessageParser.parse(line.toString())).isNotNull();
    }
  }

  private static List<Message> messages(String stream, int pieceBytes) {
    LineSplitter lines = LineSplitter.ofMessages();
    List<Message> messages = new ArrayList<>();
    byte[] bytes = stream.getBytes(StandardCharsets.ISO_8859_1);
    for (int from = 0; from < bytes.length; from += pieceBytes) {
      ByteBuffer piece = ByteBuffer.wrap(bytes, from, Math.min(pieceBytes, bytes.length - from));
      while (lines.next(piece) == LineSplitter.Found.LINE) {
        messages.add(MessageParser.parse(lines.line()));
      }
    }
    return messages;
  }

  private static Resumption resumption(JsonLine line) {
    return ((Message.Hello) told(line)).resumption();
  }

  private static JsonLine hello() {
    return event("hello")
        .text("types", "YZ")
        .texts("words", List.of("json", "snapshot"))
        .text("version", "0.1.0")
        .text("host", "mx1")
        .number("maxWorkers", 4);
  }

  private static JsonLine rereadFailed() {
    return event("reread_failed")
        .number("generation", 5)
        .text("by", "command")
        .text("reason", "exited normally with status 255");
  }

  private static JsonLine died() {
    return event("worker_died").number("worker", 1).number("pid", 2);
  }

  private static JsonLine stated(String type) {
    return event(type).flag("snapshot", true);
  }

  private static JsonLine event(String type) {
    return new JsonLine()
        .begin()
        .text("epoch", EPOCH)
        .number("seq", 10_442)
        .time("time", MILLIS)
        .text("type", type)
        .number("free", COUNTS.free())
        .number("idle", COUNTS.idle())
        .number("busy", COUNTS.busy())
        .number("stopped", COUNTS.stopped())
        .number("killed", COUNTS.killed())
        .number("queued", COUNTS.queued())
        .number("serviceable", COUNTS.serviceable());
  }

  private static MessageForm form(boolean snapshot) {
    return new MessageForm.Json(
        EPOCH, 10_442, Instant.ofEpochMilli(MILLIS), COUNTS, snapshot, false);
  }

  private static Message told(JsonLine line) {
    return MessageParser.parse(text(line));
  }

  private static Message told(String line) {
    assertThat(line).endsWith("\n");
    return MessageParser.parse(line.substring(0, line.length() - 1));
  }

  private static String text(JsonLine line) {
    return new String(line.end(), StandardCharsets.ISO_8859_1).strip();
  }
}
