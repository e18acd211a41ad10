package dev.tidegate.tools.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import dev.tidegate.protocol.notify.WorkerState;
import dev.tidegate.tools.view.HeardMessage.Weight;
import dev.tidegate.tools.view.Link;
import dev.tidegate.tools.view.PoolPicture;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PoolFeedTest {
  private final PoolFeed feed = new PoolFeed();
  private final Sketch sketch = new Sketch("mx1").slot(0, WorkerState.IDLE, "");
  private final List<String> types = new ArrayList<>();
  private final List<JsonObject> data = new ArrayList<>();
  private long nowMillis = 1_000;

  private void tell(PoolPicture picture, long laterMillis) {
    nowMillis += laterMillis;
    types.clear();
    data.clear();
    feed.tellNews(picture, nowMillis, this::note);
  }

  private void note(String type, String text) {
    types.add(type);
    data.add(new Gson().fromJson(text, JsonObject.class));
  }

  @Test
  void firstOfAllIsEverything() {
    tell(sketch.picture(), 0);

    assertThat(types).containsExactly("pool");
    assertThat(data.getFirst().get("link").getAsString()).isEqualTo("live");
  }

  @Test
  void nothingIsToldOfWhatIsAsItWas() {
    PoolPicture picture = sketch.picture();
    tell(picture, 0);
    tell(picture, 500);

    assertThat(types).isEmpty();
  }

  @Test
  void figuresAreToldEachSecondAndAtOnceWhenNoWorkerIsFreeAnyMore() {
    tell(sketch.picture(), 0);
    tell(sketch.picture(), 1_000);
    assertThat(types).containsExactly("figures");
    tell(sketch.noneFree().picture(), 100);
    assertThat(types).containsExactly("figures");
    tell(sketch.picture(), 100);
    assertThat(types).isEmpty();
  }

  @Test
  void slotThatChangedIsToldAtMostFiveTimesASecondAndEndsInItsLatestState() {
    tell(sketch.picture(), 0);
    tell(sketch.noSlots().slot(0, WorkerState.BUSY, "a").picture(), 100);
    assertThat(types).isEmpty();
    tell(sketch.noSlots().slot(0, WorkerState.BUSY, "b").picture(), 100);
    assertThat(types).containsExactly("slots");
    assertThat(data.getFirst().toString()).contains("\"tag\":\"b\"");
  }

  @Test
  void countsComeWithTheSlotsThatTheyAreOf() {
    tell(sketch.picture(), 0);
    tell(sketch.noneFree().picture(), 100);
    tell(sketch.picture(), 300);
    tell(sketch.noSlots().slot(0, WorkerState.BUSY, "b").picture(), 300);

    assertThat(types).containsExactly("slots");
    JsonObject counts = data.getFirst().getAsJsonObject("counts");
    assertThat(counts.get("free").getAsInt()).isZero();
    assertThat(counts.get("serviceable").getAsInt()).isZero();
    assertThat(counts.get("busy").getAsInt()).isEqualTo(2);
    assertThat(counts.get("queued").getAsInt()).isZero();
  }

  @Test
  void anotherStartOfTheMultiplexorIsToldWhole() {
    tell(sketch.picture(), 0);
    tell(sketch.epoch("fedcba9876543210").picture(), 100);

    assertThat(types).containsExactly("pool");
  }

  @Test
  void lostLinkIsToldWithItsReason() {
    tell(sketch.picture(), 0);
    tell(sketch.link(new Link.Lost("no such file", Sketch.NOW)).picture(), 100);

    assertThat(types).containsExactly("pool");
    assertThat(data.getFirst().get("link").getAsString()).isEqualTo("lost");
    assertThat(data.getFirst().get("why").getAsString()).isEqualTo("no such file");
  }

  @Test
  void messagesBeyondTheBoundAreCountedAndTheRoutineOnesAreLeftOutFirst() {
    tell(sketch.picture(), 0);
    sketch.heard(10, Weight.ALARMING).heard(PoolFeed.MAX_MESSAGES, Weight.ROUTINE);
    tell(sketch.picture(), 100);

    JsonObject told = data.getFirst();
    assertThat(types).containsExactly("messages");
    assertThat(told.getAsJsonArray("messages")).hasSize(PoolFeed.MAX_MESSAGES);
    assertThat(told.get("skipped").getAsInt()).isEqualTo(10);
    assertThat(told.getAsJsonArray("messages").get(9).toString()).contains("alarming");
  }

  @Test
  void messagesThatWereMissedAltogetherAreCountedAndTheNotableOnesAreTold() {
    tell(sketch.picture(), 0);
    sketch.heard(1, Weight.ALARMING).heard(1_000, Weight.ROUTINE);
    tell(sketch.picture(), 100);

    JsonObject told = data.getFirst();
    assertThat(told.getAsJsonArray("messages")).hasSize(PoolFeed.MAX_MESSAGES);
    assertThat(told.getAsJsonArray("messages").get(0).toString()).contains("alarming");
    assertThat(told.get("skipped").getAsInt()).isEqualTo(1_001 - PoolFeed.MAX_MESSAGES);
  }

  @Test
  void whatMayBeMarkupIsEscaped() {
    tell(sketch.picture(), 0);
    List<String> texts = new ArrayList<>();
    feed.tellNews(
        sketch.noSlots().slot(0, WorkerState.BUSY, "<script>&'\u2028").picture(),
        nowMillis + 300,
        (type, text) -> texts.add(text));

    assertThat(texts.getFirst()).doesNotContain("<").doesNotContain("&").doesNotContain("\u2028");
  }
}
