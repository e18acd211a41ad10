package dev.tidegate.tools.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class LinkStateTest {
  private static final Instant START = Instant.parse("2026-11-22T06:14:27Z");
  private static final Instant LATER = START.plusSeconds(9);

  @Test
  void beforeTheFirstWordItIsConnecting() {
    assertThat(new LinkState(true, true).link()).isEqualTo(new Link.Connecting());
  }

  @Test
  void eitherSocketIsEnough() {
    LinkState events = new LinkState(true, true);
    events.heard(true, START);
    events.noAnswer("no permission", false, LATER);
    assertThat(events.link()).isEqualTo(new Link.Live());
    LinkState answers = new LinkState(true, true);
    answers.lostEvents("refused", START);
    answers.answered(LATER);
    assertThat(answers.link()).isEqualTo(new Link.Live());
  }

  @Test
  void aFrozenMultiplexorIsSilentSinceItsLastWord() {
    LinkState ours = new LinkState(true, true);
    ours.heard(true, START);
    ours.answered(START);
    ours.noAnswer("timed out", true, LATER);
    assertThat(ours.link()).isEqualTo(new Link.Live());
    ours.silent(LATER);
    assertThat(ours.link()).isEqualTo(new Link.Silent(START));
  }

  @Test
  void theOriginalIsSilentWhenItDoesNotAnswerAndLiveAgainWhenItSpeaks() {
    LinkState original = new LinkState(true, true);
    original.heard(false, START);
    original.answered(START);
    original.noAnswer("timed out", true, LATER);
    assertThat(original.link()).isEqualTo(new Link.Silent(START));
    original.heard(false, LATER.plusSeconds(1));
    assertThat(original.link()).isEqualTo(new Link.Live());
  }

  @Test
  void aLossIsToldWithItsReasonAndItsTime() {
    LinkState lost = new LinkState(true, true);
    lost.heard(true, START);
    lost.answered(START);
    lost.lostEvents("the connection ended", LATER);
    lost.noAnswer("no such file", false, LATER.plusSeconds(5));
    assertThat(lost.link()).isEqualTo(new Link.Lost("the connection ended", LATER.plusSeconds(5)));
    assertThat(lost.heardAt()).hasValue(START);
  }

  @Test
  void withoutANotificationSocketTheAnswersTellAll() {
    LinkState polled = new LinkState(false, true);
    polled.noAnswer("no such file", false, START);
    assertThat(polled.link()).isEqualTo(new Link.Lost("no such file", START));
    polled.answered(LATER);
    assertThat(polled.link()).isEqualTo(new Link.Live());
    polled.noAnswer("timed out", true, LATER.plusSeconds(3));
    assertThat(polled.link()).isEqualTo(new Link.Silent(LATER));
  }
}
