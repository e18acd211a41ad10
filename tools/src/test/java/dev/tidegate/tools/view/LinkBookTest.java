package dev.tidegate.tools.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class LinkBookTest {
  private static final Instant START = Instant.parse("2026-11-22T06:14:27Z");
  private static final Instant LATER = START.plusSeconds(9);

  @Test
  void beforeTheFirstWordItIsConnecting() {
    assertThat(new LinkBook(true, true).link()).isEqualTo(new Link.Connecting());
  }

  @Test
  void eitherSocketIsEnough() {
    LinkBook events = new LinkBook(true, true);
    events.heard(true, START);
    events.noAnswer("no permission", false, LATER);
    assertThat(events.link()).isEqualTo(new Link.Live());
    LinkBook answers = new LinkBook(true, true);
    answers.lostEvents("refused", START);
    answers.answered(LATER);
    assertThat(answers.link()).isEqualTo(new Link.Live());
  }

  @Test
  void aFrozenMultiplexorIsSilentSinceItsLastWord() {
    LinkBook ours = new LinkBook(true, true);
    ours.heard(true, START);
    ours.answered(START);
    ours.noAnswer("timed out", true, LATER);
    assertThat(ours.link()).isEqualTo(new Link.Live());
    ours.silent(LATER);
    assertThat(ours.link()).isEqualTo(new Link.Silent(START));
  }

  @Test
  void theOriginalIsSilentWhenItDoesNotAnswerAndLiveAgainWhenItSpeaks() {
    LinkBook original = new LinkBook(true, true);
    original.heard(false, START);
    original.answered(START);
    original.noAnswer("timed out", true, LATER);
    assertThat(original.link()).isEqualTo(new Link.Silent(START));
    original.heard(false, LATER.plusSeconds(1));
    assertThat(original.link()).isEqualTo(new Link.Live());
  }

  @Test
  void aLossIsToldWithItsReasonAndItsTime() {
    LinkBook lost = new LinkBook(true, true);
    lost.heard(true, START);
    lost.answered(START);
    lost.lostEvents("the connection ended", LATER);
    lost.noAnswer("no such file", false, LATER.plusSeconds(5));
    assertThat(lost.link()).isEqualTo(new Link.Lost("the connection ended", LATER.plusSeconds(5)));
    assertThat(lost.heardAt()).hasValue(START);
  }

  @Test
  void withoutANotificationSocketTheAnswersTellAll() {
    LinkBook polled = new LinkBook(false, true);
    polled.noAnswer("no such file", false, START);
    assertThat(polled.link()).isEqualTo(new Link.Lost("no such file", START));
    polled.answered(LATER);
    assertThat(polled.link()).isEqualTo(new Link.Live());
    polled.noAnswer("timed out", true, LATER.plusSeconds(3));
    assertThat(polled.link()).isEqualTo(new Link.Silent(LATER));
  }
}
