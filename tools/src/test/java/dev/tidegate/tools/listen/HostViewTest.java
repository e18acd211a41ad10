package dev.tidegate.tools.listen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidegate.client.Knowledge;
import dev.tidegate.client.Update;
import dev.tidegate.client.Update.Cause;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HostViewTest {
  private static final String HELLO =
      "{\"epoch\":\"5f2c90ab12cd34ef\",\"seq\":7,\"time\":\"2026-11-22T11:46:01.123Z\",\"type\":\"hello\","
          + "\"free\":1,\"idle\":1,\"busy\":3,\"stopped\":0,\"killed\":0,\"queued\":0,\"serviceable\":1,"
          + "\"types\":\"YZ\",\"words\":[\"json\",\"snapshot\"]%s,\"version\":\"0.1.0\",\"host\":\"mx1\","
          + "\"maxWorkers\":4,\"limits\":{\"listeners\":1,\"events\":1,\"bytes\":1}}";

  private final HostView view = new HostView("mx1", false);

  @Test
  void aLossIsToldOnceUntilALevelIsKnownAgain() {
    assertThat(take(Told.lost("refused"))).containsExactly("lost", "unknown");
    assertThat(take(Told.lost("refused"))).isEmpty();
    assertThat(take(Told.lost("no route"))).containsExactly("lost");
    assertThat(take(Told.line("*OK", Told.UNKNOWN))).containsExactly("greeting");
    assertThat(take(Told.lost("no route"))).as("a greeting is no news of the pool").isEmpty();
    take(Told.line("Y", Told.someFree()));
    assertThat(take(Told.lost("no route"))).containsExactly("lost", "unknown");
    take(Told.update(new Cause.ServerIdentified(new Update.Server.Reference()), Told.UNKNOWN));
    assertThat(take(Told.lost("no route"))).as("who was met is lost").containsExactly("lost");
  }

  @Test
  void theEndOfKnowledgeIsToldWhateverItsCause() {
    take(Told.line("Y", Told.someFree()));
    Update dropped = Told.line("*ERR 3 messages dropped: listener too slow", Told.UNKNOWN);
    assertThat(take(dropped)).containsExactly("dropped", "unknown");
    assertThat(take(Told.line("Y", Told.someFree()))).containsExactly("some_free");
    assertThat(take(Told.lost("the end"))).containsExactly("lost", "unknown");
    take(Told.line("Y", Told.someFree()));
    Update silent = Told.update(new Cause.HeartbeatMissed(Duration.ofSeconds(25)), Told.UNKNOWN);
    assertThat(take(silent)).containsExactly("silent", "unknown");
  }

  @Test
  void aLevelThatIsKnownAgainIsStatedIfItWasNotTold() {
    take(Told.line("Y", Told.someFree()));
    take(Told.lost("the end"));
    List<ListenerEvent> events =
        view.take(Told.line(HELLO.formatted(",\"resumed\":true"), Told.someFree()), Told.NOW);
    assertThat(words(events)).containsExactly("hello", "free_workers", "some_free");
    assertThat(events.getLast().stated()).isTrue();
  }

  @Test
  void aSnapshotStatesTheLevelItself() {
    assertThat(take(Told.line(HELLO.formatted(""), Told.someFree()))).containsExactly("hello");
    assertThat(take(Told.line("Y", Told.someFree()))).containsExactly("some_free");
    assertThat(take(Told.line("*OK snapshot end", Told.someFree()))).containsExactly("snapshot");
  }

  @Test
  void anAnswerOfTheCommandSocketIsStatedWhenItSaysSomethingNew() {
    Knowledge none = Told.known(Knowledge.Level.NONE_FREE, 0);
    assertThat(take(Told.update(new Cause.Polled(0), none)))
        .containsExactly("free_workers", "none_free");
    assertThat(take(Told.update(new Cause.Polled(0), none))).isEmpty();
    assertThat(take(Told.update(new Cause.Polled(1), Told.someFree())))
        .containsExactly("free_workers", "some_free");
    Knowledge two = Told.known(Knowledge.Level.SOME_FREE, 2);
    assertThat(take(Told.update(new Cause.Polled(2), two))).containsExactly("free_workers");
  }

  @Test
  void anAnswerThatAnEdgeHasOvertakenStatesNothing() {
    assertThat(take(Told.update(new Cause.Polled(0), Told.UNKNOWN))).isEmpty();
  }

  @Test
  void whatASnapshotInLettersSaysIsStatedAndNoOccasion() {
    take(Told.line("*OK snapshot begin", Told.UNKNOWN));
    ListenerEvent stated =
        view.take(Told.line("S 0 StateChange Stopped -> Busy", Told.UNKNOWN), Told.NOW).getFirst();
    assertThat(stated.stated()).isTrue();
    assertThat(stated.isOccasion()).isFalse();
    take(Told.line("*OK snapshot end", Told.UNKNOWN));
    ListenerEvent happened =
        view.take(Told.line("S 0 StateChange Busy -> Idle", Told.UNKNOWN), Told.NOW).getFirst();
    assertThat(happened.isOccasion()).isTrue();
  }

  @Test
  void theLevelCanBeMadeOfWhatIsServiceable() {
    HostView other = new HostView("mx1", true);
    assertThat(words(other.take(Told.line("Y", Told.serviceable(0)), Told.NOW)))
        .containsExactly("free_workers", "none_free");
    assertThat(words(other.take(Told.line("Z", Told.serviceable(0)), Told.NOW))).isEmpty();
    List<ListenerEvent> events = other.take(Told.line("F 1", Told.serviceable(1)), Told.NOW);
    assertThat(words(events)).containsExactly("free_workers", "some_free");
    assertThat(events.getLast().stated()).isFalse();
    assertThat(words(other.take(Told.lost("the end"), Told.NOW)))
        .containsExactly("lost", "unknown");
  }

  @Test
  void theServiceableLevelThatASnapshotTellsIsStated() {
    HostView other = new HostView("mx1", true);
    Knowledge one = Told.serviceable(1);
    assertThat(words(other.take(Told.line(HELLO.formatted(""), one), Told.NOW)))
        .containsExactly("hello");
    assertThat(other.take(Told.line("Y", one), Told.NOW)).isEmpty();
    List<ListenerEvent> events = other.take(Told.line("*OK snapshot end", one), Told.NOW);
    assertThat(words(events)).containsExactly("snapshot", "free_workers", "some_free");
    assertThat(events.getLast().stated()).isTrue();
    ListenerEvent edge = other.take(Told.line("S 0 x", Told.serviceable(0)), Told.NOW).getLast();
    assertThat(edge.type()).isEqualTo(EventType.NONE_FREE);
    assertThat(edge.stated()).isFalse();
  }

  @Test
  void signsOfLifeAreNoNews() {
    assertThat(take(Told.line("*OK alive", Told.UNKNOWN))).isEmpty();
  }

  private List<String> take(Update update) {
    return words(view.take(update, Told.NOW));
  }

  private static List<String> words(List<ListenerEvent> events) {
    return events.stream().map(event -> event.type().word()).toList();
  }
}
