package dev.tidegate.tools.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.protocol.notify.WorkerState;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StatsReaderTest {
  /** A document as the multiplexor prints it, a little shortened. */
  static final String DOCUMENT =
      """
      {"schema":2,"epoch":"5f2c90ab12cd34ef","time":"2026-11-22T11:46:01.123Z","uptimeMs":62000,\
      "seq":42,"bucketBoundsMs":[1,10,100],"version":"0.1.0","host":"mx1",
      "pool":{"slots":2,"free":1,"idle":0,"busy":1,"stopped":1,"killed":0,"drained":0,\
      "serviceable":1,"generation":3,"terminating":false},
      "queue":{"length":0,"limit":5,"oldestMs":-1},
      "saturation":{"noneFreeMs":1500,"noneServiceableMs":20},
      "requests_scan":{"answered":10,"no_free_workers":2,"duration":{"count":10,"sumMs":1300,\
      "buckets":[0,0,4,6]},"wait":{"count":10,"sumMs":0,"buckets":[10,0,0,0]}},
      "workers":{"started":{"request":1,"minimum":2},"startsFailed":0,"exited":{"idle":1}},
      "notifications":{"listeners":1,"listenersRefused":0,"dropped":7,"events":{"status":9}},
      "configuration":{"minWorkers":0,"maxWorkers":2,"busyTimeoutSeconds":30,"autoscale":false},
      "listeners":[
      {"id":4,"types":"YZ","json":true,"unread":12,"dropped":3,"connectedMs":5000}],
      "slots":[
      {"slot":0,"state":"Busy","pid":4711,"drained":false,"sinceMs":2000,"ageMs":9000,\
      "requests":3,"scans":2,"generation":3,"memoryKib":90000,"privateKib":800,"lastClass":"scan","timeoutInMs":28000,"kind":"scan",\
      "tag":"scan Q1\\u001b[2J","queueId":"Q1","command":"scan Q1 /tmp/x","stderr":["oh\\u0007 no"]},
      {"slot":1,"state":"Stopped","pid":-1,"drained":true,"sinceMs":-1,"ageMs":-1}]}
      """;

  @Test
  void everythingThatIsThereIsRead() {
    Stats stats = StatsReader.read(DOCUMENT).orElseThrow();
    assertThat(stats.epoch()).isEqualTo("5f2c90ab12cd34ef");
    assertThat(stats.seq()).hasValue(42);
    assertThat(stats.pool()).containsEntry("busy", 1L).containsEntry("terminating", 0L);
    Stats.Requests scans = Objects.requireNonNull(stats.requests().get(RequestClass.SCAN));
    assertThat(scans.outcomes())
        .containsEntry("answered", 10L)
        .containsEntry("no_free_workers", 2L);
    assertThat(scans.durations())
        .isEqualTo(new Stats.Histogram(10, 1300, scans.durations().buckets()));
    assertThat(scans.durations().buckets()).containsExactly(0L, 0L, 4L, 6L);
    assertThat(stats.requests()).doesNotContainKey(RequestClass.MAP);
    assertThat(stats.configuration()).containsEntry("busyTimeoutSeconds", "30");
    assertThat(stats.listeners()).containsExactly(new ListenerPicture(4, "YZ", true, 12, 3, 5000));
    assertThat(stats.exited()).containsEntry("idle", 1L);
  }

  @Test
  void aSlotIsReadAndItsTextsAreCleaned() {
    Stats stats = StatsReader.read(DOCUMENT).orElseThrow();
    StatsSlot busy = stats.slots().getFirst();
    assertThat(busy.state()).isEqualTo(WorkerState.BUSY);
    assertThat(busy.tag()).hasValue("scan Q1 [2J");
    assertThat(busy.stderr()).containsExactly("oh  no");
    assertThat(busy.memoryKib()).hasValue(90_000);
    assertThat(busy.privateKib()).hasValue(800);
    assertThat(busy.timeoutInMillis()).hasValue(28_000);
    StatsSlot stopped = stats.slots().get(1);
    assertThat(stopped.pid()).isEqualTo(OptionalLong.empty());
    assertThat(stopped.drained()).isTrue();
    assertThat(stopped.sinceMillis()).isEmpty();
    assertThat(stopped.memoryKib()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ok stats\n",
        "error: Attempt to use privileged command on unprivileged socket\n",
        "[]",
        "{}",
        "{\"schema\":2",
        "null",
        "7"
      })
  void whatIsNoSuchAnswerIsNone(String answer) {
    assertThat(StatsReader.read(answer)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"schema\":2}",
        "{\"schema\":[],\"pool\":7,\"slots\":{},\"listeners\":[1,[],null]}",
        "{\"schema\":2,\"uptimeMs\":1e999999999,\"seq\":99999999999999999999999,\"time\":\"never\"}",
        "{\"schema\":2,\"slots\":[{\"slot\":-1,\"state\":\"Busy\"},{\"slot\":999999999,\"state\":\"Idle\"},"
            + "{\"slot\":1,\"state\":\"Gone\"},{\"slot\":\"x\"},{}]}",
        "{\"schema\":2,\"requests_scan\":{\"duration\":[],\"answered\":\"many\"}}"
      })
  void whatIsWrongInItIsLeftOut(String answer) {
    Stats stats = StatsReader.read(answer).orElseThrow();
    assertThat(stats.slots()).isEmpty();
    assertThat(stats.listeners()).isEmpty();
    assertThat(stats.uptimeMillis()).isEmpty();
  }

  @Test
  void deepNestingDoesNoHarm() {
    assertThat(StatsReader.read("{\"schema\":" + "[".repeat(100_000))).isEmpty();
  }

  @Test
  void noMutationOfADocumentMakesItThrow() {
    Random random = new Random(7);
    for (int round = 0; round < 2_000; round++) {
      StringBuilder text = new StringBuilder(DOCUMENT);
      for (int change = 0; change < 3; change++) {
        int at = random.nextInt(text.length());
        text.setCharAt(at, "{}[]\",:0-9eE\\x\u0000 ".charAt(random.nextInt(16)));
      }
      assertThat(StatsReader.read(text.toString())).isNotNull();
    }
  }
}
